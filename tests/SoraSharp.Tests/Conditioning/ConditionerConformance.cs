using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Conditioning;

/// <summary>What every conditioner keeps to. Inherit it and give a conditioner to test another one.</summary>
public abstract class ConditionerConformance
{
    /// <summary>The conditioner under test.</summary>
    protected abstract IConditioner Conditioner { get; }

    /// <summary>A small video that its model can make.</summary>
    protected abstract VideoShape Shape { get; }

    /// <summary>The latents of that video.</summary>
    protected abstract VideoLatentShape VideoShape { get; }

    /// <summary>The latents of its sound; null where there is no joint sound.</summary>
    protected abstract AudioLatentShape? AudioShape { get; }

    /// <summary>Something that the model takes.</summary>
    protected virtual ShotConditioning Given => new() { Frames = [new([Picture(1)], 0, 1, ImageFit.Cover)] };

    [Fact]
    public async Task Latents_are_finite_and_have_the_shapes_that_are_asked_for()
    {
        LatentConditioning encoded = await EncodeAsync(Given);

        Assert.True(encoded.Video is not null || encoded.Audio is not null);
        if (encoded.Video is { } video)
        {
            Assert.Equal(VideoShape with { Frames = VideoShape.Frames + video.Keyframes.Sum(k => k.LatentFrames) }, video.Latents.Shape);
            Assert.Equal(video.Latents.Shape.Frames, video.Strengths.Count);
            Assert.All(video.Strengths, s => Assert.InRange(s, 0f, 1f));
            Assert.All(video.Latents.Values, v => Assert.True(float.IsFinite(v)));
        }

        if (encoded.Audio is { } audio)
        {
            Assert.Equal(AudioShape, audio.Latents.Shape);
            Assert.Equal(audio.Latents.Shape.Length, audio.Strengths.Count);
            Assert.All(audio.Strengths, s => Assert.InRange(s, 0f, 1f));
            Assert.All(audio.Latents.Values, v => Assert.True(float.IsFinite(v)));
        }
    }

    [Fact]
    public async Task The_same_input_gives_the_same_latents_from_several_threads_too()
    {
        LatentConditioning alone = await EncodeAsync(Given);

        LatentConditioning[] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EncodeAsync(Given)));

        Assert.All(together, encoded =>
        {
            Assert.Equal(alone.Video?.Latents.Values ?? [], encoded.Video?.Latents.Values ?? []);
            Assert.Equal(alone.Audio?.Latents.Values ?? [], encoded.Audio?.Latents.Values ?? []);
        });
    }

    [Fact]
    public async Task Cancellation_is_answered() => await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EncodeAsync(Given, new(canceled: true)));

    /// <summary>A picture of 40x28 whose colours depend on a number.</summary>
    protected static RgbImage Picture(int seed) => new(40, 28, [.. Enumerable.Range(0, 40 * 28 * 3).Select(i => (byte)((i * 31 * seed) + (i / 120 * 5)))]);

    protected Task<LatentConditioning> EncodeAsync(ShotConditioning given, CancellationToken cancellationToken = default) => Conditioner.EncodeAsync(
        new(
            new()
            {
                Index = 0,
                Prompt = "a red ball",
                NegativePrompt = "",
                Shape = Shape,
                Seed = 1,
                Steps = 2,
                VideoGuidance = GuidanceTerms.Off,
                AudioGuidance = GuidanceTerms.Off,
                Conditioning = given,
            },
            VideoShape,
            AudioShape),
        cancellationToken);
}
