using SoraSharp.Models;
using SoraSharp.Stages;
using SoraSharp.Tests.Media;
using Xunit;

namespace SoraSharp.Tests.Generation;

/// <summary>The sound denoised anew with the finished picture known.</summary>
public sealed class SoundPassTests
{
    private static readonly VideoRequest s_request = TinyCheckpoints.Request;

    [Fact]
    public async Task The_picture_stays_and_the_sound_is_made_for_it()
    {
        List<DenoisingContext> started = [];
        VideoLatents? decoded = null;
        await using VideoGenerator generator = TinyCheckpoints.Builder
            .UseDenoiser(inner => new Listener(inner, started.Add))
            .UseVideoDecoder(inner => new ListeningDecoder(inner, latents => decoded = latents)).Build();
        List<GenerationProgress> told = [];

        GeneratedVideo plain = await generator.GenerateAsync(s_request);
        started.Clear();
        GeneratedVideo video = await generator.GenerateAsync(s_request.WithSoundPass(3), new Immediate<GenerationProgress>(told.Add));

        Assert.Equal(new(3, video.Shots[0].AudioGuidance), video.Shots[0].SoundPass);
        Assert.Equal(plain.Frames.Pixels.ToArray(), video.Frames.Pixels.ToArray());
        Assert.NotEqual(plain.Audio!.Samples.ToArray(), video.Audio!.Samples.ToArray());
        Assert.Equal([(0, 1), (1, 2), (2, 2), (0, 1), (1, 3), (2, 3), (3, 3)], told.Where(t => t.Stage == GenerationStage.Denoising).Select(t => (t.Step, t.Steps)));
        Assert.Null(started[0].Conditioning);
        KnownVideo known = started[1].Conditioning!.Video!;
        Assert.Equal(decoded!.Values, known.Latents.Values);
        Assert.All(known.Strengths, s => Assert.Equal(1, s));
        Assert.Equal(video.Audio.Samples.ToArray(), (await generator.GenerateAsync(s_request.WithSoundPass(3))).Audio!.Samples.ToArray());
    }

    /// <summary>What the loop does with a known picture is what it does with a given one, whose numbers are the reference's.</summary>
    [Fact]
    public async Task It_is_denoised_as_for_a_picture_that_is_given()
    {
        AudioLatents? given = null, made = null;
        VideoLatents? picture = null;
        await using VideoGenerator generator = TinyCheckpoints.Builder.UseNoise(_ => new Repeating())
            .UseVideoDecoder(inner => new ListeningDecoder(inner, latents => picture = latents))
            .UseAudioSynthesizer(inner => new Ear(inner, input => made = input.Latents)).Build();
        await generator.GenerateAsync(s_request.WithSoundPass(2));
        AudioLatents withPass = made!;

        await using VideoGenerator conditioned = TinyCheckpoints.Builder.UseNoise(_ => new Repeating())
            .UseConditioner(_ => new Known(picture!))
            .UseAudioSynthesizer(inner => new Ear(inner, input => given = input.Latents)).Build();
        await conditioned.GenerateAsync(s_request.WithVideo(TestClip.Frames(9, 32, 32)));

        Assert.Null((await conditioned.GenerateAsync(s_request.WithVideo(TestClip.Frames(9, 32, 32)).WithSoundPass(2))).Shots[0].SoundPass);
        Assert.Equal(given!.Values, withPass.Values);
    }

    [Fact]
    public async Task An_earlier_sound_is_kept_through_it()
    {
        List<DenoisingContext> started = [];
        AudioLatents? made = null;
        await using VideoGenerator generator = TinyCheckpoints.Builder.UseDenoiser(inner => new Listener(inner, started.Add)).UseAudioSynthesizer(inner => new Ear(inner, input => made = input.Latents)).Build();

        await generator.GenerateAsync(s_request.WithContinuation(TestClip.Frames(17, 32, 32), TestClip.Tone(17 / 24.0, 0)).WithFrames(17).WithSoundPass(2));

        KnownAudio known = started[1].Conditioning!.Audio!;
        AudioLatentShape shape = known.Latents.Shape;
        int heard = known.Strengths.Count(s => s == 1);
        Assert.InRange(heard, 1, shape.Length - 1);
        for (int i = 0; i < made!.Values.Length; i++)
        {
            if (i / shape.Bins % shape.Length < heard) Assert.Equal(known.Latents.Values[i], made.Values[i], 1e-5f);
        }
    }

