using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Media;

/// <summary>What every media writer keeps to. Inherit it and give a writer to test another one.</summary>
public abstract class MediaWriterConformance
{
    /// <summary>The writer under test.</summary>
    protected abstract IMediaWriter Create();

    /// <summary>One of its extensions.</summary>
    protected abstract string Extension { get; }

    [Fact]
    public async Task A_file_appears_under_its_name_and_nothing_else()
    {
        using TestFolder folder = new();

        await Create().WriteAsync(TestClip.Content(), folder.File("clip" + Extension));

        Assert.Equal(["clip" + Extension], folder.Names);
        Assert.True(Size(folder.File("clip" + Extension)) > 100);
    }

    [Fact]
    public async Task Equal_videos_give_equal_bytes()
    {
        using TestFolder folder = new();

        await Create().WriteAsync(TestClip.Content(), folder.File("a" + Extension));
        await Create().WriteAsync(TestClip.Content(), folder.File("b" + Extension));

        Assert.Equal(Bytes(folder.File("a" + Extension)), Bytes(folder.File("b" + Extension)));
    }

    [Fact]
    public async Task An_existing_file_is_replaced()
    {
        using TestFolder folder = new();
        string path = folder.File("clip" + Extension), other = folder.File("other" + Extension);
        await Create().WriteAsync(TestClip.Content(frames: 6), path);
        await Create().WriteAsync(TestClip.Content(frames: 12), path);
        await Create().WriteAsync(TestClip.Content(frames: 12), other);

        Assert.Equal(Bytes(other), Bytes(path));
    }

