using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Audio;

/// <summary>What every audio synthesizer keeps to. Inherit it and give a synthesizer to test another one.</summary>
public abstract class AudioSynthesizerConformance
{
    /// <summary>The synthesizer under test.</summary>
    protected abstract IAudioSynthesizer Synthesizer { get; }

    /// <summary>A shot's sound as latents; null for synthesizers that need none.</summary>
    protected abstract AudioLatents? Latents { get; }

    /// <summary>The shot.</summary>
    protected virtual Shot Shot { get; } = new()
    {
        Index = 0,
        Prompt = "a red fox",
        NegativePrompt = "",
        Shape = new(17, new(32, 32), 24),
        Seed = 1,
        Steps = 2,
        VideoGuidance = GuidanceTerms.Off,
        AudioGuidance = GuidanceTerms.Off,
    };

    [Fact]
    public async Task Sound_is_finite_in_range_and_as_long_as_the_picture()
    {
        AudioClip? clip = await Synthesizer.SynthesizeAsync(Input());

        if (clip is null) return;
        Assert.All(clip.Samples.ToArray(), s => Assert.InRange(s, -1f, 1f));
        Assert.InRange(clip.Duration, Shot.Shape.Duration - TimeSpan.FromSeconds(0.08), Shot.Shape.Duration + TimeSpan.FromSeconds(0.08));
    }

    [Fact]
    public async Task Several_threads_get_what_one_gets()
    {
        float[]? alone = (await Synthesizer.SynthesizeAsync(Input()))?.Samples.ToArray();

        AudioClip?[] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Synthesizer.SynthesizeAsync(Input())));

        Assert.All(together, c => Assert.Equal(alone, c?.Samples.ToArray()));
    }

    [Fact]
    public async Task Latents_are_left_alone()
    {
        AudioSynthesisInput input = Input();
        float[]? before = (float[]?)input.Latents?.Values.Clone();

        await Synthesizer.SynthesizeAsync(input);

        Assert.Equal(before, input.Latents?.Values);
    }

    [Fact]
    public async Task Cancellation_is_answered() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Synthesizer.SynthesizeAsync(Input(), new(canceled: true)));

    protected AudioSynthesisInput Input() => new(Shot, Latents, new(new float[3 * Shot.Shape.Frames * 32 * 32], Shot.Shape));
}
