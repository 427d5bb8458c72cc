using System.Diagnostics;
using SoraSharp.Training.Optimisation;
using SoraSharp.Training.Reporting;
using TorchSharp;

namespace SoraSharp.Training.Components;

/// <summary>What a training loop trains.</summary>
internal interface ITrainable : IDisposable
{
    /// <summary>The parameters with their optimiser.</summary>
    Optimiser Optimiser { get; }

    /// <summary>What a run cannot be resumed without: changes when the parameters' shapes or the data do.</summary>
    string Fingerprint { get; }

    /// <summary>What <see cref="Accumulate"/> returns, by name; the first is the loss.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Clips prepared in this sitting: as many as were trained on, or fewer where they are used again.</summary>
    long ClipsMade { get; }

    /// <summary>Goes to a clip's number: the next <see cref="Accumulate"/> starts with it.</summary>
    void Seek(long sample);

    /// <summary>Leaves a batch's gradients in place. Random numbers come from torch's default generator, which the loop seeds.</summary>
    double[] Accumulate(long sample, int count);

    /// <summary>Draws what the averaged parameters make.</summary>
    void DrawSheet(string path);
}

/// <summary>How long and how often.</summary>
/// <param name="Minutes">Training time, of all sittings together.</param>
/// <param name="Batch">Clips a step.</param>
/// <param name="SaveMinutes">Minutes between saved states.</param>
/// <param name="SheetMinutes">Minutes between contact sheets.</param>
/// <param name="WarmupSteps">Steps until the full rate.</param>
/// <param name="Rate">The full rate as a multiple of the component's own.</param>
internal sealed record LoopOptions(double Minutes, int Batch, double SaveMinutes = 4, double SheetMinutes = 6, int WarmupSteps = 100, double Rate = 1);

/// <summary>Steps until the time is up: rate schedule, log, saved states and pictures. A resumed run goes on exactly where it was saved.</summary>
internal sealed class TrainingLoop(RunFolder folder, LoopOptions options, Action<string> report)
{
    private const double AverageKeep = 0.998;
    private const int LogEvery = 25;
    private readonly RateSchedule _schedule = new(options.WarmupSteps, Full: options.Rate);
    private double _seconds;
    private long _samples;
    private double _planStart;

    public void Run(ITrainable trainable, CancellationToken cancellationToken)
    {
        Resume(trainable);
        trainable.Seek(_samples);
        string[] columns = ["samples", "seconds", "samples_per_second", "rate", "gradient_norm", .. trainable.Columns];
        CsvLog log = new(folder.File("log.csv"), columns);
        Stopwatch clock = Stopwatch.StartNew();
        double before = _seconds, saved = _seconds, sheet = _seconds, logged = _seconds;
        List<double[]> window = [];
        while (_seconds < options.Minutes * 60 && !cancellationToken.IsCancellationRequested)
        {
            double factor = Rate(trainable.Optimiser.Steps);
            torch.manual_seed(_samples + 1);
            double[] losses = trainable.Accumulate(_samples, options.Batch);
            double norm = trainable.Optimiser.Step(factor, AverageKeep);
            _samples += options.Batch;
            _seconds = before + clock.Elapsed.TotalSeconds;
            window.Add([factor, norm, .. losses]);
            if (window.Count == LogEvery)
            {
                double speed = window.Count * options.Batch / (_seconds - logged);
                double[] means = [.. Enumerable.Range(0, window[0].Length).Select(column => Mean(window.Select(row => row[column])))];
                log.Add([_samples, _seconds, speed, .. means]);
                report($"{_samples,8} clips {_seconds / 60,6:F1} min {speed,6:F1}/s rate {factor:F2} " + string.Join(' ', trainable.Columns.Select((name, i) => $"{name} {means[i + 2]:F4}")));
                window.Clear();
                logged = _seconds;
            }

            if (_seconds - saved > options.SaveMinutes * 60)
            {
                TrySave(trainable);
                saved = _seconds;
            }

            if (_seconds - sheet > options.SheetMinutes * 60)
            {
                Draw(trainable, columns);
                sheet = _seconds;
            }
        }

        report($"{trainable.ClipsMade} clips were prepared in this sitting.");
        Save(trainable);
        if (!cancellationToken.IsCancellationRequested) Draw(trainable, columns);
    }

    private static double Mean(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(value => !double.IsNaN(value))];
        return known.Length == 0 ? double.NaN : known.Average();
    }

    private double Rate(long updates)
    {
        double end = options.Minutes * 60;
        return _schedule.Factor(updates, end - _seconds, end - _planStart);
    }

    private void Resume(ITrainable trainable)
    {
        if (!folder.HasState) return;
        RunProgress progress = folder.Restore(trainable.Optimiser, trainable.Fingerprint);
        (_samples, _seconds) = (progress.Samples, progress.Seconds);
        // Another time than was planned is a new plan: the rate is lifted, and falls over the last part of what is added.
        _planStart = progress.Minutes == options.Minutes ? progress.PlanStart : _seconds;
        report($"Resumed after {_samples} clips and {_seconds / 60:F1} minutes.");
    }

    /// <summary>A full disk must not cost what was trained: the run goes on and tries again at the next interval.</summary>
    private void TrySave(ITrainable trainable)
    {
        try
        {
            Save(trainable);
        }
        catch (IOException e)
        {
            report($"The state after {_samples} clips could not be saved, the one before it is kept: {e.Message}");
        }
    }

    private void Save(ITrainable trainable) =>
        folder.Save(trainable.Optimiser.State, new RunProgress(_samples, trainable.Optimiser.Steps, _seconds, _planStart, options.Minutes, trainable.Fingerprint));

    private void Draw(ITrainable trainable, string[] columns)
    {
        trainable.DrawSheet(folder.File("sheets", $"{_samples:D8}.png"));
        LossPlot.Save(folder.File("loss.png"), CsvLog.Read(folder.File("log.csv")), [.. Enumerable.Range(5, columns.Length - 5).Select(i => (i, columns[i]))]);
    }
}
