using SoraSharp.Golden;
using SoraSharp.OnnxRuntime;

string? directory = null, filter = null;
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--filter" && i + 1 < args.Length) filter = args[++i];
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
        GoldenResult result = GoldenRunner.Run(folder, context);
        results.Add(result);
        Console.WriteLine($"{(result.Passed ? "passed" : "FAILED")}  {result.Kind ?? "unknown",-22} {name}  {result.Summary}  ({result.Elapsed.TotalSeconds:0.00} s)");
    }
}

Console.WriteLine();
foreach (IGrouping<string, GoldenResult> kind in results.GroupBy(r => r.Kind ?? "unknown").OrderBy(g => g.Key, StringComparer.Ordinal))
    Console.WriteLine($"{kind.Key,-22} {kind.Count(r => r.Passed)} of {kind.Count()} passed");

int failed = results.Count(r => !r.Passed);
if (results.Count == 0) Console.WriteLine($"No case.json was found under {root}.");
Console.WriteLine($"{results.Count - failed} passed, {failed} failed");
return failed == 0 && results.Count > 0 ? 0 : 1;

static int Usage(string problem)
{
    Console.Error.WriteLine($"{problem}\nusage: SoraSharp.Golden DIR [--filter TEXT]\nRuns every case.json under DIR; TEXT selects cases by their path.");
    return 2;
}
