using Microsoft.Extensions.Logging;
using SoraSharp.Generation;
using SoraSharp.Stages;

namespace SoraSharp;

/// <summary>
/// Makes videos with sound from prompts. Thread-safe: share one and call it from as many threads as you like; requests beyond
/// <see cref="VideoGeneratorBuilder.WithMaxConcurrency"/> wait for their turn. Dispose it to give back the model's memory.
/// </summary>
public sealed class VideoGenerator : IAsyncDisposable, IDisposable
{
    private readonly GenerationPipeline _pipeline;
    private readonly IDisposable? _model;
    private readonly SemaphoreSlim _turns;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly HashSet<Task> _running = [];
    private readonly Lock _gate = new();
    private Task? _disposal;

    internal VideoGenerator(GenerationStages stages, IDisposable? model, int maxConcurrency, int previewInterval, ILogger logger)
    {
        Stages = stages;
        _pipeline = new(stages, previewInterval, logger);
        _model = model;
        _turns = new(maxConcurrency);
    }

    /// <summary>What the model can make, and what it makes unless told otherwise.</summary>
    public ModelProfile Profile => Stages.Profile;

    internal GenerationStages Stages { get; }

    /// <summary>Starts the description of a generator.</summary>
    public static VideoGeneratorBuilder CreateBuilder() => new();

    /// <summary>Starts a request; nothing happens until <see cref="VideoPrompt.GenerateAsync"/>.</summary>
    public VideoPrompt Prompt(string prompt) => new(this, new(prompt));

    /// <summary>Finds out, before anything is generated, whether a video could be saved under a name.</summary>
    /// <exception cref="MediaException">No writer knows the extension, or a program that it needs is missing; the message names the fix.</exception>
    public void EnsureCanSave(string path) => Stages.MediaWriters.WriterOf(path).EnsureReady();

    /// <summary>Works out what a request takes, without running any network (but a duration head, where it says how long the video is).</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Stops planning.</param>
    /// <returns>Of the shot that takes the most.</returns>
    /// <exception cref="InvalidRequestException">The request asks for what the model cannot make, or for more than the memory budget; lists every error.</exception>
    /// <exception cref="NotSupportedException">The model does not say what it takes.</exception>
    public async Task<MemoryPrediction> PredictMemoryAsync(VideoRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        IModelMemory memory = Stages.Memory ?? throw new NotSupportedException($"{Profile.Name} does not say what it takes; set VideoModel.Memory.");
        IReadOnlyList<Shot> shots = await Stages.Planner.PlanAsync(request, Profile, cancellationToken).ConfigureAwait(false);
        return shots.Select(s => new MemoryPrediction(memory.Predict(s), Stages.ReleasesStages)).MaxBy(p => p.PeakBytes)!;
    }

    /// <summary>Makes a video.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Told of every stage and step; may be null. Called from the thread that does the work.</param>
    /// <param name="cancellationToken">Answered within one network call.</param>
    /// <exception cref="InvalidRequestException">The request asks for what the model cannot make; lists every error.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed before or while it worked.</exception>
    public Task<GeneratedVideo> GenerateAsync(VideoRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(token => _pipeline.RunAsync(request, progress, token), cancellationToken);
    }

    /// <summary>
    /// Makes a video and writes it to a file while it is decoded, so that memory does not grow with its length. The format goes by the extension.
    /// A physics stage examines the whole picture: with one, it is in memory all the same.
    /// </summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="path">Where to. The file appears when it is complete: a failed or cancelled call leaves none.</param>
    /// <param name="progress">Told of every stage and step; may be null. Called from the thread that does the work.</param>
    /// <param name="cancellationToken">Answered within one network call.</param>
    /// <exception cref="InvalidRequestException">The request asks for what the model cannot make; lists every error.</exception>
    /// <exception cref="MediaException">No writer knows the extension, a program that it needs is missing, or it could not finish.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed before or while it worked.</exception>
    public Task<SavedVideo> GenerateToFileAsync(VideoRequest request, string path, IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        EnsureCanSave(path);
        return RunAsync(token => _pipeline.RunToFileAsync(request, path, progress, token), cancellationToken);
    }

    private Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposal is not null, this);
            // Networks compute for seconds at a time: never on the caller's thread.
            Task<T> task = Task.Run(() => TakeTurnAsync(work, cancellationToken), CancellationToken.None);
            _running.Add(task);
            _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return task;
        }
    }

    /// <summary>Cancels what is under way, waits for it to end and gives back the model's memory.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate) return new(_disposal ??= DisposeCoreAsync([.. _running]));
    }

    /// <summary>As <see cref="DisposeAsync"/>, waiting for it.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<T> TakeTurnAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.Token);
        try
        {
            await _turns.WaitAsync(linked.Token).ConfigureAwait(false);
            try
            {
                return await work(linked.Token).ConfigureAwait(false);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller's own token, not the linked one, so that callers can tell whose cancellation it was.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (_lifetime.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(VideoGenerator), "The generator was disposed while it worked on this request.");
        }
    }

    private void Forget(Task task)
    {
        lock (_gate) _running.Remove(task);
    }

    private async Task DisposeCoreAsync(Task[] running)
    {
        await _lifetime.CancelAsync().ConfigureAwait(false);
        // Their callers see how they ended; here it only matters that they have.
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _model?.Dispose();
        _turns.Dispose();
        _lifetime.Dispose();
    }
}
