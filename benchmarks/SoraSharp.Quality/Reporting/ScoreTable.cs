using System.Globalization;
using System.Text;
using SoraSharp.Quality.Scoring;

namespace SoraSharp.Quality.Reporting;

/// <summary>The scores as a Markdown table, which reads well on a console too.</summary>
internal static class ScoreTable
{
    public static string Render(IReadOnlyList<(string Name, ScoreSheet Sheet)> sheets)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| {"score",-20} |");
        foreach (var (name, _) in sheets)
            text.Append(CultureInfo.InvariantCulture, $" {name,16} |");
        text.AppendLine().Append("|:---------------------|");
        foreach (var _ in sheets)
            text.Append("-----------------:|");
        text.AppendLine();
        foreach (var key in ScoreSheet.Keys.Concat(ScoreSheet.Details))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {key,-20} |");
            foreach (var (_, sheet) in sheets)
            {
                var mean = sheet[key];
                text.Append(CultureInfo.InvariantCulture, $" {(mean.Count == 0 ? "-" : $"{mean.Value:F3} ({mean.Count})"),16} |");
            }
            text.AppendLine();
        }
        return text.ToString();
    }
}
