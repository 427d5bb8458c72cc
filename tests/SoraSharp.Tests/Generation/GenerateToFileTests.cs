using SoraSharp.Stages;
using SoraSharp.Tests.Media;
using Xunit;

namespace SoraSharp.Tests.Generation;

/// <summary>Videos that are written while they are decoded, and silent models' sound.</summary>
public sealed class GenerateToFileTests
{
    [Theory]
    [InlineData(".frames")]
    [InlineData(".mp4")]
    [InlineData(".webp")]
    public async Task The_file_is_that_of_the_video_in_memory(string extension)
    {
        using TestFolder folder = new();
        await using VideoGenerator generator = WanCheckpoints.Open(WanCheckpoints.Text);
        GeneratedVideo video = await generator.GenerateAsync(WanCheckpoints.Request);
        await video.SaveAsync(folder.File("whole" + extension));

        SavedVideo saved = await generator.GenerateToFileAsync(WanCheckpoints.Request, folder.File("parts" + extension));

        Assert.Equal(Bytes(folder.File("whole" + extension)), Bytes(saved.Path));
        Assert.Equal(video.Frames.Shape, saved.Shape);
        Assert.Equal((video.Seed, SoundOrigin.Silence), (saved.Seed, saved.Sound));
        Assert.Null(saved.Audio);
        Assert.False(Assert.Single(saved.Physics).Examined);
    }

    [Fact]
    public async Task Joint_sound_is_in_the_file()
    {
        using TestFolder folder = new();
        await using VideoGenerator generator = TinyCheckpoints.Builder.Build();
        GeneratedVideo video = await generator.GenerateAsync(TinyCheckpoints.Request);
        await video.SaveAsync(folder.File("whole.frames"));

        SavedVideo saved = await generator.Prompt("a red fox").WithFrames(9).WithSize(32, 32).WithFramesPerSecond(24).WithSteps(2).WithSeed(7).GenerateToFileAsync(folder.File("parts.frames"));

        Assert.Equal(Bytes(folder.File("whole.frames")), Bytes(saved.Path));
        Assert.Equal((SoundOrigin.Joint, SoundOrigin.Joint), (video.Sound, saved.Sound));
        Assert.Equal(video.Audio!.Samples.ToArray(), saved.Audio!.Samples.ToArray());
    }

    [Fact]
    public async Task A_physics_stage_sees_the_whole_picture()
    {
        using TestFolder folder = new();
        Witness witness = new();
        await using VideoGenerator generator = VideoGenerator.CreateBuilder().UseCheckpoint(WanCheckpoints.Text).UsePhysicsConsistency(witness).Build();

        SavedVideo saved = await generator.GenerateToFileAsync(WanCheckpoints.Request, folder.File("clip.frames"));

        Assert.Equal(9, witness.Seen);
        Assert.True(Assert.Single(saved.Physics).Examined);
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_before_anything_is_made()
    {
        using TestFolder folder = new();
        await using VideoGenerator generator = WanCheckpoints.Open(WanCheckpoints.Text);
        List<GenerationProgress> progress = [];

        await Assert.ThrowsAsync<MediaException>(() => generator.GenerateToFileAsync(WanCheckpoints.Request, folder.File("clip.doc"), new Immediate<GenerationProgress>(progress.Add)));

        Assert.Empty(progress);
    }

    [Theory]
    [InlineData(GenerationStage.Denoising)]
    [InlineData(GenerationStage.VideoDecoding)]
    public async Task A_cancelled_call_leaves_no_file(GenerationStage stage)
    {
        using TestFolder folder = new();
        using CancellationTokenSource source = new();
        await using VideoGenerator generator = WanCheckpoints.Open(WanCheckpoints.Text);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateToFileAsync(
            WanCheckpoints.Request,
            folder.File("clip.mp4"),
            new Immediate<GenerationProgress>(p =>
            {
                if (p.Stage == stage) source.Cancel();
            }),
            source.Token));

        Assert.Empty(folder.Names);
    }

    [Fact]
    public async Task A_silent_model_gets_sound_for_its_picture_from_another_generator()
    {
        using TestFolder folder = new();
        VideoShape small = new(9, new(32, 32), 24);
        VideoGeneratorBuilder companion = TinyCheckpoints.Builder.WithProfile(p => p with { DefaultShape = small, MaxFrames = 9, DefaultSteps = 2, AudioGuidance = GuidanceTerms.Off });
        await using VideoGenerator generator = VideoGenerator.CreateBuilder().UseCheckpoint(WanCheckpoints.Text).WithSoundFrom(companion).Build();

        GeneratedVideo video = await generator.GenerateAsync(WanCheckpoints.Request), again = await generator.GenerateAsync(WanCheckpoints.Request);
        SavedVideo saved = await generator.GenerateToFileAsync(WanCheckpoints.Request, folder.File("clip.mp4"));

        // 9 frames at 16 a second are 14 at 24: two stretches of the companion's.
        Assert.Equal(SoundOrigin.ForPicture, video.Sound);
        Assert.Equal((int)Math.Round(9 / 16.0 * video.Audio!.SampleRate), video.Audio.Length);
        Assert.Contains(video.Audio.Samples.ToArray(), v => Math.Abs(v) > 1e-4f);
        Assert.Equal(video.Audio.Samples.ToArray(), again.Audio!.Samples.ToArray());
        Assert.Equal(video.Audio.Samples.ToArray(), saved.Audio!.Samples.ToArray());
        Assert.Equal(SoundOrigin.ForPicture, saved.Sound);
        Assert.Equal(["audio", "video"], FfmpegProbe.Streams(saved.Path).Keys.Order());
    }

    [Fact]
    public void A_companion_that_makes_no_sound_for_pictures_is_refused() =>
        Assert.Contains("makes no sound for a picture", Assert.Throws<InvalidOptionsException>(() =>
            VideoGenerator.CreateBuilder().UseCheckpoint(WanCheckpoints.Text).WithSoundFrom(VideoGenerator.CreateBuilder().UseCheckpoint(WanCheckpoints.Text)).Build()).Message, StringComparison.Ordinal);

    private static byte[] Bytes(string path) => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)]
        : File.ReadAllBytes(path);

    private sealed class Witness : IPhysicsConsistency
    {
        public int Seen { get; private set; }

        public Task<PhysicsReport> ExamineAsync(Shot shot, VideoFrames frames, CancellationToken cancellationToken = default)
        {
            Seen = frames.Count;
            return Task.FromResult(new PhysicsReport(true, true, [], "Looked at."));
        }
    }
}