    [Theory]
    [InlineData(-1, "`soundSteps` is -1; it is from 0 to 1000")]
    [InlineData(1001, "`soundSteps` is 1001; it is from 0 to 1000")]
    public async Task Impossible_steps_are_refused(int steps, string message)
    {
        await using VideoGenerator generator = TinyCheckpoints.Builder.Build();

        Assert.Contains(message, (await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(s_request.WithSoundPass(steps)))).Message, StringComparison.Ordinal);
        Assert.Equal("soundGuidance.modality", Assert.Single((await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(s_request.WithSoundPass(2, new() { Modality = double.NaN })))).Errors).Name);
    }

    [Fact]
    public async Task A_silent_model_refuses_it()
    {
        await using VideoGenerator generator = WanCheckpoints.Open(WanCheckpoints.TextAndImage);

        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(WanCheckpoints.Request.WithSoundPass(4)));

        Assert.Contains("makes no sound for a known picture", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_says_how_many_and_a_quality_changes_them()
    {
        using MiniLikeCheckpoint folder = new();
        string file = Path.Combine(folder.Folder, "sorasharp.json");
        string json = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, json.Replace("\"steps\"", "\"sound_pass\": { \"steps\": 5, \"modality\": 3 }, \"steps\"", StringComparison.Ordinal));
        await using (VideoGenerator generator = VideoGenerator.CreateBuilder().UseCheckpoint(folder.Folder).Build())
        {
            Assert.Equal([3, 5, 8], Enum.GetValues<VideoQuality>().Select(q => generator.Profile.PresetOf(q).SoundPass!.Steps));
            Assert.Equal(new(3, new(1, 0, 3, 0)), (await PlanAsync(generator, new VideoRequest("a red ball").WithQuality(VideoQuality.Draft))).SoundPass);
            Assert.Equal(new(5, new(7, 0, 4, 0)), (await PlanAsync(generator, new VideoRequest("a red ball").WithGuidanceScale(7).WithSoundPass(5, new() { Modality = 4 }))).SoundPass);
            Assert.Null((await PlanAsync(generator, new VideoRequest("a red ball").WithoutSoundPass())).SoundPass);
        }

        await File.WriteAllTextAsync(file, json.Replace("\"steps\"", "\"sound_pass\": { \"steps\": -5 }, \"steps\"", StringComparison.Ordinal));
        Assert.Contains("sound_pass", Assert.Throws<CheckpointException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(folder.Folder).Build()).Message, StringComparison.Ordinal);
    }

    private static async Task<Shot> PlanAsync(VideoGenerator generator, VideoRequest request) => (await generator.Stages.Planner.PlanAsync(request, generator.Profile))[0];

    private sealed class Listener(IVideoDenoiser inner, Action<DenoisingContext> hear) : IVideoDenoiser
    {
        public VideoLatentShape VideoLatentShapeOf(VideoShape shape) => inner.VideoLatentShapeOf(shape);

        public AudioLatentShape? AudioLatentShapeOf(VideoShape shape) => inner.AudioLatentShapeOf(shape);

        public int SequenceLengthOf(VideoLatentShape shape) => inner.SequenceLengthOf(shape);

        public IDenoisingRun Start(DenoisingContext context)
        {
            hear(context);
            return inner.Start(context);
        }
    }

    private sealed class Ear(IAudioSynthesizer inner, Action<AudioSynthesisInput> hear) : IAudioSynthesizer
    {
        public Task<AudioClip?> SynthesizeAsync(AudioSynthesisInput input, CancellationToken cancellationToken = default)
        {
            hear(input);
            return inner.SynthesizeAsync(input, cancellationToken);
        }
    }

    /// <summary>Knows the picture's latents already.</summary>
    private sealed class Known(VideoLatents latents) : IConditioner
    {
        public Task<LatentConditioning> EncodeAsync(ConditioningInput input, CancellationToken cancellationToken = default) =>
            Task.FromResult(new LatentConditioning { Video = new(latents, [.. Enumerable.Repeat(1f, latents.Shape.Frames)]) });
    }

    /// <summary>The same noise whenever it is asked for the same number of values, so that both passes start alike.</summary>
    private sealed class Repeating : INoiseSource, INoiseGenerator
    {
        public INoiseGenerator Start(long seed) => this;

        public void FillNormal(Span<float> destination) => new SoraSharp.Noise.TorchNoiseSource().Start(destination.Length).FillNormal(destination);
    }
}
