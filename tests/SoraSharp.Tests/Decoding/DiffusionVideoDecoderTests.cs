using SoraSharp.Decoding;
using SoraSharp.Models;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Decoding;

public sealed class DiffusionVideoDecoderTests(DiffusionVideoDecoderTests.Opened opened) : VideoDecoderConformance, IClassFixture<DiffusionVideoDecoderTests.Opened>
{
    protected override IVideoDecoder Decoder => opened.Decoder;

    protected override (VideoShape Video, VideoLatentShape Latents) Shapes => (new(9, new(32, 24), 24), new(8, 2, 3, 4));

    [Fact]
    public async Task The_seed_alone_makes_the_difference()
    {
        using DiffusionVideoDecoder same = DiffusionVideoDecoder.Open(TinyCheckpoints.DiffusionDecoder), other = DiffusionVideoDecoder.Open(TinyCheckpoints.DiffusionDecoder, new() { Seed = 1 });
        float[] expected = (await Decoder.DecodeAsync(Latents(), Shapes.Video)).Pixels.ToArray();

        Assert.Equal(expected, (await same.DecodeAsync(Latents(), Shapes.Video)).Pixels.ToArray());
        Assert.NotEqual(expected, (await other.DecodeAsync(Latents(), Shapes.Video)).Pixels.ToArray());
    }

    [Fact]
    public void Wrong_options_are_listed_together()
    {
        InvalidOptionsException error = Assert.Throws<InvalidOptionsException>(() => DiffusionVideoDecoder.Open(TinyCheckpoints.DiffusionDecoder, new() { Steps = 0, MaxUntiledPixels = -1 }));

        Assert.Equal(["steps", "maxUntiledPixels"], error.Errors.Select(e => e.Name));
    }

    [Fact]
    public void A_folder_of_something_else_is_refused() => Assert.Contains(
        "LTX2VideoDiffusionDecoderModel",
        Assert.Throws<CheckpointException>(() => DiffusionVideoDecoder.Open(Path.Combine(TinyCheckpoints.Ltx23, "vae"))).Message,
        StringComparison.Ordinal);

    public sealed class Opened : IDisposable
    {
        public DiffusionVideoDecoder Decoder { get; } = DiffusionVideoDecoder.Open(TinyCheckpoints.DiffusionDecoder);

        public void Dispose() => Decoder.Dispose();
    }
}
