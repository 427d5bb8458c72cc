using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Skater;

/// <summary>A skater jumps a single, double or triple axel, and lands or falls.</summary>
internal sealed class SkaterWorld : IWorld
{
    public WorldKind Kind => WorldKind.Skater;

    public IEnumerable<Phrase> Phrases => SkaterCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng)
    {
        var style = rng.Any<ClipStyle>();
        var outcome = rng.Chance(0.6) ? ClipOutcome.Landed : ClipOutcome.Fell;
        return new(Kind, style, [rng.Any<ClipColor>()], 1, BallMaterial.None, outcome) { Move = ClipMove.SingleAxel + rng.Below(3) };
    }

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Colors.Count != 1 || attributes.Count != 1)
            throw new ArgumentException($"Skater has count {attributes.Count} and {attributes.Colors.Count} colours; it takes 1 and one, the dress's.", nameof(attributes));
        if (attributes.Move is not (ClipMove.SingleAxel or ClipMove.DoubleAxel or ClipMove.TripleAxel))
            throw new ArgumentException($"Skater has move {attributes.Move}; use SingleAxel, DoubleAxel or TripleAxel.", nameof(attributes));
        if (attributes.Outcome is not (ClipOutcome.Landed or ClipOutcome.Fell))
            throw new ArgumentException($"Skater has outcome {attributes.Outcome}; use Landed or Fell.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing)
    {
        var rng = new Rng(seed, 2);
        var left = rng.Chance(0.5);
        var look = new FigureLook(attributes.Colors[0], true, rng.Below(People.SkinNames.Count), rng.Below(4), new(250, 250, 250));
        var rink = rng.Below(SkaterScene.Rinks);
        var motion = new SkaterMotion(attributes.Move, attributes.Outcome == ClipOutcome.Fell, timing.Duration, ref rng);
        attributes = attributes with { Details = new Dictionary<string, string> { ["direction"] = left ? "left" : "right" } };
        var captionRng = new Rng(seed, 3);
        var caption = SkaterCaptions.Write(attributes, ref captionRng);
        return new SkaterScene(attributes, caption, seed, timing, motion, look, left, rink);
    }
}
