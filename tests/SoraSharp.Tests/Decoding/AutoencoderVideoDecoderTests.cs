using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Decoding;

public sealed class AutoencoderVideoDecoderTests(TinyGenerator tiny) : VideoDecoderConformance, IClassFixture<TinyGenerator>
{
    protected override IVideoDecoder Decoder => tiny.Stages.VideoDecoder;

    protected override (VideoShape Video, VideoLatentShape Latents) Shapes => (new(17, new(32, 64), 24), new(8, 3, 4, 2));

    [Fact]
    public async Task Tiles_come_in_stretches_of_frames()
    {
        await using VideoGenerator tiled = VideoGenerator.CreateBuilder().UseCheckpoint(TinyCheckpoints.Ltx23, TinyCheckpoints.Options with { MaxUntiledPixels = 0 }).Build();
        List<double> shares = [];
        VideoLatentShape latents = Shapes.Latents with { Frames = 5 };

        VideoFrames frames = await tiled.Stages.VideoDecoder.DecodeAsync(new(new float[latents.Count], latents), Shapes.Video with { Frames = 33 }, new Immediate<double>(shares.Add));

        Assert.Equal(33, frames.Count);
        Assert.True(shares.Count > 1);
    }
}
