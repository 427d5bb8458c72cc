using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>How the presenter looks; indices into the name lists.</summary>
internal readonly record struct Face(bool Woman, int Skin, int Hair, HairStyle HairStyle, bool Beard, bool Glasses, Backdrop Backdrop, double Sway, double SwayPhase);

internal enum HairStyle
{
    Short,
    Long,
    Curly,
    Bald,
}

internal enum Backdrop
{
    Wall,
    Bookshelf,
    Window,
    Curtain,
}

/// <summary>A person who speaks to the camera: face, mouth in time with the voice, blinks.</summary>
internal sealed class PresenterWorld : IWorld
{
    public WorldKind Kind => WorldKind.Presenter;

    public IEnumerable<Phrase> Phrases => PresenterCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng) =>
        new(Kind, rng.Any<ClipStyle>(), [(ClipColor)rng.Below(8)]);

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Colors.Count != 1 || attributes.Count != 1)
            throw new ArgumentException($"Presenter has count {attributes.Count} and {attributes.Colors.Count} colours; it takes 1 and one, the shirt's.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing)
    {
        var rng = new Rng(seed, 2);
        var woman = rng.Chance(0.5);
        var style = woman
            ? (HairStyle)rng.Weighted([0.25, 0.5, 0.25, 0])
            : (HairStyle)rng.Weighted([0.55, 0, 0.25, 0.2]);
        var face = new Face(
            woman, rng.Below(4), rng.Below(People.HairNames.Count), style, !woman && rng.Chance(0.3), rng.Chance(0.2),
            (Backdrop)rng.Below(4), rng.Range(0.8, 1.8), rng.Range(0, Math.Tau));
        var speech = Speech.Generate(woman, timing.Duration, ref rng);
        var blinks = new List<double>();
        for (var t = rng.Range(0.4, 1.4); t < timing.Duration; t += rng.Range(1.1, 2.2))
            blinks.Add(t);
        attributes = attributes with
        {
            Details = new Dictionary<string, string>
            {
                ["person"] = woman ? "woman" : "man",
                ["skin"] = People.SkinNames[face.Skin],
                ["hair"] = style.ToString().ToLowerInvariant(),
                ["hair color"] = People.HairNames[face.Hair],
                ["beard"] = face.Beard ? "yes" : "no",
                ["glasses"] = face.Glasses ? "yes" : "no",
                ["backdrop"] = face.Backdrop.ToString().ToLowerInvariant(),
            },
        };
        var captionRng = new Rng(seed, 3);
        var caption = PresenterCaptions.Write(attributes, face, ref captionRng);
        return new PresenterScene(attributes, caption, seed, timing, face, speech, [.. blinks]);
    }
}
