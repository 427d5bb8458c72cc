using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes;

/// <summary>One simulated world. Implementations hold no state, so they are thread-safe.</summary>
internal interface IWorld
{
    WorldKind Kind { get; }

    /// <summary>Whether it can be day or night there.</summary>
    bool IsOutdoors => false;

    /// <summary>All grammar this world's captions use, for the vocabulary.</summary>
    IEnumerable<Phrase> Phrases { get; }

    /// <summary>Draws what is this world's own of a clip's attributes, each value of each about as likely.</summary>
    ClipAttributes Sample(ref Rng rng);

    /// <summary>Throws where <paramref name="attributes"/> do not fit this world.</summary>
    /// <exception cref="ArgumentException">With the value and what is allowed.</exception>
    void Check(ClipAttributes attributes);

    /// <summary>Plays the scene through. Same arguments, same scene.</summary>
    SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing);
}

/// <summary>When the frames of a scene are.</summary>
internal readonly record struct SceneTiming(int Frames, double FramesPerSecond)
{
    /// <summary>Stories (a shot, a race) take this many seconds; they run faster in shorter clips, and slower in longer ones, to fill them.</summary>
    public const double StorySeconds = 2.75;

    /// <summary>How slow a story may run; still longer clips end in rest.</summary>
    private const double Slowest = 0.6;

    public double Duration => Frames / FramesPerSecond;

    /// <summary>Story seconds a clip second.</summary>
    public double StoryRate => Math.Max(Slowest, StorySeconds / Duration);

    /// <summary>The same for what need not come to an end: never faster than life.</summary>
    public double MotionRate => Math.Min(1, StoryRate);
}

/// <summary>The registered worlds, by <see cref="WorldKind"/>.</summary>
internal static class WorldRegistry
{
    public static IReadOnlyList<IWorld> Worlds { get; } =
        [new Balls.BallsWorld(), new Basketball.BasketballWorld(), new DuckRace.DuckRaceWorld(), new Presenter.PresenterWorld(), new Vehicles.VehiclesWorld(),
            new MushroomGarden.MushroomGardenWorld(), new Weather.WeatherWorld(), new Gymnast.GymnastWorld(), new Skater.SkaterWorld()];

    public static IWorld Of(WorldKind kind) => Worlds[(int)kind];
}
