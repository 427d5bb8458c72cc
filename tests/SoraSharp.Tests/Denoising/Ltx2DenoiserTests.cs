using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Denoising;

public sealed class Ltx2DenoiserTests(TinyGenerator tiny) : VideoDenoiserConformance, IClassFixture<TinyGenerator>
{
    protected override IVideoDenoiser Denoiser => tiny.Stages.Denoiser;

    protected override ITextEncoder Encoder => tiny.Stages.TextEncoder;

    protected override VideoShape Shape => new(9, new(32, 32), 24);

    [Theory]
    [InlineData(9, 24, 9)]
    [InlineData(17, 24, 18)]
    [InlineData(121, 24, 126)]
    [InlineData(33, 12, 69)]
    [InlineData(1, 24, 1)]
    public void Sound_has_25_latents_a_second(int frames, double rate, int latents) => Assert.Equal(latents, Denoiser.AudioLatentShapeOf(new(frames, new(32, 32), rate))!.Value.Length);

    [Fact]
    public async Task Known_latents_are_seen_as_less_noisy()
    {
        (VideoLatents video, AudioLatents? audio) = Noise(1);
        LatentConditioning Known(float strength) => new() { Video = new(new(new float[video.Shape.Count], video.Shape), [strength, 0]) };

        float[] kept = (await (await StartAsync(Known(1))).EvaluateAsync(video, audio, 800, Evaluations.Conditional))[Evaluations.Conditional].Video.Values;
        float[] half = (await (await StartAsync(Known(0.5f))).EvaluateAsync(video, audio, 800, Evaluations.Conditional))[Evaluations.Conditional].Video.Values;

        Assert.NotEqual(kept, half);
    }

    [Fact]
    public void The_first_frame_has_a_latent_of_its_own() => Assert.Equal(new VideoLatentShape(8, 3, 2, 4), Denoiser.VideoLatentShapeOf(new(17, new(64, 32), 24)));
}
