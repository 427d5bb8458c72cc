using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Vehicles;

/// <summary>One or two cars or trucks that drive past, brake or collide.</summary>
internal sealed class VehiclesWorld : IViolableWorld
{
    public WorldKind Kind => WorldKind.Vehicles;

    public bool IsOutdoors => true;

    public IEnumerable<Phrase> Phrases => VehiclesCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng)
    {
        var style = rng.Any<ClipStyle>();
        var count = 1 + rng.Weighted([0.45, 0.55]);
        var outcome = count == 1
            ? rng.Pick<ClipOutcome>([ClipOutcome.DrovePast, ClipOutcome.Stopped])
            : rng.Pick<ClipOutcome>([ClipOutcome.DrovePast, ClipOutcome.Stopped, ClipOutcome.Crashed, ClipOutcome.Crashed]);
        return new(Kind, style, rng.Distinct<ClipColor>(Enum.GetValues<ClipColor>(), count), count, BallMaterial.None, outcome);
    }

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Count is < 1 or > 2 || attributes.Colors.Count != attributes.Count)
            throw new ArgumentException($"Vehicles has count {attributes.Count} and {attributes.Colors.Count} colours; it takes 1 or 2 vehicles with a colour each.", nameof(attributes));
        if (attributes.Outcome is not (ClipOutcome.DrovePast or ClipOutcome.Stopped or ClipOutcome.Crashed))
            throw new ArgumentException($"Vehicles has outcome {attributes.Outcome}; use DrovePast, Stopped or Crashed.", nameof(attributes));
        if (attributes.Outcome == ClipOutcome.Crashed && attributes.Count != 2)
            throw new ArgumentException($"Vehicles has count {attributes.Count} and outcome Crashed; a crash takes 2.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing) => Play(attributes, seed, timing, null);

    public SimulatedScene? SimulateViolating(ClipAttributes attributes, ViolationPlan plan, ulong seed, SceneTiming timing)
    {
        if (plan.Kind is ClipViolation.PassThrough or ClipViolation.WrongBounce && attributes.Outcome != ClipOutcome.Crashed)
            throw new ArgumentException($"Vehicles with outcome {attributes.Outcome} know no {plan.Kind}: nothing is hit; use Crashed.", nameof(attributes));
        var rng = new Rng(seed, 9);
        var violation = new TrafficViolation(plan, rng.Below(attributes.Count));
        var scene = Play(attributes, seed, timing, violation);
        return violation.IsInTime(timing) ? scene : null;
    }

    private static VehiclesScene Play(ClipAttributes attributes, ulong seed, SceneTiming timing, TrafficViolation? violation)
    {
        var rng = new Rng(seed, 2);
        var left = rng.Chance(0.5);
        var trucks = new bool[attributes.Count];
        // At most one truck: two would not fit on the road.
        if (rng.Chance(0.4))
            trucks[rng.Below(trucks.Length)] = true;
        var story = attributes.Outcome switch
        {
            ClipOutcome.DrovePast => TrafficStory.Drive,
            ClipOutcome.Stopped => attributes.Count == 1 ? TrafficStory.Brake : TrafficStory.BrakeBehind,
            _ => rng.Chance(0.5) ? TrafficStory.HeadOn : TrafficStory.RearEnd,
        };
        var look = rng.Below(Road.Looks);
        var traffic = new TrafficSimulator(story, trucks, timing, ref rng, violation).Play();
        var details = new Dictionary<string, string>
        {
            ["direction"] = left ? "left" : "right",
            ["story"] = story.ToString(),
        };
        for (var i = 0; i < trucks.Length; i++)
            details[$"vehicle{i}"] = trucks[i] ? "truck" : "car";
        attributes = attributes with { Details = details };
        var captionRng = new Rng(seed, 3);
        var caption = VehiclesCaptions.Write(attributes, story, trucks, left, ref captionRng);
        return new VehiclesScene(attributes, caption, seed, timing, traffic, left, look, violation);
    }
}
