using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using SoraSharp.Media;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Media;

public class FfmpegMediaWriterTests
{
    [Theory]
    [InlineData(".mp4", "h264", "aac")]
    [InlineData(".webm", "vp9", "opus")]
    public async Task Streams_have_the_formats_codecs_and_tags(string extension, string videoCodec, string audioCodec)
    {
        using TestFolder folder = new();
        string path = folder.File("clip" + extension);
        await new FfmpegMediaWriter().WriteAsync(TestClip.Content(frames: 25), path);

        Dictionary<string, JsonElement> streams = FfmpegProbe.Streams(path);
        JsonElement video = streams["video"], audio = streams["audio"];

        Assert.Equal(videoCodec, Text(video, "codec_name"));
        Assert.Equal("yuv420p", Text(video, "pix_fmt"));
        Assert.Equal("tv", Text(video, "color_range"));
        Assert.Equal("bt709", Text(video, "color_space"));
        Assert.Equal("bt709", Text(video, "color_transfer"));
        Assert.Equal("bt709", Text(video, "color_primaries"));
        Assert.Equal(64, video.GetProperty("width").GetInt32());
        Assert.Equal(48, video.GetProperty("height").GetInt32());
        Assert.Equal("24/1", Text(video, "avg_frame_rate"));
        Assert.Equal("25", Text(video, "nb_read_frames"));
        Assert.Equal(audioCodec, Text(audio, "codec_name"));
        Assert.Equal("48000", Text(audio, "sample_rate"));
        Assert.Equal(2, audio.GetProperty("channels").GetInt32());
    }

    [Theory]
    [InlineData(".mp4")]
    [InlineData(".webm")]
    public async Task Sound_that_is_made_from_the_picture_joins_it_unchanged(string extension)
    {
        using TestFolder folder = new();
        string known = folder.File("known" + extension), after = folder.File("after" + extension);
        MediaContent content = TestClip.Content(frames: 25);
        await new FfmpegMediaWriter().WriteAsync(content, known);
        MediaParts parts = new(content.Frames.Shape, One(content.Frames)) { AudioAfter = _ => Task.FromResult(content.Audio) };

        await new FfmpegMediaWriter().WriteInPartsAsync(parts, after);

        Assert.Equal(FfmpegProbe.Rgb(known), FfmpegProbe.Rgb(after));
        Assert.Equal(FfmpegProbe.Samples(known, 0), FfmpegProbe.Samples(after, 0));
    }

    private static async IAsyncEnumerable<VideoFrames> One(VideoFrames frames)
    {
        await Task.Yield();
        yield return frames;
    }

    [Theory]
    [InlineData(".mp4")]
    [InlineData(".webm")]
    public async Task Decoded_pixels_are_close_to_the_originals(string extension)
    {
        using TestFolder folder = new();
        string path = folder.File("clip" + extension);
        VideoFrames frames = TestClip.Frames(count: 8, width: 128, height: 96);
        await new FfmpegMediaWriter().WriteAsync(new(frames, null), path);

        byte[] decoded = FfmpegProbe.Rgb(path);

        Assert.Equal(frames.Pixels.Length, decoded.Length);
        // The upper half is smooth colour; the edges of the patches below lose by 4:2:0 itself.
        double squares = 0;
        int count = 0;
        for (int f = 0; f < frames.Count; f++)
        {
            ReadOnlySpan<float> original = frames.Frame(f);
            for (int i = 0; i < 44 * 128 * 3; i++, count++)
            {
                double difference = decoded[(f * 96 * 128 * 3) + i] - (255 * original[i]);
                squares += difference * difference;
            }
        }

        double psnr = 10 * Math.Log10(255.0 * 255.0 / (squares / count));
        Assert.InRange(psnr, 40, 100);
    }

