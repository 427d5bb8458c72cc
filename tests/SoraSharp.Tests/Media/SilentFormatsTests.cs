using System.Buffers.Binary;
using SkiaSharp;
using SoraSharp.Media;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Media;

/// <summary>The formats that need no ffmpeg, read back by SkiaSharp and by hand.</summary>
public class SilentFormatsTests
{
    [Fact]
    public async Task An_animated_webp_has_every_frame_for_its_time_and_repeats()
    {
        using TestFolder folder = new();
        VideoFrames frames = TestClip.Frames(count: 25, width: 62, height: 33);
        await new AnimatedWebpWriter().WriteAsync(new(frames, null), folder.File("clip.webp"));

        using SKCodec codec = SKCodec.Create(folder.File("clip.webp"));

        Assert.Equal(25, codec.FrameCount);
        Assert.Equal(-1, codec.RepetitionCount);
        Assert.Equal(new SKSizeI(62, 33), codec.Info.Size);
        Assert.All(codec.FrameInfo, f => Assert.InRange(f.Duration, 41, 42));
        // 25 frames at 24 a second: 1041.67 ms.
        Assert.Equal(1042, codec.FrameInfo.Sum(f => f.Duration));
    }

    [Fact]
    public async Task A_lossless_webp_has_the_very_pixels()
    {
        using TestFolder folder = new();
        VideoFrames frames = TestClip.Frames(count: 3);
        await new AnimatedWebpWriter(quality: 100).WriteAsync(new(frames, null), folder.File("clip.webp"));

        using SKCodec codec = SKCodec.Create(folder.File("clip.webp"));
        for (int i = 0; i < frames.Count; i++) Assert.Equal(RasterImage.ToRgba(frames, i), Decode(codec, i));
    }

    [Fact]
    public async Task A_lossy_webp_is_close()
    {
        using TestFolder folder = new();
        VideoFrames frames = TestClip.Frames(count: 2);
        await new AnimatedWebpWriter().WriteAsync(new(frames, null), folder.File("clip.webp"));

        using SKCodec codec = SKCodec.Create(folder.File("clip.webp"));
        byte[] original = RasterImage.ToRgba(frames, 1), decoded = Decode(codec, 1);

        // The upper half is smooth.
        int half = original.Length / 2;
        Assert.InRange(Enumerable.Range(0, half).Average(i => Math.Abs(original[i] - decoded[i])), 0, 3);
    }

    [Fact]
    public async Task A_frames_folder_has_lossless_pictures_and_the_sound()
    {
        using TestFolder folder = new();
        MediaContent content = TestClip.Content(frames: 3, width: 33, height: 17);
        await new PngFramesWriter().WriteAsync(content, folder.File("clip.frames"));

        Assert.Equal(["audio.wav", "frame-00000.png", "frame-00001.png", "frame-00002.png"], Directory.EnumerateFiles(folder.File("clip.frames")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using SKCodec codec = SKCodec.Create(Path.Combine(folder.File("clip.frames"), "frame-00002.png"));
        Assert.Equal(RasterImage.ToRgba(content.Frames, 2), Decode(codec, 0));
    }

    [Fact]
    public async Task A_folder_with_files_of_others_is_never_replaced()
    {
        using TestFolder folder = new();
        Directory.CreateDirectory(folder.File("clip.frames"));
        await File.WriteAllTextAsync(Path.Combine(folder.File("clip.frames"), "thesis.txt"), "years of work");

        MediaException error = await Assert.ThrowsAsync<MediaException>(() => new PngFramesWriter().WriteAsync(TestClip.Content(), folder.File("clip.frames")));

        Assert.Contains("thesis.txt", error.Message, StringComparison.Ordinal);
        Assert.Equal(["clip.frames"], folder.Names);
        Assert.True(File.Exists(Path.Combine(folder.File("clip.frames"), "thesis.txt")));
    }

    [Fact]
    public async Task A_wav_has_truncated_interleaved_samples_as_long_as_the_picture()
    {
        using TestFolder folder = new();
        // Two channels of four samples; the picture lasts five.
        AudioClip audio = new([0f, 0.5f, 1.5f, -1f, 0.25f, -0.99999f, 1f, -2f], 2, 8000);
        VideoFrames frames = new(new float[2 * 2 * 3], new(1, new(2, 2), 1600));
        await new WavWriter().WriteAsync(new(frames, audio), folder.File("clip.wav"));

        byte[] wav = await File.ReadAllBytesAsync(folder.File("clip.wav"));
        short[] samples = [.. Enumerable.Range(0, 10).Select(i => BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(44 + (2 * i))))];

        Assert.Equal(44 + (5 * 2 * 2), wav.Length);
        Assert.Equal("RIFF"u8, wav.AsSpan(0, 4));
        Assert.Equal(wav.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(4)));
        Assert.Equal(2, BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(22)));
        Assert.Equal(8000, BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(24)));
        Assert.Equal(20, BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(40)));
        // trunc(32767 · clip(x)): 0.5 → 16383, −0.99999 → −32766; the fifth pair is silence.
        Assert.Equal([0, 8191, 16383, -32766, 32767, 32767, -32767, -32767, 0, 0], samples);
    }

    [Fact]
    public async Task A_wav_of_a_silent_video_is_refused()
    {
        using TestFolder folder = new();

        MediaException error = await Assert.ThrowsAsync<MediaException>(() => new WavWriter().WriteAsync(new(TestClip.Frames(), null), folder.File("clip.wav")));

        Assert.Contains("no sound", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public async Task A_picture_that_outlasts_any_sound_is_refused()
    {
        using TestFolder folder = new();

        MediaException error = await Assert.ThrowsAsync<MediaException>(() => new WavWriter().WriteAsync(new(TestClip.Frames(count: 10, fps: 1e-5), TestClip.Tone(1, 0)), folder.File("clip.wav")));

        Assert.Contains("frame rate", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_webp_quality_out_of_range_is_refused(int quality)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AnimatedWebpWriter(quality));
    }

    [Fact]
    public void The_default_writers_cover_every_format_once()
    {
        string[] extensions = [.. MediaWriters.CreateDefault().SelectMany(w => w.Extensions)];

        Assert.Equal([".frames", ".mp4", ".wav", ".webm", ".webp"], extensions.Order(StringComparer.Ordinal));
    }

    private static byte[] Decode(SKCodec codec, int frame)
    {
        SKImageInfo info = new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using SKBitmap bitmap = new(info);
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, bitmap.GetPixels(), new SKCodecOptions(frame)));
        return bitmap.Bytes;
    }
}
