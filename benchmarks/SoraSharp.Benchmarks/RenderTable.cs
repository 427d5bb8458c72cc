using System.Diagnostics;
using System.Globalization;
using SoraSharp.Worlds;

namespace SoraSharp.Benchmarks;

/// <summary>Clips a second that one core renders, a row a world and a column a style: 128×80, 33 frames, a still camera, scenes played beforehand.</summary>
internal static class RenderTable
{
    private const int Scenes = 8, Width = 128, Height = 80, Frames = 33;
    private const double Seconds = 0.5;

    public static int Run()
    {
        ClipStyle[] styles = Enum.GetValues<ClipStyle>();
        Console.WriteLine($"| | {string.Join(" | ", styles)} |\n|---|{string.Concat(styles.Select(_ => "--:|"))}");
        foreach (WorldKind world in Enum.GetValues<WorldKind>())
            Console.WriteLine($"| {world} | {string.Join(" | ", styles.Select(style => Speed(world, style).ToString("F0", CultureInfo.InvariantCulture)))} |");
        return 0;
    }

    private static double Speed(WorldKind world, ClipStyle style)
    {
        WorldSampler sampler = new(new Dictionary<WorldKind, double> { [world] = 1 }, ShootingWeights.Still);
        SimulatedScene[] scenes = [.. Enumerable.Range(0, 10_000).Select(i => (ulong)i).Where(seed => sampler.SampleAttributes(seed).Style == style).Take(Scenes).Select(seed => sampler.SampleScene(seed, Frames))];
        byte[] frames = new byte[Frames * Height * Width * 3];
        // The first rounds compile what is drawn.
        Rounds(Seconds);
        return Rounds(Seconds);

        double Rounds(double least)
        {
            Stopwatch clock = Stopwatch.StartNew();
            int clips = 0;
            while (clock.Elapsed.TotalSeconds < least)
            {
                foreach (SimulatedScene scene in scenes) scene.RenderTo(frames, Width, Height);
                clips += scenes.Length;
            }

            return clips / clock.Elapsed.TotalSeconds;
        }
    }
}
