using SkiaSharp;
using SoraSharp.Media;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Media;

public class ContactSheetTests
{
    [Fact]
    public async Task Frames_lie_in_a_grid_above_the_sound()
    {
        using TestFolder folder = new();
        VideoFrames frames = Numbered(10, 40, 30);
        await ContactSheet.SaveAsync(new(frames, TestClip.Tone(10 / 24.0, 0.2)), folder.File("sheet.png"), columns: 3, rows: 2);

        using SKBitmap sheet = SKBitmap.Decode(folder.File("sheet.png"));

        // 720 / (3 · 40) = 6 times as large; 4 pixels between; 2 · 80 of sound.
        Assert.Equal(4 + (3 * (240 + 4)), sheet.Width);
        Assert.Equal(4 + (2 * (180 + 4)) + 160 + 4, sheet.Height);
        int[] shown = [0, 2, 4, 5, 7, 9];
        for (int i = 0; i < shown.Length; i++)
        {
            SKColor colour = sheet.GetPixel(4 + (i % 3 * 244) + 120, 4 + (i / 3 * 184) + 90);
            Assert.Equal(Grey(shown[i]), colour.Red);
        }

        // The tone fills its half of the plot, the silence before it does not: count the columns that rise above the middle line.
        int top = 4 + (2 * 184), rise = top + 40 - 20;
        int[] loud = [.. Enumerable.Range(4, sheet.Width - 8).Where(x => sheet.GetPixel(x, rise).Blue == 0xff)];
        double onset = (loud[0] - 4.0) / (sheet.Width - 8) * 10 / 24;
        Assert.InRange(onset, 0.195, 0.21);
    }

    [Fact]
    public async Task A_large_video_is_reduced_and_a_short_one_has_fewer_cells()
    {
        using TestFolder folder = new();
        await ContactSheet.SaveAsync(new(Numbered(2, 1500, 100), null), folder.File("sheet.png"));

        using SKBitmap sheet = SKBitmap.Decode(folder.File("sheet.png"));

        Assert.Equal(4 + (2 * (750 + 4)), sheet.Width);
        Assert.Equal(4 + 50 + 4, sheet.Height);
    }

    [Fact]
    public void The_first_and_the_last_frame_are_chosen()
    {
        Assert.Equal([0, 1, 2], ContactSheet.Choose(3, 24));
        Assert.Equal([0, 30, 60, 90, 120], ContactSheet.Choose(121, 5));
        Assert.Equal([0], ContactSheet.Choose(121, 1));
    }

    [Fact]
    public async Task A_wrong_name_and_a_wrong_grid_are_refused()
    {
        using TestFolder folder = new();
        MediaContent content = TestClip.Content();

        await Assert.ThrowsAsync<MediaException>(() => ContactSheet.SaveAsync(content, folder.File("sheet.jpg")));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ContactSheet.SaveAsync(content, folder.File("sheet.png"), columns: 0));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ContactSheet.SaveAsync(content, folder.File("sheet.png"), cancellationToken: new(canceled: true)));

        Assert.Empty(folder.Names);
    }

    private static byte Grey(int frame) => (byte)(20 * (frame + 1));

    /// <summary>Frame n is of one grey that tells n.</summary>
    private static VideoFrames Numbered(int count, int width, int height)
    {
        float[] pixels = new float[count * width * height * 3];
        for (int f = 0; f < count; f++) Array.Fill(pixels, Grey(f) / 255f, f * width * height * 3, width * height * 3);
        return new(pixels, new(count, new(width, height), 24));
    }
}
