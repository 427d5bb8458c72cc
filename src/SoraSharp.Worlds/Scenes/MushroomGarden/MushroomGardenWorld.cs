using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.MushroomGarden;

/// <summary>One to four glowing mushrooms of one colour in a dark garden: light that pulses, spores that drift.</summary>
internal sealed class MushroomGardenWorld : IWorld
{
    /// <summary>Where the mushrooms stand, world units.</summary>
    public const double Ground = 69;

    private const int Spores = 14;

    public WorldKind Kind => WorldKind.MushroomGarden;

    public IEnumerable<Phrase> Phrases => MushroomGardenCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng) => new(Kind, rng.Any<ClipStyle>(), [rng.Any<ClipColor>()], 1 + rng.Below(4));

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Count is < 1 or > 4)
            throw new ArgumentException($"Mushroom garden has count {attributes.Count}; it takes 1 to 4 mushrooms.", nameof(attributes));
        if (attributes.Colors.Count != 1)
            throw new ArgumentException($"Mushroom garden has {attributes.Colors.Count} colours; it takes one, that of all caps.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing)
    {
        var rng = new Rng(seed, 2);
        var count = attributes.Count;
        var size = count switch { 1 => 20, 2 => 17, 3 => 14, _ => 11.5 };
        var mushrooms = new Mushroom[count];
        var slot = Rendering.Viewport.WorldWidth / (double)count;
        for (var i = 0; i < count; i++)
        {
            var radius = size * rng.Range(0.9, 1.05);
            var room = Math.Max(0, (slot / 2) - radius - 3);
            mushrooms[i] = new((slot * (i + 0.5)) + rng.Range(-Math.Min(room, 14), Math.Min(room, 14)), radius, (radius * rng.Range(0.75, 1.05)) + 6);
        }
        // One pulse for all: the beat is even, two to four in a clip of usual length.
        var pulses = new List<double>();
        var period = rng.Range(0.95, 1.4);
        for (var t = rng.Range(0.25, 0.7); t < timing.Duration; t += period)
            pulses.Add(t);
        var spores = new Spore[Spores];
        for (var i = 0; i < Spores; i++)
            spores[i] = new(rng.Range(4, 124), rng.Range(0, 1), rng.Range(7, 12), rng.Range(1.4, 2.1), rng.Range(3, 6), rng.Range(0, Math.Tau));
        var captionRng = new Rng(seed, 3);
        var caption = MushroomGardenCaptions.Write(attributes, ref captionRng);
        return new MushroomGardenScene(attributes, caption, seed, timing, mushrooms, spores, [.. pulses]);
    }
}

/// <summary>A mushroom: its place, the radius of its cap and the height of its stem.</summary>
internal readonly record struct Mushroom(double X, double Radius, double Stem)
{
    /// <summary>The lower edge of the cap.</summary>
    public double CapY => MushroomGardenWorld.Ground - Stem;
}

/// <summary>A spore that rises through the picture and sways; <paramref name="Start"/> is its share of the way at the clip's start.</summary>
internal readonly record struct Spore(double X, double Start, double Speed, double Radius, double Sway, double Phase)
{
    private const double Way = 64;

    /// <summary>Where it is; it fades in at the ground and out at the top.</summary>
    public (double X, double Y, double Radius) At(double time)
    {
        var u = Start + (Speed * time / Way);
        u -= Math.Floor(u);
        return (X + (Sway * Math.Sin((1.3 * time) + Phase)), MushroomGardenWorld.Ground - 2 - (Way * u), Radius * Math.Sqrt(Math.Sin(Math.PI * u)));
    }
}
