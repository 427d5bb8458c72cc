using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Abstractions.Tests;

public sealed class MediaTests
{
    private static readonly VideoShape Shape = new(2, new(2, 1), 4);

    [Fact]
    public void Frames_are_found_one_after_the_other()
    {
        VideoFrames frames = new([.. Enumerable.Range(0, 12).Select(i => i / 12f)], Shape);

        Assert.Equal(6 / 12f, frames.Frame(1)[0]);
        Assert.Equal(6, frames.Frame(1).Length);
        Assert.Equal(TimeSpan.FromSeconds(0.5), frames.Duration);
        Assert.Throws<ArgumentOutOfRangeException>(() => frames.Frame(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => frames.Frame(-1).Length);
    }

    [Fact]
    public void Bytes_are_rounded_and_clipped()
    {
        VideoFrames frames = new([0f, 0.5f, 1f, -1f, 2f, 0.1f], new(1, new(2, 1), 4));
        byte[] bytes = new byte[6];

        frames.CopyRgb24(0, bytes);

        Assert.Equal([0, 128, 255, 0, 255, 26], bytes);
        Assert.Throws<ArgumentException>(() => frames.CopyRgb24(0, new byte[5]));
    }

    [Theory]
    [InlineData(0, 1, 1, 24)]
    [InlineData(1, 0, 1, 24)]
    [InlineData(1, 1, 1, 0)]
    [InlineData(1, 1, 1, double.NaN)]
    [InlineData(2, 1, 1, 24)]
    public void Impossible_shapes_are_refused(int frames, int width, int height, double rate) =>
        Assert.Throws<ArgumentException>(() => new VideoFrames(new float[3], new(frames, new(width, height), rate)));

    [Fact]
    public void A_clip_is_cut_or_continued_with_silence_in_every_channel()
    {
        AudioClip clip = new([1, 2, 3, 4, 5, 6], 2, 3);

        AudioClip longer = clip.WithLength(4), shorter = clip.WithLength(1);

        Assert.Equal([1f, 2, 3, 0], longer.Channel(0).ToArray());
        Assert.Equal([4f, 5, 6, 0], longer.Channel(1).ToArray());
        Assert.Equal([1f, 4], shorter.Samples.ToArray());
        Assert.Equal(TimeSpan.FromSeconds(1), clip.Duration);
        Assert.Equal([1f, 2, 3, 4, 5, 6], clip.Samples.ToArray());
    }

    [Theory]
    [InlineData(3, 2, 16000)]
    [InlineData(2, 0, 16000)]
    [InlineData(2, 1, 0)]
    public void Impossible_clips_are_refused(int samples, int channels, int rate) =>
        Assert.Throws<ArgumentException>(() => new AudioClip(new float[samples], channels, rate));

    [Fact]
    public void Latents_and_embeddings_have_exactly_their_shapes_length()
    {
        Assert.Throws<ArgumentException>(() => new VideoLatents(new float[7], new(1, 2, 2, 2)));
        Assert.Throws<ArgumentException>(() => new AudioLatents(new float[7], new(1, 2, 4)));
        Assert.Throws<ArgumentException>(() => new TokenFeatures(new float[7], 2, 4));
        Assert.Throws<OverflowException>(() => new VideoLatentShape(1 << 16, 1 << 10, 1 << 10, 1).Count);
    }

    [Fact]
    public void Errors_are_listed_together()
    {
        InvalidRequestException error = new([new("frames", "`frames` is 50."), new("steps", "`steps` is 0.")]);

        Assert.Equal(2, error.Errors.Count);
        Assert.Contains("`frames` is 50.", error.Message, StringComparison.Ordinal);
        Assert.Contains("`steps` is 0.", error.Message, StringComparison.Ordinal);
    }
}
