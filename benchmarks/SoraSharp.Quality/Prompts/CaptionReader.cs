using SoraSharp.Worlds;

namespace SoraSharp.Quality.Prompts;

/// <summary>Reads from a caption's words what it asks for.</summary>
internal static class CaptionReader
{
    private static readonly Dictionary<string, ClipColor> Colors = Enum.GetValues<ClipColor>().ToDictionary(c => c.ToString().ToLowerInvariant());

    private static readonly string[] Counts = ["one", "two", "three", "four"];

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
        var named = words.Index().Where(w => Colors.ContainsKey(w.Item) && !IsBefore(words, w.Index, "light")).Select(w => (At: w.Index, Color: Colors[w.Item])).ToArray();
        if (named.Length == 0)
            throw new FormatException($"The prompt \"{caption}\" names no colour; name one of {string.Join(", ", Colors.Keys)}.");
        return new(caption, world switch
        {
            WorldKind.BouncingBalls => Balls(words, style, named),
            WorldKind.Basketball => Basketball(words, style, named),
            WorldKind.DuckRace => Ducks(words, style, named),
            WorldKind.Vehicles => Vehicles(words, style, named),
            WorldKind.MushroomGarden => new(world, style, [named[0].Color], Count(words)),
            WorldKind.Weather => new(world, style, [named[0].Color]) { Weather = Weather(words) },
            WorldKind.Gymnast => new(world, style, [named[0].Color], 1, BallMaterial.None, Landing(words))
            {
                Move = words.Contains("somersault") ? ClipMove.Somersault : ClipMove.Vault,
            },
            WorldKind.Skater => new(world, style, [named[0].Color], 1, BallMaterial.None, Landing(words))
            {
                Move = words.Contains("triple") ? ClipMove.TripleAxel : words.Contains("double") ? ClipMove.DoubleAxel : ClipMove.SingleAxel,
            },
            _ => new(WorldKind.Presenter, style, [named[0].Color]),
        });
    }

    private static WorldKind World(string[] words) =>
        words.Any(w => w is "duck" or "ducks") ? WorldKind.DuckRace
        : words.Any(w => w is "mushroom" or "mushrooms") ? WorldKind.MushroomGarden
        : words.Contains("gymnast") ? WorldKind.Gymnast
        : words.Any(w => w is "skater" or "axel") ? WorldKind.Skater
        : words.Any(w => w is "car" or "cars" or "truck" or "trucks" or "vehicle" or "vehicles") ? WorldKind.Vehicles
        : words.Contains("house") ? WorldKind.Weather
        : words.Any(w => w is "basketball" or "hoop" or "basket" or "backboard" or "rim" or "shoots" or "throws") ? WorldKind.Basketball
        : words.Any(w => w is "ball" or "balls") ? WorldKind.BouncingBalls
        : WorldKind.Presenter;

    /// <summary>Whether a word comes right before another: a "red light" is no red thing, "two shots" are not two things.</summary>
    private static bool IsBefore(string[] words, int index, string next) => index + 1 < words.Length && words[index + 1] == next;

    private static int Count(string[] words)
    {
        var named = words.Index().Where(w => Counts.Contains(w.Item) && !IsBefore(words, w.Index, "shots")).Select(w => w.Item).FirstOrDefault();
        return named is null ? 1 : Array.IndexOf(Counts, named) + 1;
    }

    private static ClipWeather Weather(string[] words) =>
        words.Any(w => w is "rain" or "rains") ? ClipWeather.Rain
        // Snow often comes with a soft wind.
        : words.Any(w => w is "snow" or "snows") ? ClipWeather.Snow
        : ClipWeather.Wind;

    private static ClipOutcome Landing(string[] words) =>
        words.Any(w => w is "fall" or "falls" or "stumbles" or "fell") ? ClipOutcome.Fell : ClipOutcome.Landed;

    private static ClipAttributes Vehicles(string[] words, ClipStyle style, (int At, ClipColor Color)[] named)
    {
        var colors = named.Select(n => n.Color).Distinct().ToArray();
        var outcome = words.Any(w => w is "crash" or "crashes" or "collide" or "collides" or "hits" or "into") ? ClipOutcome.Crashed
            : words.Any(w => w is "brakes" or "braking" or "stops" or "stopping" or "brake" or "stop") ? ClipOutcome.Stopped
            : ClipOutcome.DrovePast;
        return new(WorldKind.Vehicles, style, colors, colors.Length, BallMaterial.None, outcome);
    }

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
