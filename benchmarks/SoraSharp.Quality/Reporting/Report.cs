using System.Globalization;
using System.Text;
using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Prompts;
using SoraSharp.Quality.Scoring;
using SoraSharp.Worlds;

namespace SoraSharp.Quality.Reporting;

/// <summary>Gathers what <c>report.md</c> says: how it was measured, the table, and what was seen in each clip. Not thread-safe.</summary>
internal sealed class Report(QualityOptions options, ClipLayout layout)
{
    private readonly List<string> _notes = [];
    private readonly List<string> _clips = [];
    private readonly List<string> _tables = [];

    public void Note(FormattableString note) => _notes.Add(note.ToString(CultureInfo.InvariantCulture));

    /// <summary>A further table, below the scores.</summary>
    public void AddTable(string markdown) => _tables.Add(markdown);

    public void AddClip(ExpectedClip prompt, ClipAnalysis seen)
    {
        var o = seen.Objects;
        var colors = string.Join(", ", o.Colors.Select(c => c?.ToString() ?? "none"));
        var residual = double.IsFinite(o.FlightResidual) ? string.Create(CultureInfo.InvariantCulture, $"{o.FlightResidual:F2}") : "-";
        var end = o.Outcome?.ToString() ?? (o.Winner is { } winner ? $"{winner} first" : "-");
        _clips.Add($"| {prompt.Caption} | {seen.World}, {seen.Style} | {colors} | {o.Count?.ToString(CultureInfo.InvariantCulture) ?? "-"} | {end} | {(o.Permanent is { } stays ? stays ? "yes" : "no" : "-")} | {residual} | {Heard(seen)} |");
    }

    public void Write(string path, IReadOnlyList<(string Name, ScoreSheet Sheet)> sheets)
    {
        var text = new StringBuilder("# Quality\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Clips of {layout.Width}×{layout.Height}, {layout.Frames} frames at {layout.FramesPerSecond:G3} a second; seed {options.Seed}");
        text.Append(options.Steps is { } steps ? string.Create(CultureInfo.InvariantCulture, $", {steps} steps") : ", the model's own steps");
        text.Append(options.Guidance is { } scale ? string.Create(CultureInfo.InvariantCulture, $", guidance {scale}") : ", the model's own guidance").AppendLine(".");
        foreach (var note in _notes)
            text.AppendLine(note);
        text.AppendLine().AppendLine(ScoreTable.Render(sheets));
        foreach (var table in _tables)
            text.AppendLine(table);
        text.AppendLine(
            """
            Shares from 0 to 1, residuals in pixels, in brackets how many were measured. Analysers know only pixels and sound.
            Ceiling: true clips of the same size. Blurred ceiling: the same after a mean over 5×5 pixels. Floor: true clips against every other
            clip's prompt and sound, and for permanence and residuals with every other frame taken from another clip of the same world.
            Decoded ceiling: true clips after the checkpoint's autoencoders and vocoder, the most that a clip decoded by them can reach.
            World and style: nearest simulated training clips. Colour: share of the asked colours found (basketball: shirt and ball, each at its place).
            Count: balls, ducks, vehicles and mushrooms. Outcome: made or missed, broken or whole, crashed, stopped or passed, landed or fell.
            Permanence: all but presenter and weather; an object may be missed in one frame, and broken glass is not scored.
            Flight residual: distance of tracks from the fewest ballistic flights that explain them, per degree of freedom.
            Contact sync: seen contacts of balls, crashes and pulses of light that have an onset of sound within 80 ms; contactWithinFrame within one frame.
            Bounce residual: speed after a bounce against the material's share of the speed before, in pixels a frame.
            """);
        if (_clips.Count > 0)
        {
            text.AppendLine().AppendLine("| prompt | looks like | colours | count | outcome | permanent | residual | contacts heard |").AppendLine("|---|---|---|---|---|---|---|---|");
            foreach (var clip in _clips)
                text.AppendLine(clip);
        }
        File.WriteAllText(path, text.ToString());
    }

    private static string Heard(ClipAnalysis seen) => seen.World is WorldKind.BouncingBalls or WorldKind.Basketball or WorldKind.Vehicles or WorldKind.MushroomGarden
        ? $"{seen.Objects.Contacts.Count(c => seen.Onsets.Any(o => Math.Abs(o - c.Time) <= ScoreSheet.HeardWithin))} of {seen.Objects.Contacts.Count}"
        : "-";
}
