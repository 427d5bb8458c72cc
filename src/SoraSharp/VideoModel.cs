using SoraSharp.Stages;

namespace SoraSharp;

/// <summary>
/// A checkpoint opened for generating: its profile and its own stages. A family makes one from a folder; whoever writes a family of
/// their own hands it to <see cref="VideoGeneratorBuilder.UseModel"/>. The stages are thread-safe until <see cref="Dispose"/>.
/// </summary>
public sealed record VideoModel : IDisposable
{
    /// <summary>What the model can make, and its defaults.</summary>
    public required ModelProfile Profile { get; init; }

    /// <summary>The model's text encoder.</summary>
    public required ITextEncoder TextEncoder { get; init; }

    /// <summary>The scheduler that the checkpoint asks for.</summary>
    public required IScheduler Scheduler { get; init; }

    /// <summary>The guidance terms of the family, in the order in which they are applied.</summary>
    public required IReadOnlyList<IGuider> Guiders { get; init; }

    /// <summary>Encodes what a shot is given besides words; null where the model takes nothing.</summary>
    public IConditioner? Conditioner { get; init; }

    /// <summary>The model's denoiser.</summary>
    public required IVideoDenoiser Denoiser { get; init; }

    /// <summary>Makes latents larger between two stages of denoising; null where the model has one stage. The profile says what the second one does.</summary>
    public ILatentUpsampler? Upsampler { get; init; }

    /// <summary>Steps through the second stage's noise levels as they are given; null for <see cref="Scheduler"/>.</summary>
    public IScheduler? RefinementScheduler { get; init; }

    /// <summary>The model's video decoder.</summary>
    public required IVideoDecoder VideoDecoder { get; init; }

    /// <summary>The model's sound.</summary>
    public required IAudioSynthesizer AudioSynthesizer { get; init; }

    /// <summary>The model's own way to plan shots; null for one shot of the length that is asked for.</summary>
    public IShotPlanner? Planner { get; init; }

    /// <summary>What the stages take, and how it is given back; null where the model does not know, which a memory budget needs.</summary>
    public IModelMemory? Memory { get; init; }

    /// <summary>What the stages hold on to: sessions and mapped files. Disposed in this order with the model.</summary>
    public IReadOnlyList<IDisposable> Resources { get; init; } = [];

    /// <summary>Gives back sessions and mapped files.</summary>
    public void Dispose()
    {
        foreach (IDisposable resource in Resources) resource.Dispose();
    }
}
