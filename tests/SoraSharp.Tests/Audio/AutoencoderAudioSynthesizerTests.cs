using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Audio;

public sealed class AutoencoderAudioSynthesizerTests(AutoencoderAudioSynthesizerTests.Tiny tiny) : AudioSynthesizerConformance, IClassFixture<AutoencoderAudioSynthesizerTests.Tiny>
{
    protected override IAudioSynthesizer Synthesizer => tiny.Generator.Stages.AudioSynthesizer;

    protected override AudioLatents Latents
    {
        get
        {
            AudioLatentShape shape = tiny.Generator.Stages.Denoiser.AudioLatentShapeOf(Shot.Shape)!.Value;
            float[] values = new float[shape.Count];
            new SoraSharp.Noise.TorchNoiseSource().Start(5).FillNormal(values);
            return new(values, shape);
        }
    }

    [Fact]
    public async Task Latents_are_needed() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Synthesizer.SynthesizeAsync(Input() with { Latents = null }));

    /// <summary>2.0: its sound has the picture's pace.</summary>
    public sealed class Tiny : IDisposable
    {
        public VideoGenerator Generator { get; } = VideoGenerator.CreateBuilder().UseCheckpoint(TinyCheckpoints.Ltx20, TinyCheckpoints.Options).Build();

        public void Dispose() => Generator.Dispose();
    }
}