    [Theory]
    [InlineData("a clip with 'quotes' & ünïcödé %d")]
    [InlineData("-leading-dash")]
    [InlineData("file:with:colons")]
    public async Task Names_are_taken_as_they_are(string name)
    {
        if (OperatingSystem.IsWindows() && name.Contains(':', StringComparison.Ordinal)) return;
        using TestFolder folder = new();
        string inside = Directory.CreateDirectory(folder.File("folder \"of\" 'names'")).FullName;

        await Create().WriteAsync(TestClip.Content(), Path.Combine(inside, name + Extension.ToUpperInvariant()));

        Assert.Equal([name + Extension.ToUpperInvariant()], Directory.EnumerateFileSystemEntries(inside).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_strange_extension_is_refused_with_those_it_writes()
    {
        using TestFolder folder = new();

        MediaException error = await Assert.ThrowsAsync<MediaException>(() => Create().WriteAsync(TestClip.Content(), folder.File("clip.doc")));

        Assert.Contains(".doc", error.Message, StringComparison.Ordinal);
        Assert.Contains(Extension, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        using TestFolder folder = new();

        MediaException error = await Assert.ThrowsAsync<MediaException>(() => Create().WriteAsync(TestClip.Content(), Path.Combine(folder.File("nowhere"), "clip" + Extension)));

        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public async Task Values_that_are_not_finite_are_refused()
    {
        using TestFolder folder = new();
        float[] pixels = TestClip.Frames().Pixels.ToArray();
        pixels[(64 * 48 * 3 * 2) + 5] = float.NaN;
        MediaContent picture = new(new(pixels, TestClip.Frames().Shape), TestClip.Tone(0.5, 0));
        MediaContent sound = new(TestClip.Frames(), new([0f, float.PositiveInfinity, 0f], 1, TestClip.SampleRate));

        MediaException frame = await Assert.ThrowsAsync<MediaException>(() => Create().WriteAsync(picture, folder.File("a" + Extension)));
        MediaException sample = await Assert.ThrowsAsync<MediaException>(() => Create().WriteAsync(sound, folder.File("b" + Extension)));

        Assert.Contains("Frame 2", frame.Message, StringComparison.Ordinal);
        Assert.Contains("Sample 1", sample.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public async Task A_cancelled_call_leaves_what_was_there()
    {
        using TestFolder folder = new();
        string path = folder.File("clip" + Extension);
        await Create().WriteAsync(TestClip.Content(), path);
        byte[] before = Bytes(path);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Create().WriteAsync(TestClip.Content(frames: 6), path, new CancellationToken(canceled: true)));

        Assert.Equal(before, Bytes(path));
        Assert.Equal(["clip" + Extension], folder.Names);
    }

    [Fact]
    public async Task Cancelling_while_it_writes_leaves_nothing_or_the_whole_file()
    {
        using TestFolder folder = new();
        using CancellationTokenSource source = new();
        Task writing = Create().WriteAsync(TestClip.Content(frames: 96, width: 320, height: 240), folder.File("clip" + Extension), source.Token);
        while (!writing.IsCompleted && !folder.Names.Any()) await Task.Delay(1);
        await source.CancelAsync();

        Exception? error = await Record.ExceptionAsync(() => writing);

        if (error is null)
        {
            Assert.Equal(["clip" + Extension], folder.Names);
        }
        else
        {
            Assert.IsAssignableFrom<OperationCanceledException>(error);
            Assert.Empty(folder.Names);
        }
    }

    [Fact]
    public async Task Files_written_at_the_same_time_do_not_disturb_each_other()
    {
        using TestFolder folder = new();
        IMediaWriter writer = Create();
        await writer.WriteAsync(TestClip.Content(), folder.File("alone" + Extension));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => writer.WriteAsync(TestClip.Content(), folder.File($"{i}{Extension}"))));

        Assert.Equal(7, folder.Names.Count());
        byte[] alone = Bytes(folder.File("alone" + Extension));
        Assert.All(Enumerable.Range(0, 6), i => Assert.Equal(alone, Bytes(folder.File($"{i}{Extension}"))));
    }

    [Fact]
    public async Task A_picture_in_parts_gives_the_bytes_of_the_whole_one()
    {
        using TestFolder folder = new();
        MediaContent whole = TestClip.Content();

        await Create().WriteAsync(whole, folder.File("whole" + Extension));
        await Create().WriteInPartsAsync(new(whole.Frames.Shape, Parts(whole.Frames)) { Audio = whole.Audio }, folder.File("parts" + Extension));

        Assert.Equal(Bytes(folder.File("whole" + Extension)), Bytes(folder.File("parts" + Extension)));
        Assert.Equal(["parts" + Extension, "whole" + Extension], folder.Names);
    }

    [Fact]
    public async Task A_part_is_asked_for_when_the_one_before_is_written()
    {
        using TestFolder folder = new();
        List<string> order = [];
        MediaContent whole = TestClip.Content();

        await Create().WriteInPartsAsync(
            new(whole.Frames.Shape, Parts(whole.Frames, i => order.Add($"part {i}")))
            {
                AudioAfter = _ =>
                {
                    order.Add("sound");
                    return Task.FromResult(whole.Audio);
                },
            },
            folder.File("clip" + Extension));

        Assert.Equal(["part 0", "part 1", "part 2", "part 3", "sound"], order);
        Assert.Equal(["clip" + Extension], folder.Names);
        Assert.True(Size(folder.File("clip" + Extension)) > 100);
    }

    [Fact]
    public async Task A_part_that_cannot_be_made_leaves_what_was_there_and_says_why()
    {
        using TestFolder folder = new();
        string path = folder.File("clip" + Extension);
        await Create().WriteAsync(TestClip.Content(), path);
        byte[] before = Bytes(path);
        VideoFrames frames = TestClip.Frames();

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(() =>
            Create().WriteInPartsAsync(new(frames.Shape, Parts(frames, i => { if (i == 2) throw new InvalidDataException("The network failed."); })), path));

        Assert.Equal("The network failed.", error.Message);
        Assert.Equal(before, Bytes(path));
        Assert.Equal(["clip" + Extension], folder.Names);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(13)]
    public async Task Parts_that_are_not_the_picture_that_was_announced_are_refused(int announced)
    {
        using TestFolder folder = new();
        VideoFrames frames = TestClip.Frames();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Create().WriteInPartsAsync(new(frames.Shape with { Frames = announced }, Parts(frames)) { Audio = TestClip.Tone(1, 0) }, folder.File("clip" + Extension)));

        Assert.Empty(folder.Names);
    }

    /// <summary>Three frames at a time.</summary>
    private static async IAsyncEnumerable<VideoFrames> Parts(VideoFrames frames, Action<int>? before = null)
    {
        int length = frames.Width * frames.Height * 3;
        for (int i = 0; i < frames.Count / 3; i++)
        {
            before?.Invoke(i);
            await Task.Yield();
            yield return new(frames.Pixels.Slice(3 * i * length, 3 * length).ToArray(), frames.Shape with { Frames = 3 });
        }
    }

    private static long Size(string path) => Bytes(path).LongLength;

    private static byte[] Bytes(string path) => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)]
        : File.ReadAllBytes(path);
}
