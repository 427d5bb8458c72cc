using Microsoft.Extensions.DependencyInjection;
using SoraSharp.Stages;

namespace SoraSharp.Generation;

/// <summary>What a builder puts in place of a model's own stages: for each a function from the stage so far to the one to use. Immutable.</summary>
internal sealed record StageReplacements
{
    public Func<IShotPlanner, IShotPlanner> Planner { get; init; } = Same;

    public Func<ITextEncoder, ITextEncoder> TextEncoder { get; init; } = Same;

    public Func<INoiseSource, INoiseSource> Noise { get; init; } = Same;

    public Func<IScheduler, IScheduler> Scheduler { get; init; } = Same;

    public Func<IReadOnlyList<IGuider>, IReadOnlyList<IGuider>> Guiders { get; init; } = Same;

    public Func<IConditioner?, IConditioner?> Conditioner { get; init; } = Same;

    public Func<IVideoDenoiser, IVideoDenoiser> Denoiser { get; init; } = Same;

    public Func<ILatentUpsampler?, ILatentUpsampler?> Upsampler { get; init; } = Same;

    public Func<IVideoDecoder, IVideoDecoder> VideoDecoder { get; init; } = Same;

    public Func<IAudioSynthesizer, IAudioSynthesizer> AudioSynthesizer { get; init; } = Same;

    public Func<IPhysicsConsistency, IPhysicsConsistency> Physics { get; init; } = Same;

    public Func<IReadOnlyList<IMediaWriter>, IReadOnlyList<IMediaWriter>> MediaWriters { get; init; } = Same;

    /// <summary>
    /// Stages registered in a container (with the generator's key, or without one for a generator without one) come right after the
    /// model's own, so that what the builder says still wins.
    /// </summary>
    public StageReplacements Over(IServiceProvider services, object? key)
    {
        return this with
        {
            Planner = s => Planner(One(s)),
            TextEncoder = s => TextEncoder(One(s)),
            Noise = s => Noise(One(s)),
            Scheduler = s => Scheduler(One(s)),
            Guiders = s => Guiders(All<IGuider>() is { Count: > 0 } guiders ? guiders : s),
            Conditioner = s => Conditioner(One(s)),
            Denoiser = s => Denoiser(One(s)),
            Upsampler = s => Upsampler(One(s)),
            VideoDecoder = s => VideoDecoder(One(s)),
            AudioSynthesizer = s => AudioSynthesizer(One(s)),
            Physics = s => Physics(One(s)),
            MediaWriters = s => MediaWriters([.. All<IMediaWriter>(), .. s]),
        };

        T One<T>(T own)
            where T : class? => (key is null ? services.GetService<T>() : services.GetKeyedService<T>(key)) ?? own;

        IReadOnlyList<T> All<T>()
            where T : class => [.. key is null ? services.GetServices<T>() : services.GetKeyedServices<T>(key)];
    }

    private static T Same<T>(T stage) => stage;
}
