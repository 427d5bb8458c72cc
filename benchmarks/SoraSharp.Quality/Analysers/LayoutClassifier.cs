using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>What clips are told apart by from afar.</summary>
/// <param name="World">The world.</param>
/// <param name="Style">The style.</param>
/// <param name="Weather">Rain, snow or wind; none in other worlds.</param>
/// <param name="Move">A gymnast's exercise; none in other worlds. A skater's turns are too quick to be told from three frames.</param>
internal readonly record struct LayoutClass(WorldKind World, ClipStyle Style, ClipWeather Weather, ClipMove Move)
{
    public static LayoutClass Of(ClipAttributes attributes) => new(
        attributes.World, attributes.Style, attributes.Weather, attributes.World == WorldKind.Gymnast ? attributes.Move : ClipMove.None);
}

/// <summary>
/// Recognises world and style by the three nearest examples in <see cref="LayoutFeatures"/>, each feature weighted by how little it varies
/// within classes. The examples are taken on simulated training clips (never on exam clips), sharp and blurred. Immutable and
/// thread-safe once fitted.
/// </summary>
internal sealed class LayoutClassifier
{
    private const int Neighbours = 3;

    /// <summary>How much more the numbers of the whole picture count than a cell's: they are few and tell styles apart.</summary>
    private const float GlobalWeight = 12;

    /// <summary>How much the cells count where styles of one world are told apart.</summary>
    private const double CellShare = 0.1;

    private readonly List<(LayoutClass Class, float[] Features)> _examples = [];
    private readonly float[] _weights = new float[LayoutFeatures.Count];

    private LayoutClassifier()
    {
    }

    /// <summary>Renders clips of every world and style at the given size and fits the classes to them.</summary>
    public static LayoutClassifier Fit(int width, int height, double seconds, int clipsPerClass = 8)
    {
        var classifier = new LayoutClassifier();
        var spread = new double[LayoutFeatures.Count];
        var classes = 0;
        foreach (var world in ClipAnalyser.Worlds)
        {
            var sampler = Prompts.PromptSet.Sampler(world);
            // Sharp and softened clips are told apart by much that tells styles apart: how a class varies is measured within each.
            var samples = new Dictionary<(LayoutClass Class, bool Soft), List<float[]>>();
            // More of those that look in more ways: stairs or a room, backdrops and faces, one to four mushrooms.
            var perClass = clipsPerClass * (world switch { WorldKind.BouncingBalls or WorldKind.Presenter => 4, WorldKind.MushroomGarden => 2, _ => 1 });
            var wanted = Enum.GetValues<ClipStyle>().Length * perClass * world switch { WorldKind.Weather => 3, WorldKind.Gymnast => 2, _ => 1 };
            for (ulong seed = 0, made = 0; made < (ulong)wanted && seed < 100_000; seed++)
            {
                var kind = LayoutClass.Of(sampler.SampleAttributes(seed));
                var sharp = samples.TryGetValue((kind, false), out var known) ? known : samples[(kind, false)] = [];
                var soft = samples.TryGetValue((kind, true), out known) ? known : samples[(kind, true)] = [];
                if (sharp.Count >= perClass)
                    continue;
                // A few frames over the whole story are enough, and cheap.
                const int Frames = 9;
                var scene = sampler.SampleScene(seed, Frames, Frames / seconds);
                var clip = LayoutFeatures.Excerpt(new(width, height, Frames / seconds, scene.Render(width, height), [], 16000));
                sharp.Add(LayoutFeatures.Of(clip));
                soft.Add(LayoutFeatures.Of(Blur.Soften(clip)));
                made++;
            }
            foreach (var (kind, list) in samples)
            {
                classifier.Add(kind.Class, list, spread);
                classes++;
            }
        }
        for (var i = 0; i < spread.Length; i++)
            classifier._weights[i] = (float)((i < LayoutFeatures.FirstGlobal ? 1 : GlobalWeight) / ((spread[i] / classes) + 4));
        return classifier;
    }

    /// <summary>The world and style that the clip looks like most.</summary>
    public LayoutClass Classify(ClipSignal clip)
    {
        var features = LayoutFeatures.Of(clip);
        var seen = Nearest(_examples, e => Distance(features, e.Features, 1));
        // Within a world, styles differ in how all is drawn more than in what is where.
        var style = Nearest(_examples.Where(e => e.Class.World == seen.World), e => Distance(features, e.Features, CellShare)).Style;
        // A decoder's noise in even areas hides much that tells pixel art from the others, but not its squares; without them it is the style that is as even.
        return seen with { Style = SquarePixels.In(clip) switch { true => ClipStyle.PixelArt, false when style == ClipStyle.PixelArt => ClipStyle.Flat, _ => style } };
    }

    private static LayoutClass Nearest(IEnumerable<(LayoutClass Class, float[] Features)> examples, Func<(LayoutClass Class, float[] Features), double> distance) =>
        examples
            .Select(e => (e.Class, Distance: distance(e)))
            .OrderBy(e => e.Distance)
            .Take(Neighbours)
            .GroupBy(e => e.Class)
            // Most of the three, else the nearest.
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Min(e => e.Distance))
            .First().Key;

    private double Distance(float[] a, float[] b, double cellShare)
    {
        double cells = 0, whole = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var d = a[i] - b[i];
            // Capped: one odd cell must not outvote all others.
            if (i < LayoutFeatures.FirstGlobal)
                cells += Math.Min(9, d * d * _weights[i]);
            else
                whole += Math.Min(9 * GlobalWeight, d * d * _weights[i]);
        }
        return (cellShare * cells) + whole;
    }

    private void Add(LayoutClass kind, List<float[]> samples, double[] spread)
    {
        for (var i = 0; i < spread.Length; i++)
        {
            var mean = samples.Average(s => s[i]);
            spread[i] += samples.Average(s => (s[i] - mean) * (s[i] - mean));
        }
        _examples.AddRange(samples.Select(s => (kind, s)));
    }
}
