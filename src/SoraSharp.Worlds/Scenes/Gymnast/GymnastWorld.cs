using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Gymnast;

/// <summary>A gymnast turns a somersault or vaults over a table, and lands or falls.</summary>
internal sealed class GymnastWorld : IWorld
{
    public WorldKind Kind => WorldKind.Gymnast;

    public IEnumerable<Phrase> Phrases => GymnastCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng)
    {
        var style = rng.Any<ClipStyle>();
        var outcome = rng.Chance(0.5) ? ClipOutcome.Landed : ClipOutcome.Fell;
        return new(Kind, style, [rng.Any<ClipColor>()], 1, BallMaterial.None, outcome) { Move = rng.Chance(0.5) ? ClipMove.Somersault : ClipMove.Vault };
    }

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Colors.Count != 1 || attributes.Count != 1)
            throw new ArgumentException($"Gymnast has count {attributes.Count} and {attributes.Colors.Count} colours; it takes 1 and one, the suit's.", nameof(attributes));
        if (attributes.Move is not (ClipMove.Somersault or ClipMove.Vault))
            throw new ArgumentException($"Gymnast has move {attributes.Move}; use Somersault or Vault.", nameof(attributes));
        if (attributes.Outcome is not (ClipOutcome.Landed or ClipOutcome.Fell))
            throw new ArgumentException($"Gymnast has outcome {attributes.Outcome}; use Landed or Fell.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing)
    {
        var rng = new Rng(seed, 2);
        var left = rng.Chance(0.5);
        var look = new FigureLook(attributes.Colors[0], false, rng.Below(People.SkinNames.Count), rng.Below(4), new(245, 245, 245));
        var hall = rng.Below(GymnastScene.Halls);
        var motion = new GymnastMotion(attributes.Move, attributes.Outcome == ClipOutcome.Fell, timing.Duration, ref rng);
        attributes = attributes with { Details = new Dictionary<string, string> { ["direction"] = left ? "left" : "right" } };
        var captionRng = new Rng(seed, 3);
        var caption = GymnastCaptions.Write(attributes, ref captionRng);
        return new GymnastScene(attributes, caption, seed, timing, motion, look, left, hall);
    }
}
