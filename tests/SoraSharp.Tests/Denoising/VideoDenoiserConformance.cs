using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Denoising;

/// <summary>What every denoiser keeps to. Inherit it and give a denoiser to test another one.</summary>
public abstract class VideoDenoiserConformance
{
    /// <summary>Every way to evaluate.</summary>
    private const Evaluations All = Evaluations.Conditional | Evaluations.Unconditional | Evaluations.Perturbed | Evaluations.Isolated;

    /// <summary>The denoiser under test.</summary>
    protected abstract IVideoDenoiser Denoiser { get; }

    /// <summary>An encoder whose features it understands.</summary>
    protected abstract ITextEncoder Encoder { get; }

    /// <summary>Two texts that the encoder can tell apart.</summary>
    protected virtual (string Prompt, string Negative) Texts => ("a red fox", "blurry");

    /// <summary>A small video that it can make.</summary>
    protected abstract VideoShape Shape { get; }

    [Fact]
    public async Task Velocities_are_finite_and_laid_out_like_the_latents()
    {
        (VideoLatents video, AudioLatents? audio) = Noise(1);

        IReadOnlyDictionary<Evaluations, VelocityPrediction> velocities = await (await StartAsync()).EvaluateAsync(video, audio, 800, All);

        Assert.Equal([Evaluations.Conditional, Evaluations.Unconditional, Evaluations.Perturbed, Evaluations.Isolated], velocities.Keys.Order());
        Assert.All(velocities.Values, v =>
        {
            Assert.Equal(video.Shape, v.Video.Shape);
            Assert.Equal(audio?.Shape, v.Audio?.Shape);
            Assert.All(v.Video.Values, x => Assert.True(float.IsFinite(x)));
            Assert.All(v.Audio?.Values ?? [], x => Assert.True(float.IsFinite(x)));
        });
    }

    [Theory]
    [InlineData(Evaluations.Conditional)]
    [InlineData(Evaluations.Unconditional)]
    [InlineData(Evaluations.Conditional | Evaluations.Unconditional)]
    [InlineData(Evaluations.Conditional | Evaluations.Isolated)]
    public async Task Exactly_what_is_asked_for_is_evaluated_and_alone_it_is_the_same(Evaluations asked)
    {
        (VideoLatents video, AudioLatents? audio) = Noise(1);
        IDenoisingRun run = await StartAsync();
        IReadOnlyDictionary<Evaluations, VelocityPrediction> all = await run.EvaluateAsync(video, audio, 800, All);

        IReadOnlyDictionary<Evaluations, VelocityPrediction> some = await run.EvaluateAsync(video, audio, 800, asked);

        Assert.Equal(asked, some.Keys.Aggregate((a, b) => a | b));
        // Rows of a batch may be summed in another order than alone.
        foreach ((Evaluations kind, VelocityPrediction velocity) in some) AssertNear(all[kind].Video.Values, velocity.Video.Values, 1e-4f);
    }

    [Fact]
    public async Task Latents_are_left_alone()
    {
        (VideoLatents video, AudioLatents? audio) = Noise(1);
        float[] videoBefore = [.. video.Values], audioBefore = [.. audio?.Values ?? []];

        await (await StartAsync()).EvaluateAsync(video, audio, 800, All);

        Assert.Equal(videoBefore, video.Values);
        Assert.Equal(audioBefore, audio?.Values ?? []);
    }

