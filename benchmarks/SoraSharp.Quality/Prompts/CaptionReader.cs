using SoraSharp.Worlds;

namespace SoraSharp.Quality.Prompts;

/// <summary>Reads from a caption's words what it asks for.</summary>
internal static class CaptionReader
{
    private static readonly Dictionary<string, ClipColor> Colors = Enum.GetValues<ClipColor>().ToDictionary(c => c.ToString().ToLowerInvariant());

    /// <summary>Reads a caption.</summary>
    /// <exception cref="FormatException">It names no style, or a world's main object without a colour.</exception>
    public static ExpectedClip Read(string caption)
    {
        var words = caption.ToLowerInvariant().Split([' ', ',', '.', ';', '-', '"', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var style = words.Contains("pencil") ? ClipStyle.PencilSketch
            : words.Contains("neon") ? ClipStyle.Neon
            : words.Contains("cinematic") ? ClipStyle.Cinematic
            : words.Any(w => w is "watercolor" or "watercolour") ? ClipStyle.Watercolor
            : words.Contains("pixel") ? ClipStyle.PixelArt
            : words.Contains("flat") ? ClipStyle.Flat
            : throw new FormatException($"The prompt \"{caption}\" names no style; add \"flat\", \"pencil sketch\", \"neon\", \"cinematic\", \"watercolor\" or \"pixel art\".");
        var world = World(words);
        var named = words.Index().Where(w => Colors.ContainsKey(w.Item)).Select(w => (At: w.Index, Color: Colors[w.Item])).ToArray();
        if (named.Length == 0)
            throw new FormatException($"The prompt \"{caption}\" names no colour; name one of {string.Join(", ", Colors.Keys)}.");
        return new(caption, world switch
        {
            WorldKind.BouncingBalls => Balls(words, style, named),
            WorldKind.Basketball => Basketball(words, style, named),
            WorldKind.DuckRace => Ducks(words, style, named),
            _ => new(WorldKind.Presenter, style, [named[0].Color]),
        });
    }

    private static WorldKind World(string[] words) =>
        words.Any(w => w is "duck" or "ducks") ? WorldKind.DuckRace
        : words.Any(w => w is "basketball" or "hoop" or "basket" or "backboard" or "rim" or "shoots" or "throws") ? WorldKind.Basketball
        : words.Any(w => w is "ball" or "balls") ? WorldKind.BouncingBalls
        : WorldKind.Presenter;

    private static ClipAttributes Balls(string[] words, ClipStyle style, (int At, ClipColor Color)[] named)
    {
        var colors = named.Select(n => n.Color).Distinct().ToArray();
        var material = words.Contains("beach") ? BallMaterial.BeachBall
            : words.Any(w => w is "steel" or "metal") ? BallMaterial.Steel
            : words.Contains("glass") ? BallMaterial.Glass
            : BallMaterial.Rubber;
        return new(WorldKind.BouncingBalls, style, colors, colors.Length, material, material == BallMaterial.Glass ? ClipOutcome.Shattered : ClipOutcome.None);
    }

    private static ClipAttributes Basketball(string[] words, ClipStyle style, (int At, ClipColor Color)[] named)
    {
        // The ball's colour stands before "ball" or "basketball"; unsaid, it is orange. The other colour is the shirt's.
        var ball = named.Where(n => n.At + 1 < words.Length && words[n.At + 1] is "ball" or "basketball").ToArray();
        var shirt = named.Where(n => !ball.Contains(n)).ToArray();
        if (shirt.Length == 0)
            throw new FormatException($"The prompt \"{string.Join(' ', words)}\" names no shirt's colour; say \"in a red shirt\".");
        return new(WorldKind.Basketball, style, [shirt[0].Color, ball.Length > 0 ? ball[0].Color : ClipColor.Orange], 1, BallMaterial.None, Outcome(words));
    }

    private static ClipOutcome Outcome(string[] words)
    {
        if (words.Contains("backboard"))
            return ClipOutcome.MissedOffBackboard;
        if (words.Any(w => w is "short") || words.Zip(words.Skip(1)).Contains(("air", "ball")))
            return ClipOutcome.AirBall;
        return words.Any(w => w is "miss" or "misses" or "missed") || words.Contains("rim") ? ClipOutcome.MissedOffRim : ClipOutcome.Made;
    }

    private static ClipAttributes Ducks(string[] words, ClipStyle style, (int At, ClipColor Color)[] named)
    {
        var colors = named.Select(n => n.Color).Distinct().ToArray();
        // The winner is named again, before "wins" or after "won by": the last colour of all.
        var winner = Array.IndexOf(colors, named[^1].Color);
        return new(WorldKind.DuckRace, style, colors, colors.Length, BallMaterial.None, ClipOutcome.Won, winner);
    }
}
