using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>
/// Recognises world and style by the three nearest examples in <see cref="LayoutFeatures"/>, each feature weighted by how little it varies
/// within classes. The examples are taken on simulated training clips (never on exam clips), sharp and blurred. Immutable and
/// thread-safe once fitted.
/// </summary>
internal sealed class LayoutClassifier
{
    private const int Neighbours = 3;
    private readonly List<(WorldKind World, ClipStyle Style, float[] Features)> _examples = [];
    private readonly float[] _weights = new float[LayoutFeatures.Count];

    private LayoutClassifier()
    {
    }

    /// <summary>Renders clips of every world and style at the given size and fits the classes to them.</summary>
    public static LayoutClassifier Fit(int width, int height, double seconds, int clipsPerClass = 12)
    {
        var classifier = new LayoutClassifier();
        var spread = new double[LayoutFeatures.Count];
        var classes = 0;
        foreach (var world in ClipAnalyser.Worlds)
        {
            var sampler = new WorldSampler(new Dictionary<WorldKind, double> { [world] = 1 }, ShootingWeights.Still);
            var samples = new Dictionary<ClipStyle, List<float[]>>();
            var wanted = Enum.GetValues<ClipStyle>().Length * clipsPerClass;
            for (ulong seed = 0, made = 0; made < (ulong)wanted && seed < 100_000; seed++)
            {
                var style = sampler.SampleAttributes(seed).Style;
                var list = samples.TryGetValue(style, out var known) ? known : samples[style] = [];
                if (list.Count >= 2 * clipsPerClass)
                    continue;
                // A few frames over the whole story are enough, and cheap.
                const int Frames = 9;
                var scene = sampler.SampleScene(seed, Frames, Frames / seconds);
                var clip = LayoutFeatures.Excerpt(new(width, height, Frames / seconds, scene.Render(width, height), [], 16000));
                list.Add(LayoutFeatures.Of(clip));
                list.Add(LayoutFeatures.Of(Blur.Soften(clip)));
                made++;
            }
            foreach (var (style, list) in samples)
            {
                classifier.Add(world, style, list, spread);
                classes++;
            }
        }
        for (var i = 0; i < spread.Length; i++)
            classifier._weights[i] = (float)(1 / ((spread[i] / classes) + 4));
        return classifier;
    }

    /// <summary>The world and style that the clip looks like most.</summary>
    public (WorldKind World, ClipStyle Style) Classify(ClipSignal clip)
    {
        var features = LayoutFeatures.Of(clip);
        return _examples
            .Select(e => (e.World, e.Style, Distance: Distance(features, e.Features)))
            .OrderBy(e => e.Distance)
            .Take(Neighbours)
            .GroupBy(e => (e.World, e.Style))
            // Most of the three, else the nearest.
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Min(e => e.Distance))
            .First().Key;
    }

    private double Distance(float[] a, float[] b)
    {
        double distance = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var d = a[i] - b[i];
            // Capped: one odd cell must not outvote all others.
            distance += Math.Min(9, d * d * _weights[i]);
        }
        return distance;
    }

    private void Add(WorldKind world, ClipStyle style, List<float[]> samples, double[] spread)
    {
        for (var i = 0; i < spread.Length; i++)
        {
            var mean = samples.Average(s => s[i]);
            spread[i] += samples.Average(s => (s[i] - mean) * (s[i] - mean));
        }
        _examples.AddRange(samples.Select(s => (world, style, s)));
    }
}