    [Fact]
    public async Task The_same_call_gives_the_same_velocities_from_several_threads_too()
    {
        (VideoLatents video, AudioLatents? audio) = Noise(1);
        float[] alone = (await (await StartAsync()).EvaluateAsync(video, audio, 800, Evaluations.Conditional))[Evaluations.Conditional].Video.Values;

        float[][] together = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            (await (await StartAsync()).EvaluateAsync(video, audio, 800, Evaluations.Conditional))[Evaluations.Conditional].Video.Values));

        Assert.All(together, values => Assert.Equal(alone, values));
    }

    [Fact]
    public async Task Prompt_time_and_latents_matter()
    {
        (VideoLatents video, AudioLatents? audio) = Noise(1);
        (VideoLatents otherVideo, AudioLatents? otherAudio) = Noise(2);
        IDenoisingRun run = await StartAsync();
        IReadOnlyDictionary<Evaluations, VelocityPrediction> both = await run.EvaluateAsync(video, audio, 800, Evaluations.Conditional | Evaluations.Unconditional);

        Assert.NotEqual(both[Evaluations.Conditional].Video.Values, both[Evaluations.Unconditional].Video.Values);
        Assert.NotEqual(both[Evaluations.Conditional].Video.Values, (await run.EvaluateAsync(video, audio, 300, Evaluations.Conditional))[Evaluations.Conditional].Video.Values);
        Assert.NotEqual(both[Evaluations.Conditional].Video.Values, (await run.EvaluateAsync(otherVideo, otherAudio, 800, Evaluations.Conditional))[Evaluations.Conditional].Video.Values);
    }

    [Fact]
    public async Task Where_nothing_is_known_conditioning_changes_nothing()
    {
        (VideoLatents video, AudioLatents? audio) = Noise(1);
        LatentConditioning nothing = new()
        {
            Video = new(new(new float[video.Shape.Count], video.Shape), new float[video.Shape.Frames]),
            Audio = audio is null ? null : new(new(new float[audio.Shape.Count], audio.Shape), new float[audio.Shape.Length]),
        };

        VelocityPrediction without = (await (await StartAsync()).EvaluateAsync(video, audio, 800, All))[Evaluations.Conditional];
        VelocityPrediction with = (await (await StartAsync(nothing)).EvaluateAsync(video, audio, 800, All))[Evaluations.Conditional];

        AssertNear(without.Video.Values, with.Video.Values, 1e-4f);
        AssertNear(without.Audio?.Values ?? [], with.Audio?.Values ?? [], 1e-4f);
    }

    [Fact]
    public async Task The_unconditional_evaluation_needs_a_negative_prompt()
    {
        (VideoLatents video, AudioLatents? audio) = Noise(1);
        IDenoisingRun run = Denoiser.Start(new(await Encoder.EncodeAsync(Texts.Prompt), null, video.Shape, audio?.Shape, Shape.FramesPerSecond));

        await Assert.ThrowsAsync<InvalidOperationException>(() => run.EvaluateAsync(video, audio, 800, Evaluations.Unconditional));
    }

    [Fact]
    public async Task Cancellation_is_answered()
    {
        (VideoLatents video, AudioLatents? audio) = Noise(1);
        IDenoisingRun run = await StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.EvaluateAsync(video, audio, 800, All, new(canceled: true)));
    }

    [Fact]
    public void Impossible_shapes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Denoiser.VideoLatentShapeOf(Shape with { Frames = Shape.Frames + 1 }));
        Assert.Throws<ArgumentException>(() => Denoiser.VideoLatentShapeOf(Shape with { Size = new(Shape.Size.Width + 1, Shape.Size.Height) }));
        Assert.Throws<ArgumentException>(() => Denoiser.VideoLatentShapeOf(Shape with { Size = new(Shape.Size.Width, 0) }));
        Assert.Throws<ArgumentException>(() => Denoiser.VideoLatentShapeOf(Shape with { Frames = 0 }));
    }

    [Fact]
    public void Larger_videos_have_more_tokens()
    {
        int tokens = Denoiser.SequenceLengthOf(Denoiser.VideoLatentShapeOf(Shape));
        int more = Denoiser.SequenceLengthOf(Denoiser.VideoLatentShapeOf(Shape with { Size = new(Shape.Size.Width * 2, Shape.Size.Height) }));

        Assert.InRange(tokens, 1, int.MaxValue);
        Assert.Equal(2 * tokens, more);
    }

    protected static void AssertNear(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{actual[i]} at {i}, expected {expected[i]}");
    }

    protected async Task<IDenoisingRun> StartAsync(LatentConditioning? conditioning = null) => Denoiser.Start(new(
        await Encoder.EncodeAsync(Texts.Prompt),
        await Encoder.EncodeAsync(Texts.Negative),
        Denoiser.VideoLatentShapeOf(Shape),
        Denoiser.AudioLatentShapeOf(Shape),
        Shape.FramesPerSecond)
    {
        Conditioning = conditioning,
    });

    protected (VideoLatents Video, AudioLatents? Audio) Noise(int seed)
    {
        INoiseGenerator noise = new SoraSharp.Noise.TorchNoiseSource().Start(seed);
        VideoLatentShape video = Denoiser.VideoLatentShapeOf(Shape);
        return (new(Draw(video.Count), video), Denoiser.AudioLatentShapeOf(Shape) is { } audio ? new(Draw(audio.Count), audio) : null);

        float[] Draw(int count)
        {
            float[] values = new float[count];
            noise.FillNormal(values);
            return values;
        }
    }
}
