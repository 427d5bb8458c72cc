using SoraSharp.Quality.Prompts;
using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>
/// Recognises the style by the nearest examples in <see cref="StyleFeatures"/>, then the world by the nearest of that style in
/// <see cref="LayoutFeatures"/>, each feature weighted by how little it varies within classes. The examples are taken on simulated training clips (never on exam clips), sharp and blurred. Immutable and
/// thread-safe once fitted.
/// </summary>
internal sealed class LayoutClassifier
{
    private const int Neighbours = 3;
    private readonly List<Example> _examples = [];
    private readonly float[] _layoutWeights = new float[LayoutFeatures.Count];
    private readonly float[] _styleWeights = new float[StyleFeatures.Count];

    private LayoutClassifier()
    {
    }

    /// <summary>Renders clips of every world and style at the given size and fits the classes to them.</summary>
    public static LayoutClassifier Fit(int width, int height, double seconds, int clipsPerClass = 12)
    {
        var classifier = new LayoutClassifier();
        foreach (var world in ClipAnalyser.Worlds)
        {
            var sampler = PromptSet.Sampler(world);
            var made = Enum.GetValues<ClipStyle>().ToDictionary(s => s, _ => 0);
            for (ulong seed = 0; made.Values.Any(n => n < clipsPerClass) && seed < 100_000; seed++)
            {
                var style = sampler.SampleAttributes(seed).Style;
                if (made[style]++ >= clipsPerClass)
                    continue;
                // A few frames over the whole story are enough, and cheap.
                const int Frames = 9;
                var scene = sampler.SampleScene(seed, Frames, Frames / seconds);
                var clip = LayoutFeatures.Excerpt(new(width, height, Frames / seconds, scene.Render(width, height), [], 16000));
                foreach (var look in new[] { clip, Blur.Soften(clip) })
                    classifier._examples.Add(new(world, style, look != clip, LayoutFeatures.Of(look), StyleFeatures.Of(look)));
            }
        }
        Weigh(classifier._layoutWeights, 4, classifier._examples.GroupBy(e => (object)(e.World, e.Style)), e => e.Layout);
        // Sharp and blurred examples of a style are classes of their own.
        Weigh(classifier._styleWeights, 1, classifier._examples.GroupBy(e => (object)(e.Style, e.Blurred)), e => e.Look);
        return classifier;
    }

    /// <summary>The world and style that the clip looks like most.</summary>
    public (WorldKind World, ClipStyle Style) Classify(ClipSignal clip)
    {
        var look = StyleFeatures.Of(clip);
        var style = Nearest(_examples, e => Distance(look, e.Look, _styleWeights), e => e.Style);
        var layout = LayoutFeatures.Of(clip);
        return (Nearest(_examples.Where(e => e.Style == style), e => Distance(layout, e.Layout, _layoutWeights), e => e.World), style);
    }

    private static T Nearest<T>(IEnumerable<Example> examples, Func<Example, double> distance, Func<Example, T> of) =>
        examples
            .Select(e => (Class: of(e), Distance: distance(e)))
            .OrderBy(e => e.Distance)
            .Take(Neighbours)
            .GroupBy(e => e.Class)
            // Most of them, else the nearest.
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Min(e => e.Distance))
            .First().Key;

    private static double Distance(float[] a, float[] b, float[] weights)
    {
        double distance = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var d = a[i] - b[i];
            // Capped: one odd feature must not outvote all others.
            distance += Math.Min(9, d * d * weights[i]);
        }
        return distance;
    }

    /// <summary>Sets each feature's weight to the inverse of its mean variance within classes.</summary>
    private static void Weigh(float[] weights, double least, IEnumerable<IGrouping<object, Example>> classes, Func<Example, float[]> features)
    {
        var groups = classes.Select(g => g.Select(features).ToArray()).ToArray();
        for (var i = 0; i < weights.Length; i++)
        {
            var spread = groups.Average(g =>
            {
                var mean = g.Average(s => s[i]);
                return g.Average(s => (s[i] - mean) * (s[i] - mean));
            });
            weights[i] = (float)(1 / (spread + least));
        }
    }

    private sealed record Example(WorldKind World, ClipStyle Style, bool Blurred, float[] Layout, float[] Look);
}
