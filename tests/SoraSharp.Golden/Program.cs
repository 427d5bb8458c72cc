using SoraSharp.Golden;
using SoraSharp.OnnxRuntime;

string? directory = null, filter = null, sheets = null;
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--filter" && i + 1 < args.Length) filter = args[++i];
    else if (args[i] == "--sheets" && i + 1 < args.Length) sheets = args[++i];
    else if (directory is null && !args[i].StartsWith('-')) directory = args[i];
    else return Usage($"'{args[i]}' is not understood.");
}

if (directory is null) return Usage("The folder is missing.");
if (!Directory.Exists(directory) && !File.Exists(directory)) return Usage($"{directory} does not exist.");

string root = Path.GetFullPath(directory);
List<GoldenResult> results = [];
using (GoldenContext context = new(() => new OnnxBackend()))
{
    foreach (string folder in GoldenCases.Under(directory))
    {
        string name = Path.GetRelativePath(root, folder).Replace('\\', '/');
        if (filter is not null && !name.Contains(filter, StringComparison.OrdinalIgnoreCase)) continue;
        GoldenResult result = GoldenRunner.Run(folder, context, sheets is null ? null : (expected, actual) => GoldenSheet.Write(sheets, name, expected, actual));
        results.Add(result);
        Console.WriteLine($"{(result.Passed ? "passed" : "FAILED")}  {result.Kind ?? "unknown",-22} {name}  {result.Summary}  ({result.Elapsed.TotalSeconds:0.00} s)");
    }
}

Console.WriteLine();
Console.WriteLine($"{"kind",-24} {"passed",9}  worst error/tolerance");
foreach (IGrouping<string, GoldenResult> kind in results.GroupBy(r => r.Kind ?? "unknown").OrderBy(g => g.Key, StringComparer.Ordinal))
{
    GoldenResult? worst = kind.Where(r => r.Worst is not null).MaxBy(r => double.IsNaN(r.Worst!.Ratio) ? double.PositiveInfinity : r.Worst.Ratio);
    string ratio = worst is null ? "-" : $"{worst.Worst!.Ratio,7:0.000}  {worst.Worst.Name} of {Path.GetRelativePath(root, worst.Folder).Replace('\\', '/')}";
    Console.WriteLine($"{kind.Key,-24} {kind.Count(r => r.Passed),3} of {kind.Count(),3} {ratio}");
}


int failed = results.Count(r => !r.Passed);
if (results.Count == 0) Console.WriteLine($"No case.json was found under {root}.");
Console.WriteLine($"{results.Count - failed} passed, {failed} failed");
return failed == 0 && results.Count > 0 ? 0 : 1;

static int Usage(string problem)
{
    Console.Error.WriteLine($"{problem}\nusage: SoraSharp.Golden DIR [--filter TEXT] [--sheets FOLDER]\nRuns every case.json under DIR; TEXT selects cases by their path. FOLDER receives a picture of every case with frames:\nthe reference's above, ours below, and at the bottom where they differ, a thousand times larger.");
    return 2;
}
