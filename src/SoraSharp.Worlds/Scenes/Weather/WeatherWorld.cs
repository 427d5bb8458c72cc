using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Weather;

/// <summary>Rain, snow or wind around a house in a named colour and two trees.</summary>
internal sealed class WeatherWorld : IWorld
{
    public WorldKind Kind => WorldKind.Weather;

    public bool IsOutdoors => true;

    public IEnumerable<Phrase> Phrases => WeatherCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng) => new(Kind, rng.Any<ClipStyle>(), [rng.Any<ClipColor>()]) { Weather = (ClipWeather)(1 + rng.Below(3)) };

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Colors.Count != 1 || attributes.Count != 1)
            throw new ArgumentException($"Weather has count {attributes.Count} and {attributes.Colors.Count} colours; it takes 1 and one, the house's.", nameof(attributes));
        if (attributes.Weather is not (ClipWeather.Rain or ClipWeather.Snow or ClipWeather.Wind))
            throw new ArgumentException($"Weather has weather {attributes.Weather}; use Rain, Snow or Wind.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing)
    {
        var rng = new Rng(seed, 2);
        var windy = attributes.Weather == ClipWeather.Wind;
        var direction = rng.Chance(0.5) ? 1 : -1;
        var gusts = new List<double>();
        if (windy)
        {
            for (var t = rng.Range(0.45, 0.9); t < timing.Duration; t += rng.Range(1.1, 1.6))
                gusts.Add(t);
        }
        var count = attributes.Weather switch { ClipWeather.Rain => 46, ClipWeather.Snow => 38, _ => 9 };
        var flakes = new Flake[count];
        for (var i = 0; i < count; i++)
        {
            // Spread evenly: a shuffled grid over the picture and a margin around it.
            flakes[i] = new(rng.Range(0, 1), (i + rng.Next()) / count, rng.Range(0.9, 1.1), rng.Range(0, Math.Tau), rng.Range(0.8, 1.2));
        }
        var sky = new Sky(attributes.Weather, direction, [.. gusts], flakes);
        var layout = new Village(rng.Range(52, 76), rng.Range(14, 22), rng.Range(106, 114), rng.Range(10.5, 13), rng.Range(10.5, 13), rng.Below(3));
        attributes = attributes with { Details = new Dictionary<string, string> { ["direction"] = windy ? direction > 0 ? "right" : "left" : "down" } };
        var captionRng = new Rng(seed, 3);
        var caption = WeatherCaptions.Write(attributes, ref captionRng);
        return new WeatherScene(attributes, caption, seed, timing, sky, layout);
    }
}

/// <summary>Where the house and the trees stand.</summary>
internal readonly record struct Village(double HouseX, double LeftTree, double RightTree, double LeftCrown, double RightCrown, int Look)
{
    public const double Ground = 64;
}

/// <summary>A drop, snowflake or leaf: its place across and along its way as shares, speed, sway and size.</summary>
internal readonly record struct Flake(double Across, double Along, double Speed, double Phase, double Size);

/// <summary>What falls and blows.</summary>
/// <param name="Weather">Rain, snow or wind.</param>
/// <param name="Direction">Where the wind blows to: 1 right, -1 left.</param>
/// <param name="Gusts">Times at which gusts are strongest.</param>
/// <param name="Flakes">Drops, flakes or leaves.</param>
internal sealed record Sky(ClipWeather Weather, int Direction, double[] Gusts, Flake[] Flakes)
{
    /// <summary>Drops fall this fast, units / s.</summary>
    private const double RainSpeed = 84;

    private const double SnowSpeed = 20;
    private const double LeafSpeed = 44;
    private const double GustWidth = 0.28;

    /// <summary>Strength of the wind, 0 to 1.</summary>
    public double Wind(double time)
    {
        var wind = 0.0;
        foreach (var gust in Gusts)
            wind = Math.Max(wind, Math.Exp(-0.5 * Math.Pow((time - gust) / GustWidth, 2)));
        return wind;
    }

    /// <summary>How far a tree's top is bent, units.</summary>
    public double Bend(double time, double phase) => Weather == ClipWeather.Wind
        ? Direction * (1.5 + (7.5 * Wind(time)) + (0.8 * Math.Sin((7 * time) + phase)))
        : 0.5 * Math.Sin((1.7 * time) + phase);

    /// <summary>Where a flake is.</summary>
    public (double X, double Y) At(Flake flake, double time)
    {
        const double Margin = 8;
        if (Weather == ClipWeather.Wind)
        {
            var span = Viewport.WorldWidth + (2 * Margin);
            var u = Wrap(flake.Along + (LeafSpeed * flake.Speed * time / span));
            var x = (u * span) - Margin;
            return (Direction > 0 ? x : Viewport.WorldWidth - x, 14 + (46 * flake.Across) + (4 * Math.Sin((3 * time) + flake.Phase)));
        }
        var height = Viewport.WorldHeight + (2 * Margin);
        var speed = Weather == ClipWeather.Rain ? RainSpeed : SnowSpeed;
        var y = (Wrap(flake.Along + (speed * flake.Speed * time / height)) * height) - Margin;
        var sway = Weather == ClipWeather.Rain ? -0.18 * y * Direction : 3 * Math.Sin((1.4 * time) + flake.Phase);
        return ((flake.Across * (Viewport.WorldWidth + 20)) - 10 + sway, y);
    }

    private static double Wrap(double u) => u - Math.Floor(u);
}
