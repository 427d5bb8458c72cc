using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.DuckRace;

/// <summary>One to four ride-on ducks, each in its lane and colour, race to the finish line on the right.</summary>
internal sealed class DuckRaceWorld : IWorld
{
    public WorldKind Kind => WorldKind.DuckRace;

    public bool IsOutdoors => true;

    public IEnumerable<Phrase> Phrases => DuckRaceCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng)
    {
        var style = rng.Any<ClipStyle>();
        var count = 1 + rng.Below(4);
        return new(Kind, style, rng.Distinct<ClipColor>(Enum.GetValues<ClipColor>(), count), count, BallMaterial.None, ClipOutcome.Won, rng.Below(count));
    }

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Count is < 1 or > 4 || attributes.Colors.Count != attributes.Count || attributes.Colors.Distinct().Count() != attributes.Count)
            throw new ArgumentException($"Duck race has count {attributes.Count} and colours {string.Join(", ", attributes.Colors)}; it takes 1 to 4 ducks, each in a colour of its own.", nameof(attributes));
        if (attributes.Outcome != ClipOutcome.Won || attributes.Winner < 0 || attributes.Winner >= attributes.Count)
            throw new ArgumentException($"Duck race has outcome {attributes.Outcome} and winner {attributes.Winner}; use Won and a winner from 0 to {attributes.Count - 1}.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing)
    {
        var rng = new Rng(seed, 2);
        var racers = RaceSimulator.Run(attributes, ref rng);
        var contacts = RaceSimulator.Events(racers, timing);
        var captionRng = new Rng(seed, 3);
        var caption = DuckRaceCaptions.Write(attributes, ref captionRng);
        return new DuckRaceScene(attributes, caption, seed, timing, racers, contacts, rng.Below(3));
    }
}
