using System.Text.Json.Nodes;
using SoraSharp.Quality.Scoring;

namespace SoraSharp.Quality.Reporting;

/// <summary>Writes <c>scores.json</c>: one object a set of clips, each with the keys of <see cref="ScoreSheet.Keys"/>; a score that nothing
/// could be measured for is null.</summary>
internal static class ScoresFile
{
    public static void Write(string path, IEnumerable<(string Name, ScoreSheet Sheet)> sheets)
    {
        var root = new JsonObject();
        foreach (var (name, sheet) in sheets)
        {
            var values = new JsonObject();
            foreach (var key in ScoreSheet.Keys)
                values[key] = double.IsFinite(sheet[key].Value) ? Math.Round(sheet[key].Value, 4) : null;
            root[name] = values;
        }
        File.WriteAllText(path, root.ToJsonString(new() { WriteIndented = true }) + "\n");
    }
}
