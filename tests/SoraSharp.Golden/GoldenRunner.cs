using System.Diagnostics;

namespace SoraSharp.Golden;

/// <summary>How one output compared.</summary>
/// <param name="Name">The output.</param>
/// <param name="Error">The largest absolute difference.</param>
/// <param name="Tolerance">What is allowed; 0 for integers and strings.</param>
/// <param name="Problem">Why it cannot pass whatever the tolerance, or null.</param>
public sealed record GoldenComparison(string Name, double Error, double Tolerance, string? Problem)
{
    /// <summary>Whether the output is within its tolerance.</summary>
    public bool Passed => Problem is null && Error <= Tolerance;

    /// <summary>The error as a share of the tolerance; above 1 fails.</summary>
    public double Ratio => Passed && Error == 0 ? 0 : Problem is null ? Error / Tolerance : double.PositiveInfinity;
}

/// <summary>How one case ran.</summary>
/// <param name="Folder">The case.</param>
/// <param name="Kind">Its kind, or null where none knows it.</param>
/// <param name="Comparisons">Every expected output.</param>
/// <param name="Error">The exception that ended it, or null.</param>
/// <param name="Elapsed">The time it took.</param>
public sealed record GoldenResult(string Folder, string? Kind, IReadOnlyList<GoldenComparison> Comparisons, Exception? Error, TimeSpan Elapsed)
{
    /// <summary>Whether there were outputs and all were within their tolerances.</summary>
    public bool Passed => Error is null && Comparisons.Count > 0 && Comparisons.All(c => c.Passed);

    /// <summary>The output that used most of its tolerance.</summary>
    public GoldenComparison? Worst => Comparisons.MaxBy(c => double.IsNaN(c.Ratio) ? double.PositiveInfinity : c.Ratio);

    /// <summary>The outcome in one line.</summary>
    public string Summary
    {
        get
        {
            if (Error is not null) return $"{Error.GetType().Name}: {Error.Message.ReplaceLineEndings(" ")}";
            if (Worst is not { } worst) return "the case expects no outputs";
            return worst.Problem is { } problem
                ? $"{worst.Name} {problem}"
                : $"{worst.Error:0.00e+00} / {worst.Tolerance:0.00e+00} {worst.Name}";
        }
    }
}

/// <summary>Runs cases and compares every output.</summary>
public static class GoldenRunner
{
    /// <summary>Runs a case. Whatever goes wrong is in the result.</summary>
    /// <param name="folder">The case.</param>
    /// <param name="context">What it runs with.</param>
    /// <param name="computed">Sees what was expected and what was computed, whether they agree or not; null for nobody.</param>
    public static GoldenResult Run(string folder, GoldenContext context, Action<GoldenOutputs, GoldenOutputs>? computed = null)
    {
        Stopwatch watch = Stopwatch.StartNew();
        string? kind = null;
        try
        {
            using GoldenCase golden = GoldenCase.Open(folder);
            GoldenKind known = GoldenKinds.Of(golden);
            kind = known.Name;
            GoldenOutputs expected = known.Expected(golden), actual = known.Run(golden, context);
            computed?.Invoke(expected, actual);
            List<GoldenComparison> comparisons = Compare(golden, expected, actual);
            return new GoldenResult(folder, kind, comparisons, null, watch.Elapsed);
        }
#pragma warning disable CA1031 // A case that throws is a failed case, reported with its message; the other cases go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new GoldenResult(folder, kind, [], e, watch.Elapsed);
        }
    }

    /// <summary>Compares every expected output; outputs that the case does not expect are not looked at.</summary>
    public static List<GoldenComparison> Compare(GoldenCase golden, GoldenOutputs expected, GoldenOutputs actual)
    {
        ArgumentNullException.ThrowIfNull(golden);
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        return [.. expected.All.Select(e => Compare(e.Key, e.Value, actual.Find(e.Key), golden.Tolerance(e.Key)))];
    }

    /// <summary>Compares one output.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expected">What the reference computed.</param>
    /// <param name="actual">What was computed, or null where it is missing.</param>
    /// <param name="tolerance">What the case allows; required for floating point, not looked at for integers and strings.</param>
    public static GoldenComparison Compare(string name, GoldenValue expected, GoldenValue? actual, double? tolerance)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if (actual is null) return new(name, double.PositiveInfinity, 0, "is missing");
        if (!expected.IsExact && !(tolerance >= 0)) return new(name, double.PositiveInfinity, 0, "has no tolerance in case.json");
        (double error, string? problem) = GoldenValue.Compare(expected, actual);
        return new(name, error, expected.IsExact ? 0 : tolerance!.Value, problem);
    }
}
