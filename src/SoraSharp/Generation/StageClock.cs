using System.Diagnostics;
using SoraSharp.Stages;

namespace SoraSharp.Generation;

/// <summary>Times the stages of one request and tells its caller how far it is. Used by one request at a time.</summary>
internal sealed class StageClock(IProgress<GenerationProgress>? progress)
{
    private readonly List<GenerationStage> _order = [];
    private readonly Dictionary<GenerationStage, TimeSpan> _elapsed = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private GenerationStage _stage;
    private long _stageStart;
    private int _shot = 1;
    private int _shots = 1;

    /// <summary>How long each stage took so far, in the order in which they first ran.</summary>
    public IReadOnlyList<StageTiming> Timings => [.. _order.Select(s => new StageTiming(s, _elapsed[s]))];

    /// <summary>Whether anybody is told.</summary>
    public bool IsWatched => progress is not null;

    /// <summary>Since the request began.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public void Enter(Shot shot, IReadOnlyList<Shot> shots)
    {
        _shot = shot.Index + 1;
        _shots = shots.Count;
    }

    public async Task<T> RunAsync<T>(GenerationStage stage, Func<Task<T>> work)
    {
        _stage = stage;
        _stageStart = Stopwatch.GetTimestamp();
        Report(0, 1, null);
        T result = await work().ConfigureAwait(false);
        if (_elapsed.TryAdd(stage, TimeSpan.Zero)) _order.Add(stage);
        _elapsed[stage] += Stopwatch.GetElapsedTime(_stageStart);
        return result;
    }

    /// <summary>Tells that <paramref name="done"/> of <paramref name="steps"/> steps of the current stage are done.</summary>
    public void Step(int done, int steps, VideoFrames? preview = null)
    {
        // From the pace of this stage's steps, for this shot and, if more follow at the same pace, for them too.
        TimeSpan spent = Stopwatch.GetElapsedTime(_stageStart);
        double left = steps - done + ((double)(_shots - _shot) * steps);
        Report(done, steps, done > 0 ? spent / done * left : null, preview);
    }

    /// <summary>For stages that tell the share that is done.</summary>
    public IProgress<double> Share() => new ShareProgress(this);

    private void Report(int done, int steps, TimeSpan? left, VideoFrames? preview = null) =>
        progress?.Report(new(_stage, done, steps, _shot, _shots) { EstimatedTimeLeft = left, Preview = preview });

    private sealed class ShareProgress(StageClock clock) : IProgress<double>
    {
        public void Report(double value) => clock.Step((int)Math.Round(100 * Math.Clamp(value, 0, 1)), 100);
    }
}
