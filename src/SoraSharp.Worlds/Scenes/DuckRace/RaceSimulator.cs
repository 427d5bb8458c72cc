using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.DuckRace;

/// <summary>One duck's way. Times are story seconds.</summary>
internal sealed record Racer(double LaneY, double Scale, double FinishTime, double Surge, double BobPhase, double PaddlePeriod, double PaddlePhase, int Skin)
{
    /// <summary>From the duck's middle to the tip of its beak, unscaled.</summary>
    public const double Nose = 16;

    public double FinishX => Lake.Finish - (Nose * Scale);

    /// <summary>Place of the duck's middle: at rest, then a run whose speed swells or ebbs, then a glide.</summary>
    public double X(double story)
    {
        var start = Lake.Start;
        var run = FinishX - start;
        var u = (story - Lake.StartTime) / (FinishTime - Lake.StartTime);
        if (u <= 0)
            return start;
        if (u <= 1)
            return start + (run * (u - (Surge * Math.Sin(2 * Math.PI * u) / (2 * Math.PI))));
        // Glides on and loses its speed within a few units.
        var speed = run * (1 - Surge) / (FinishTime - Lake.StartTime);
        const double Stop = 0.16;
        return FinishX + (speed * Stop * (1 - Math.Exp(-(story - FinishTime) / Stop)));
    }

    public double Y(double story) => LaneY + (0.7 * Scale * Math.Sin((2 * Math.PI * 0.9 * story) + BobPhase));
}

/// <summary>Where things are on the water, in world units, and when the race starts.</summary>
internal static class Lake
{
    public const double Shore = 9;
    public const double Start = 17;
    public const double Finish = 108;
    public const double StartTime = 0.2;
}

/// <summary>Lays out the lanes and decides who is how fast.</summary>
internal static class RaceSimulator
{
    public static Racer[] Run(ClipAttributes attributes, ref Rng rng)
    {
        var count = attributes.Count;
        var lane = (Viewport.WorldHeight - Lake.Shore) / count;
        var scale = count switch { 1 => 1.6, 2 => 1.3, 3 => 0.98, _ => 0.76 };
        var winning = rng.Range(1.95, 2.2);
        // The others come in at clear distances, in a random order.
        var places = rng.Distinct<int>(Enumerable.Range(0, count).Where(i => i != attributes.Winner).ToArray(), count - 1);
        var times = new double[count];
        times[attributes.Winner] = winning;
        var time = winning + 0.1;
        foreach (var i in places)
            times[i] = time += rng.Range(0.25, 0.5);
        var racers = new Racer[count];
        for (var i = 0; i < count; i++)
        {
            // The duck sits in the lower part of its lane, so that its rider's head stays inside it.
            var y = Lake.Shore + (lane * (i + 0.5)) + (7.5 * scale);
            racers[i] = new(y, scale, times[i], rng.Range(-0.35, 0.35), rng.Range(0, Math.Tau), rng.Range(0.6, 0.8), rng.Range(0.05, 0.6), rng.Below(4));
        }
        return racers;
    }

    public static List<Contact> Events(Racer[] racers, SceneTiming timing)
    {
        var contacts = new List<Contact>();
        var rate = timing.StoryRate;
        var end = timing.Duration * rate;
        for (var i = 0; i < racers.Length; i++)
        {
            var racer = racers[i];
            for (var t = Lake.StartTime + racer.PaddlePhase; t < Math.Min(end, racer.FinishTime); t += racer.PaddlePeriod)
                contacts.Add(new(t / rate, racer.X(t) - (11 * racer.Scale), racer.LaneY, 0.6, ContactKind.Splash, i));
            if (racer.FinishTime < end)
                contacts.Add(new(racer.FinishTime / rate, Lake.Finish, racer.LaneY, 1, ContactKind.Finish, i));
        }
        contacts.Sort((a, b) => a.Time.CompareTo(b.Time));
        return contacts;
    }
}
