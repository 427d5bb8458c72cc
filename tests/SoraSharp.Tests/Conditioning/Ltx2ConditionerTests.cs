using SoraSharp.Stages;
using SoraSharp.Tests.Generation;
using SoraSharp.Tests.Media;
using Xunit;

namespace SoraSharp.Tests.Conditioning;

public sealed class Ltx2ConditionerTests(TinyGenerator tiny) : JointConditionerTests, IClassFixture<TinyGenerator>
{
    protected override VideoGenerator Generator => tiny.Generator;

    protected override VideoShape Shape => new(17, new(64, 32), 24);
}

public sealed class MiniConditionerTests(MiniLikeGenerator mini) : JointConditionerTests, IClassFixture<MiniLikeGenerator>
{
    protected override VideoGenerator Generator => mini.Generator;

    protected override VideoShape Shape => new(17, new(64, 32), 12);
}

/// <summary>What LTX-2's conditioner does with the autoencoders of a checkpoint.</summary>
public abstract class JointConditionerTests : ConditionerConformance
{
    protected abstract VideoGenerator Generator { get; }

    protected override IConditioner Conditioner => Generator.Stages.Conditioner!;

    protected override VideoLatentShape VideoShape => Generator.Stages.Denoiser.VideoLatentShapeOf(Shape);

    protected override AudioLatentShape? AudioShape => Generator.Stages.Denoiser.AudioLatentShapeOf(Shape);

    protected override ShotConditioning Given => new()
    {
        Frames = [new([Picture(1)], 0, 0.5, ImageFit.Cover), new([Picture(2)], 11, 0.25, ImageFit.Stretch), new([.. Enumerable.Range(1, 9).Select(Picture)], 8, 1, ImageFit.Cover)],
        Audio = TestClip.Tone(1, 0.1),
    };

    [Fact]
    public async Task The_first_frame_takes_its_place_and_later_ones_stand_beside()
    {
        KnownVideo known = (await EncodeAsync(Given)).Video!;

        Assert.Equal([0.5f, 0, 0, 0.25f, 1, 1], known.Strengths);
        Assert.Equal([new(1, 11, 1), new(2, 8, 9)], known.Keyframes);
        Assert.All(Frame(known, 1).Concat(Frame(known, 2)), v => Assert.Equal(0, v));
        KnownVideo alone = (await EncodeAsync(new() { Frames = [new([Picture(2)], 0, 1, ImageFit.Stretch)] })).Video!;
        Assert.Equal(Frame(alone, 0), Frame(known, 3));
    }

    [Fact]
    public async Task A_clip_at_the_start_fills_as_many_latents_as_it_has()
    {
        KnownVideo known = (await EncodeAsync(new() { Frames = [new([.. Enumerable.Range(1, 9).Select(Picture)], 0, 0.75, ImageFit.Cover)] })).Video!;

        Assert.Equal([0.75f, 0.75f, 0], known.Strengths);
        Assert.Empty(known.Keyframes);
    }

    [Fact]
    public async Task Noise_is_drawn_as_the_reference_pipeline_of_the_kind_draws_it()
    {
        Assert.Null((await EncodeAsync(new() { Frames = [new([Picture(1)], 0, 1, ImageFit.Stretch)] })).NoiseOrder);
        Assert.Equal(new TokenPatches(1, 1), (await EncodeAsync(new() { Frames = [new([Picture(1)], 0, 1, ImageFit.Cover)] })).NoiseOrder);
        Assert.Equal(new TokenPatches(1, 1), (await EncodeAsync(new() { Frames = [new([Picture(1)], 8, 1, ImageFit.Stretch)] })).NoiseOrder);
        Assert.Null((await EncodeAsync(new() { Audio = TestClip.Tone(1, 0) })).NoiseOrder);
    }

    [Fact]
    public async Task What_is_given_whole_is_kept_whole()
    {
        LatentConditioning video = await EncodeAsync(new() { Video = TestClip.Frames(20, 64, 32) }), audio = await EncodeAsync(new() { Audio = TestClip.Tone(3, 0.1, channels: 1) });

        Assert.All(video.Video!.Strengths, s => Assert.Equal(1, s));
        Assert.Null(video.Audio);
        Assert.All(audio.Audio!.Strengths, s => Assert.Equal(1, s));
        Assert.Null(audio.Video);
    }

    [Theory]
    [InlineData(1, 8000, 0.4)]
    [InlineData(2, 48000, 0.1)]
    [InlineData(6, 22050, 5)]
    public async Task Sounds_of_any_length_rate_and_channels_are_heard(int channels, int rate, double seconds) =>
        Assert.Equal(AudioShape, (await EncodeAsync(new() { Audio = TestClip.Tone(seconds, 0, channels, rate) })).Audio!.Latents.Shape);

    [Fact]
    public async Task What_sounds_beyond_the_picture_is_not_heard()
    {
        AudioClip sound = TestClip.Tone(Shape.Duration.TotalSeconds, 0), longer = TestClip.Tone(3, 0);

        Assert.Equal((await EncodeAsync(new() { Audio = sound })).Audio!.Latents.Values, (await EncodeAsync(new() { Audio = longer })).Audio!.Latents.Values);
    }

    [Fact]
    public async Task An_opening_sound_is_known_up_to_its_last_moment_alone()
    {
        AudioClip opening = TestClip.Tone(0.5, 0);
        KnownAudio known = (await EncodeAsync(new() { Frames = [new([Picture(1)], 0, 1, ImageFit.Cover)], Overlap = 1, OpeningSound = opening })).Audio!;
        int heard = known.Strengths.Count(s => s == 1);

        Assert.Equal(11, heard);
        Assert.Equal(known.Strengths.OrderDescending(), known.Strengths);
        Assert.All(known.Strengths.Skip(heard), s => Assert.Equal(0, s));
        int per = known.Latents.Shape.Bins;
        Assert.All(known.Latents.Values[(heard * per)..(known.Latents.Shape.Length * per)], v => Assert.Equal(0, v));
    }

    private static float[] Frame(KnownVideo known, int frame)
    {
        VideoLatentShape s = known.Latents.Shape;
        int area = s.Height * s.Width;
        return [.. Enumerable.Range(0, s.Channels).SelectMany(c => known.Latents.Values.Skip(((c * s.Frames) + frame) * area).Take(area))];
    }
}
