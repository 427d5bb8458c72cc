using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using SoraSharp;

namespace Generate;

/// <summary>A picture that the video is to show: <c>FILE[@SECONDS[:STRENGTH]]</c>, where SECONDS may be <c>end</c>.</summary>
internal sealed partial record ImageChoice(string File, VideoPosition At, double Strength)
{
    /// <summary>The repeatable option's values; what is wrong is told to the command line.</summary>
    public static ImageChoice[] Parse(ArgumentResult result) => [.. result.Tokens.Select(token => Parse(token.Value, result))];

    private static ImageChoice Parse(string text, ArgumentResult result)
    {
        // File names may hold an @ too: only what looks like a moment after the last one is taken for it.
        Match match = Moment().Match(text);
        if (!match.Success) return new(text, VideoPosition.Start, 1);

        string moment = match.Groups["at"].Value, strength = match.Groups["strength"].Value;
        double seconds = 0, kept = 1;
        if (moment != "end" && !double.TryParse(moment, CultureInfo.InvariantCulture, out seconds)) Wrong($"{moment} is no number of seconds");
        if (!double.IsFinite(seconds) || Math.Abs(seconds) > TimeSpan.MaxValue.TotalSeconds) Wrong($"{moment} seconds is no time");
        if (strength.Length > 0 && !double.TryParse(strength, CultureInfo.InvariantCulture, out kept)) Wrong($"{strength} is no strength");
        VideoPosition at = moment == "end" ? VideoPosition.End : result.Errors.Any() ? VideoPosition.Start : TimeSpan.FromSeconds(seconds);
        return new(match.Groups["file"].Value, at, kept);

        void Wrong(string problem) => result.AddError($"--image is {text}: {problem}; it is FILE[@SECONDS[:STRENGTH]], for example first.png or last.png@end:0.8.");
    }

    [GeneratedRegex("^(?<file>.+)@(?<at>end|[-+.0-9][^@:]*)(:(?<strength>[^@:]*))?$")]
    private static partial Regex Moment();
}
