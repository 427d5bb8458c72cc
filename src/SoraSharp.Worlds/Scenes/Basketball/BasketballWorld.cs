using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Basketball;

/// <summary>A player in a coloured shirt shoots a coloured ball at a hoop.</summary>
internal sealed class BasketballWorld : IViolableWorld
{
    private static readonly ClipOutcome[] Outcomes =
        [ClipOutcome.Made, ClipOutcome.MissedOffBackboard, ClipOutcome.MissedOffRim, ClipOutcome.AirBall];

    public WorldKind Kind => WorldKind.Basketball;

    public IEnumerable<Phrase> Phrases => BasketballCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng)
    {
        var style = rng.Any<ClipStyle>();
        var outcome = rng.Pick<ClipOutcome>(Outcomes);
        var colors = rng.Distinct<ClipColor>(Enum.GetValues<ClipColor>(), 2);
        // Half of the balls are orange, as people expect of a basketball.
        if (colors[0] != ClipColor.Orange && rng.Chance(0.35))
            colors[1] = ClipColor.Orange;
        return new(Kind, style, colors, 1, BallMaterial.None, outcome);
    }

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Colors.Count != 2)
            throw new ArgumentException($"Basketball has {attributes.Colors.Count} colours; it takes two, the shirt's and the ball's.", nameof(attributes));
        if (attributes.Count != 1)
            throw new ArgumentException($"Basketball has count {attributes.Count}; it takes 1.", nameof(attributes));
        if (!Outcomes.Contains(attributes.Outcome))
            throw new ArgumentException($"Basketball has outcome {attributes.Outcome}; use {string.Join(", ", Outcomes)}.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing) => Play(attributes, seed, timing, null);

    public SimulatedScene? SimulateViolating(ClipAttributes attributes, ViolationPlan plan, ulong seed, SceneTiming timing)
    {
        var violation = new ShotViolation(plan);
        var scene = Play(attributes, seed, timing, violation);
        return violation.IsInTime(timing) ? scene : null;
    }

    /// <summary>The lawful shot of the seed; with a violation the same shot is played again, and goes wrong on its way.</summary>
    private static BasketballScene Play(ClipAttributes attributes, ulong seed, SceneTiming timing, ShotViolation? violation)
    {
        var rng = new Rng(seed, 2);
        var look = new PlayerLook(rng.Range(15, 23), rng.Below(4), rng.Below(4), rng.Below(4));
        var shot = ShotSimulator.Find(attributes.Outcome, look.X, ref rng, timing);
        var captionRng = new Rng(seed, 3);
        var caption = BasketballCaptions.Write(attributes, shot.Clean, ref captionRng);
        if (violation is not null)
            shot = ShotSimulator.Play(look.X, shot.Aim, timing, violation);
        return new BasketballScene(attributes, caption, seed, timing, look, shot, violation);
    }
}

/// <summary>What the captions do not name.</summary>
internal readonly record struct PlayerLook(double X, int Skin, int Hair, int Gym);
