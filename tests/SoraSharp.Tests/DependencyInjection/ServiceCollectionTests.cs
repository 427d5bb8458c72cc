using Microsoft.Extensions.DependencyInjection;
using SoraSharp.Stages;
using SoraSharp.Tests.Generation;
using Xunit;

namespace SoraSharp.Tests.DependencyInjection;

public sealed class ServiceCollectionTests
{
    [Fact]
    public async Task A_generator_is_a_singleton_that_the_container_disposes()
    {
        ServiceProvider provider = new ServiceCollection().AddVideoGenerator(Tiny).BuildServiceProvider();
        VideoGenerator generator = provider.GetRequiredService<VideoGenerator>();

        Assert.Same(generator, provider.GetRequiredService<VideoGenerator>());
        await provider.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(TinyCheckpoints.Request));
    }

    [Fact]
    public void A_container_that_is_disposed_without_waiting_disposes_it_too()
    {
        ServiceProvider provider = new ServiceCollection().AddVideoGenerator(Tiny).BuildServiceProvider();
        VideoGenerator generator = provider.GetRequiredService<VideoGenerator>();

        provider.Dispose();

        Assert.Throws<ObjectDisposedException>(() => { _ = generator.GenerateAsync(TinyCheckpoints.Request); });
    }

    [Fact]
    public async Task Several_models_have_keys()
    {
        await using ServiceProvider provider = new ServiceCollection()
            .AddKeyedVideoGenerator("small", Tiny)
            .AddKeyedVideoGenerator("other", b => b.UseCheckpoint(TinyCheckpoints.Ltx20, TinyCheckpoints.Options))
            .BuildServiceProvider();

        Assert.Equal("LTX-2.3", provider.GetRequiredKeyedService<VideoGenerator>("small").Profile.Name);
        Assert.Equal("LTX-2", provider.GetRequiredKeyedService<VideoGenerator>("other").Profile.Name);
        Assert.Null(provider.GetService<VideoGenerator>());
    }

    [Fact]
    public async Task Each_stage_is_replaced_by_one_registration()
    {
        await using ServiceProvider own = new ServiceCollection().AddVideoGenerator(Tiny).BuildServiceProvider();
        var stages = own.GetRequiredService<VideoGenerator>().Stages;
        Recorder recorder = new();
        await using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<IShotPlanner>(new Planner(stages.Planner, recorder))
            .AddSingleton<ITextEncoder>(new Encoder(stages.TextEncoder, recorder))
            .AddSingleton<INoiseSource>(new Generation.Noise(stages.Noise, recorder))
            .AddSingleton<IScheduler>(new Scheduler(stages.Scheduler, recorder))
            .AddSingleton<IGuider>(new Guider(recorder))
            .AddSingleton<IVideoDenoiser>(new Denoiser(stages.Denoiser, recorder))
            .AddSingleton<IVideoDecoder>(new Decoder(stages.VideoDecoder, recorder))
            .AddSingleton<IAudioSynthesizer>(new Synthesizer(stages.AudioSynthesizer, recorder))
            .AddSingleton<IPhysicsConsistency>(new Judge("registered", recorder))
            .AddSingleton<IMediaWriter>(new Writer(recorder))
            .AddVideoGenerator(Tiny)
            .BuildServiceProvider();

        GeneratedVideo video = await provider.GetRequiredService<VideoGenerator>().GenerateAsync(TinyCheckpoints.Request);
        await video.SaveAsync("anywhere.test");

        Assert.Equal(["planner", "noise", "scheduler", "encoder", "denoiser", "guider", "decoder", "synthesizer", "physics", "writer"], recorder.Calls);
    }

    [Fact]
    public async Task A_registration_with_a_key_is_for_the_generator_with_that_key()
    {
        await using ServiceProvider provider = new ServiceCollection()
            .AddKeyedSingleton<IPhysicsConsistency>("judged", new Judge("keyed"))
            .AddKeyedVideoGenerator("judged", Tiny)
            .AddKeyedVideoGenerator("plain", Tiny)
            .BuildServiceProvider();

        Assert.Equal("keyed", await SummaryAsync("judged"));
        Assert.Contains("Not examined", await SummaryAsync("plain"), StringComparison.Ordinal);

        async Task<string> SummaryAsync(string key) =>
            (await provider.GetRequiredKeyedService<VideoGenerator>(key).GenerateAsync(TinyCheckpoints.Request)).Physics[0].Summary;
    }

    [Fact]
    public async Task What_the_builder_says_comes_before_a_registration()
    {
        await using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<IPhysicsConsistency>(new Judge("registered"))
            .AddVideoGenerator(b => Tiny(b).UsePhysicsConsistency(new Judge("built")))
            .BuildServiceProvider();

        Assert.Equal("built", (await provider.GetRequiredService<VideoGenerator>().GenerateAsync(TinyCheckpoints.Request)).Physics[0].Summary);
    }

    private static VideoGeneratorBuilder Tiny(VideoGeneratorBuilder builder) => builder.UseCheckpoint(TinyCheckpoints.Ltx23, TinyCheckpoints.Options);
}
