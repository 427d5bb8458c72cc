using SoraSharp.Golden;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Decoding;

/// <summary>Wan's decoder, tiny: a part a latent frame, so that memory does not grow with the length.</summary>
public sealed class WanVideoDecoderTests : VideoDecoderConformance, IDisposable
{
    private readonly VideoGenerator _generator = VideoGenerator.CreateBuilder().UseCheckpoint(Path.Combine(GoldenCases.Repository, "wan", "pipelines", "t2v_21", "checkpoint")).Build();

    protected override IVideoDecoder Decoder => _generator.Stages.VideoDecoder;

    protected override (VideoShape Video, VideoLatentShape Latents) Shapes => (new(9, new(32, 48), 16), new(4, 3, 6, 4));

    [Fact]
    public async Task A_part_is_a_latent_frame_and_is_made_when_it_is_asked_for()
    {
        List<double> shares = [];
        List<int> counts = [];
        await foreach (VideoFrames part in Decoder.DecodeInPartsAsync(Latents(), Shapes.Video, new Immediate<double>(shares.Add)))
        {
            Assert.Equal(counts.Count, shares.Count);
            counts.Add(part.Count);
        }

        Assert.Equal([1, 4, 4], counts);
    }

    public void Dispose() => _generator.Dispose();
}
