using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Decoding;

/// <summary>What every video decoder keeps to. Inherit it and give a decoder to test another one.</summary>
public abstract class VideoDecoderConformance
{
    /// <summary>The decoder under test.</summary>
    protected abstract IVideoDecoder Decoder { get; }

    /// <summary>A small video and the shape of its latents.</summary>
    protected abstract (VideoShape Video, VideoLatentShape Latents) Shapes { get; }

    [Fact]
    public async Task Frames_have_the_wanted_shape_and_range()
    {
        VideoLatents latents = Latents();
        float[] before = [.. latents.Values];

        VideoFrames frames = await Decoder.DecodeAsync(latents, Shapes.Video);

        Assert.Equal(Shapes.Video, frames.Shape);
        Assert.All(frames.Pixels.ToArray(), v => Assert.InRange(v, 0f, 1f));
        Assert.Equal(before, latents.Values);
    }

    [Fact]
    public async Task Parts_are_the_whole_in_order()
    {
        float[] whole = (await Decoder.DecodeAsync(Latents(), Shapes.Video)).Pixels.ToArray();

        List<VideoFrames> parts = [];
        await foreach (VideoFrames part in Decoder.DecodeInPartsAsync(Latents(), Shapes.Video)) parts.Add(part);

        Assert.Equal(whole, parts.SelectMany(p => p.Pixels.ToArray()));
        Assert.All(parts, p => Assert.Equal(Shapes.Video.Size, p.Shape.Size));
    }

    [Fact]
    public async Task Several_threads_get_what_one_gets()
    {
        float[] alone = (await Decoder.DecodeAsync(Latents(), Shapes.Video)).Pixels.ToArray();

        VideoFrames[] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Decoder.DecodeAsync(Latents(), Shapes.Video)));

        Assert.All(together, f => Assert.Equal(alone, f.Pixels.ToArray()));
    }

    [Fact]
    public async Task Progress_rises_to_one()
    {
        List<double> shares = [];

        await Decoder.DecodeAsync(Latents(), Shapes.Video, new Immediate<double>(shares.Add));

        Assert.Equal(shares.Order(), shares);
        Assert.Equal(1, shares[^1]);
    }

    [Fact]
    public async Task Another_shape_than_that_of_the_latents_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Decoder.DecodeAsync(Latents(), Shapes.Video with { Frames = Shapes.Video.Frames + 8 }));

    [Fact]
    public async Task Cancellation_is_answered() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Decoder.DecodeAsync(Latents(), Shapes.Video, null, new(canceled: true)));

    protected VideoLatents Latents()
    {
        float[] values = new float[Shapes.Latents.Count];
        new SoraSharp.Noise.TorchNoiseSource().Start(5).FillNormal(values);
        return new(values, Shapes.Latents);
    }
}