    [Theory]
    [InlineData(".mp4")]
    [InlineData(".webm")]
    public async Task Flat_colours_come_back_by_the_matrix_that_the_tags_name(string extension)
    {
        using TestFolder folder = new();
        string path = folder.File("clip" + extension);
        VideoFrames frames = TestClip.Frames(count: 4, width: 256, height: 64);
        await new FfmpegMediaWriter(new() { H264Quality = 1, Vp9Quality = 1 }).WriteAsync(new(frames, null), path);

        byte[] decoded = FfmpegProbe.Rgb(path);

        // The middle of every patch in the lower half; bt.601 in bt.709's place would be off by more than 10.
        for (int patch = 0; patch < 8; patch++)
        {
            int pixel = ((48 * 256) + (patch * 32) + 16) * 3;
            for (int c = 0; c < 3; c++) Assert.InRange(decoded[pixel + c] - (255 * frames.Frame(0)[pixel + c]), -2.5, 2.5);
        }
    }

    [Theory]
    [InlineData(".mp4", 24_000)]
    [InlineData(".mp4", 16_000)]
    [InlineData(".mp4", 48_000)]
    [InlineData(".webm", 24_000)]
    public async Task Sound_starts_when_it_should_in_its_own_channel(string extension, int sampleRate)
    {
        using TestFolder folder = new();
        string path = folder.File("clip" + extension);
        await new FfmpegMediaWriter().WriteAsync(new(TestClip.Frames(count: 36), TestClip.Tone(1.5, 0.75, sampleRate: sampleRate)), path);

        float[] left = FfmpegProbe.Samples(path, 0), right = FfmpegProbe.Samples(path, 1);

        // Within 5 ms, a quarter of what AAC's unskipped priming of 1024 samples would be.
        Assert.InRange(Array.FindIndex(left, s => Math.Abs(s) > 0.2f) / 48_000.0, 0.745, 0.755);
        Assert.InRange(left.Max(), 0.7f, 0.9f);
        Assert.InRange(right.Max(), 0.1f, 0.25f);
    }

    [Theory]
    [InlineData(".mp4", 2.0)]
    [InlineData(".mp4", 0.3)]
    [InlineData(".webm", 2.0)]
    [InlineData(".webm", 0.3)]
    public async Task Sound_is_cut_or_continued_to_the_pictures_duration(string extension, double seconds)
    {
        using TestFolder folder = new();
        string path = folder.File("clip" + extension);
        await new FfmpegMediaWriter().WriteAsync(new(TestClip.Frames(count: 25), TestClip.Tone(seconds, 0)), path);

        double audio = FfmpegProbe.Samples(path, 0).Length / 48_000.0;
        double video = int.Parse(Text(FfmpegProbe.Streams(path)["video"], "nb_read_frames"), CultureInfo.InvariantCulture) / 24.0;

        Assert.Equal(25 / 24.0, video, 1e-9);
        Assert.InRange(audio - video, -1 / 24.0, 1 / 24.0);
    }

    [Fact]
    public async Task Without_sound_there_is_no_audio_stream()
    {
        using TestFolder folder = new();
        await new FfmpegMediaWriter().WriteAsync(new(TestClip.Frames(), null), folder.File("clip.mp4"));

        Assert.Equal(["video"], FfmpegProbe.Streams(folder.File("clip.mp4")).Keys);
    }

    [Theory]
    [InlineData(25, "25/1")]
    [InlineData(12.5, "25/2")]
    [InlineData(23.976, "24000/1001")]
    [InlineData(29.97, "30000/1001")]
    public async Task Frame_rates_are_kept(double fps, string expected)
    {
        using TestFolder folder = new();
        await new FfmpegMediaWriter().WriteAsync(new(TestClip.Frames(fps: fps), null), folder.File("clip.mp4"));

        Assert.Equal(expected, Text(FfmpegProbe.Streams(folder.File("clip.mp4"))["video"], "avg_frame_rate"));
    }

