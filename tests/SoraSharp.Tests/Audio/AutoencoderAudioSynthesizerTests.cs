using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Audio;

public sealed class AutoencoderAudioSynthesizerTests(TinyGenerator tiny) : AudioSynthesizerConformance, IClassFixture<TinyGenerator>
{
    protected override IAudioSynthesizer Synthesizer => tiny.Stages.AudioSynthesizer;

    protected override AudioLatents Latents
    {
        get
        {
            AudioLatentShape shape = tiny.Stages.Denoiser.AudioLatentShapeOf(Shot.Shape)!.Value;
            float[] values = new float[shape.Count];
            new SoraSharp.Noise.TorchNoiseSource().Start(5).FillNormal(values);
            return new(values, shape);
        }
    }

    [Fact]
    public async Task Latents_are_needed() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Synthesizer.SynthesizeAsync(Input() with { Latents = null }));
}
