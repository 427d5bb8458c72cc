using Microsoft.Extensions.DependencyInjection.Extensions;
using SoraSharp;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers video generators.</summary>
public static class SoraSharpServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="VideoGenerator"/> as a singleton, built when it is first asked for. Stages registered in the container
    /// (an <c>IScheduler</c>, say) take the place of the model's own; what the builder says comes before both.
    /// </summary>
    /// <example><code>services.AddVideoGenerator(b => b.UseCheckpoint("path/to/LTX-2"));</code></example>
    public static IServiceCollection AddVideoGenerator(this IServiceCollection services, Func<VideoGeneratorBuilder, VideoGeneratorBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddVideoGenerator((builder, _) => configure(builder));
    }

    /// <summary>As <see cref="AddVideoGenerator(IServiceCollection, Func{VideoGeneratorBuilder, VideoGeneratorBuilder})"/>, with the container at hand.</summary>
    public static IServiceCollection AddVideoGenerator(this IServiceCollection services, Func<VideoGeneratorBuilder, IServiceProvider, VideoGeneratorBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider => configure(VideoGenerator.CreateBuilder(), provider).Build(provider, null));
        return services;
    }

    /// <summary>
    /// Registers one of several <see cref="VideoGenerator"/>s under a key. Stages registered under the same key take the place of its
    /// model's own.
    /// </summary>
    public static IServiceCollection AddKeyedVideoGenerator(this IServiceCollection services, object key, Func<VideoGeneratorBuilder, VideoGeneratorBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddKeyedVideoGenerator(key, (builder, _) => configure(builder));
    }

    /// <summary>As <see cref="AddKeyedVideoGenerator(IServiceCollection, object, Func{VideoGeneratorBuilder, VideoGeneratorBuilder})"/>, with the container at hand.</summary>
    public static IServiceCollection AddKeyedVideoGenerator(this IServiceCollection services, object key, Func<VideoGeneratorBuilder, IServiceProvider, VideoGeneratorBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddKeyedSingleton(key, (provider, k) => configure(VideoGenerator.CreateBuilder(), provider).Build(provider, k));
        return services;
    }
}
