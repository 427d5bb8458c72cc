using SoraSharp.Stages;
using SoraSharp.Tests.Media;
using Xunit;

namespace SoraSharp.Tests.Generation;

public sealed class CancellationTests(TinyGenerator tiny) : IClassFixture<TinyGenerator>
{
    public static TheoryData<GenerationStage> Stages => [.. Enum.GetValues<GenerationStage>()];

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Every_stage_answers_and_none_follows(GenerationStage stage)
    {
        using CancellationTokenSource source = new();
        List<GenerationStage> told = [];
        Immediate<GenerationProgress> progress = new(p =>
        {
            told.Add(p.Stage);
            if (p.Stage == stage) source.Cancel();
        });

        // Only a request of two stages has latents upsampled.
        bool upsamples = stage == GenerationStage.LatentUpsampling;
        await using VideoGenerator? own = upsamples ? VideoGenerator.CreateBuilder().UseCheckpoint(TinyCheckpoints.Ltx23, TinyCheckpoints.Options with { LatentUpsampler = TinyCheckpoints.Upsampler }).Build() : null;
        VideoRequest request = upsamples ? TinyCheckpoints.Request.WithSize(64, 64).WithTwoStages() : TinyCheckpoints.Request.WithImage(TestClip.Frames(1).ToImage(0));

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => (own ?? tiny.Generator).GenerateAsync(request, progress, source.Token));

        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(stage, told[^1]);
    }

    [Fact]
    public async Task A_step_answers_in_the_middle_of_denoising()
    {
        using CancellationTokenSource source = new();
        int steps = 0;
        Immediate<GenerationProgress> progress = new(p =>
        {
            if (p.Stage != GenerationStage.Denoising) return;
            steps = p.Step;
            if (p.Step == 2) source.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tiny.Generator.GenerateAsync(TinyCheckpoints.Request.WithSteps(20), progress, source.Token));

        Assert.Equal(2, steps);
    }

    [Fact]
    public async Task A_request_that_waits_for_its_turn_answers()
    {
        using CancellationTokenSource first = new(), second = new();
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using VideoGenerator generator = TinyCheckpoints.Builder.UsePhysicsConsistency(new Waiting(entered)).Build();
        Task running = generator.GenerateAsync(TinyCheckpoints.Request, null, first.Token);
        await entered.Task;

        Task waiting = generator.GenerateAsync(TinyCheckpoints.Request, null, second.Token);
        await second.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(running.IsCompleted);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task After_a_cancelled_request_the_next_one_is_as_ever()
    {
        byte[] before = await BytesAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tiny.Generator.GenerateAsync(TinyCheckpoints.Request, null, new(canceled: true)));

        Assert.Equal(before, await BytesAsync());

        async Task<byte[]> BytesAsync()
        {
            VideoFrames frames = (await tiny.Generator.GenerateAsync(TinyCheckpoints.Request)).Frames;
            byte[] bytes = new byte[3 * frames.Width * frames.Height];
            frames.CopyRgb24(frames.Count - 1, bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task Saving_answers_and_leaves_no_file()
    {
        string folder = Directory.CreateTempSubdirectory("sorasharp-").FullName;
        try
        {
            GeneratedVideo video = await tiny.Generator.GenerateAsync(TinyCheckpoints.Request);
            foreach (string extension in (string[])[".webp", ".wav"])
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => video.SaveAsync(Path.Combine(folder, "video" + extension), new(canceled: true)));
            }

            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Disposal_ends_what_is_under_way()
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        VideoGenerator generator = TinyCheckpoints.Builder.UsePhysicsConsistency(new Waiting(entered)).Build();
        Task running = generator.GenerateAsync(TinyCheckpoints.Request);
        await entered.Task;

        await generator.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(TinyCheckpoints.Request));
        await generator.DisposeAsync();
        generator.Dispose();
    }

    /// <summary>A physics stage that looks until it is told to stop.</summary>
    private sealed class Waiting(TaskCompletionSource entered) : IPhysicsConsistency
    {
        public async Task<PhysicsReport> ExamineAsync(Shot shot, VideoFrames frames, CancellationToken cancellationToken = default)
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("Unreachable.");
        }
    }
}