    [Fact]
    public async Task A_single_frame_with_mono_sound_is_a_video()
    {
        using TestFolder folder = new();
        await new FfmpegMediaWriter().WriteAsync(new(TestClip.Frames(count: 1), TestClip.Tone(1, 0, channels: 1)), folder.File("clip.mp4"));

        Dictionary<string, JsonElement> streams = FfmpegProbe.Streams(folder.File("clip.mp4"));
        Assert.Equal("1", Text(streams["video"], "nb_read_frames"));
        Assert.Equal(1, streams["audio"].GetProperty("channels").GetInt32());
    }

    [Fact]
    public async Task Odd_sizes_are_refused_with_the_rule_and_the_remedy()
    {
        using TestFolder folder = new();

        MediaException error = await Assert.ThrowsAsync<MediaException>(() => new FfmpegMediaWriter().WriteAsync(TestClip.Content(width: 33, height: 32), folder.File("clip.mp4")));

        Assert.Contains("33x32", error.Message, StringComparison.Ordinal);
        Assert.Contains("even", error.Message, StringComparison.Ordinal);
        Assert.Contains(".webp", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public async Task A_missing_ffmpeg_is_an_error_that_names_the_fix()
    {
        using TestFolder folder = new();
        FfmpegMediaWriter writer = new(new() { Folder = folder.FullName });

        MediaException given = await Assert.ThrowsAsync<MediaException>(() => writer.WriteAsync(TestClip.Content(), folder.File("clip.mp4")));
        MediaException searched = Assert.Throws<MediaException>(() => FfmpegProgram.FindFolder(null, folder.FullName));

        Assert.All([given.Message, searched.Message], m => Assert.Contains("apt-get install ffmpeg", m, StringComparison.Ordinal));
        Assert.All([given.Message, searched.Message], m => Assert.Contains(".webp", m, StringComparison.Ordinal));
        Assert.Contains(folder.FullName, given.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public async Task What_ffmpeg_says_when_it_fails_is_in_the_error()
    {
        if (OperatingSystem.IsWindows()) return;
        using TestFolder folder = new(), programs = new();
        await AddProgramAsync(programs, "[ \"$1\" = -version ] && exit 0; echo \"Unknown encoder 'libx264'\" >&2; exit 1");

        MediaException error = await Assert.ThrowsAsync<MediaException>(() =>
            new FfmpegMediaWriter(new() { Folder = programs.FullName }).WriteAsync(TestClip.Content(), folder.File("clip.mp4")));

        Assert.Contains("Unknown encoder 'libx264'", error.Message, StringComparison.Ordinal);
        Assert.Contains("full build", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public async Task A_broken_ffmpeg_is_named_with_its_folder()
    {
        if (OperatingSystem.IsWindows()) return;
        using TestFolder folder = new(), programs = new();
        await AddProgramAsync(programs, "exit 127");

        MediaException error = await Assert.ThrowsAsync<MediaException>(() =>
            new FfmpegMediaWriter(new() { Folder = programs.FullName }).WriteAsync(TestClip.Content(), folder.File("clip.mp4")));

        Assert.Contains(programs.FullName, error.Message, StringComparison.Ordinal);
        Assert.Contains("Reinstall", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public async Task Cancelling_ends_ffmpeg_at_once_and_leaves_no_file()
    {
        using TestFolder folder = new();
        using CancellationTokenSource source = new();
        Task writing = new FfmpegMediaWriter().WriteAsync(TestClip.Content(frames: 200, width: 480, height: 320), folder.File("clip.mp4"), source.Token);
        while (!writing.IsCompleted && !folder.Names.Any(n => n.EndsWith(".tmp", StringComparison.Ordinal))) await Task.Delay(1);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.Empty(folder.Names);
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new FfmpegMediaWriter(new() { H264Quality = 99, AudioBitRate = 1 }));

        Assert.Contains("H264Quality", error.Message, StringComparison.Ordinal);
        Assert.Contains("AudioBitRate", error.Message, StringComparison.Ordinal);
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task AddProgramAsync(TestFolder folder, string script)
    {
        await File.WriteAllTextAsync(folder.File("ffmpeg"), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(folder.File("ffmpeg"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static string Text(JsonElement stream, string name) => stream.GetProperty(name).GetString()!;
}
