using SoraSharp.Quality.Analysers;
using SoraSharp.Worlds;

namespace SoraSharp.Quality.Scoring;

/// <summary>How clips are made and measured.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Frames">Frames; 8k+1.</param>
/// <param name="FramesPerSecond">Frames a second.</param>
internal readonly record struct ClipLayout(int Width, int Height, int Frames, double FramesPerSecond)
{
    public double Duration => Frames / FramesPerSecond;
}

/// <summary>
/// The scores of true clips: as they are (the ceiling), and wrongly paired (the floor: another clip's prompt, another clip's sound, and for
/// motion every other frame from another clip of the same world).
/// </summary>
internal sealed class SimulatedScores(ClipAnalyser analyser, ClipLayout layout)
{
    private const int SampleRate = 16000;

    public ScoreSheet Ceiling { get; } = new();

    public ScoreSheet Floor { get; } = new();

    /// <summary>Seconds spent in the analysers, and clips analysed.</summary>
    public Mean Seconds { get; } = new();

    /// <summary>Renders and scores all scenes.</summary>
    /// <param name="scenes">The clips.</param>
    /// <param name="change">What is done to a clip before it is analysed: a decoder's round trip, a blur; null for nothing.</param>
    /// <param name="seen">Told of every clip; may be null.</param>
    public void Add(IReadOnlyList<SimulatedScene> scenes, Func<ClipSignal, ClipSignal>? change = null, Action<int, ClipSignal, ClipAnalysis>? seen = null)
    {
        var scale = new ClipSignal(layout.Width, layout.Height, layout.FramesPerSecond, [], [], SampleRate).View.Scale;
        var analyses = new ClipAnalysis[scenes.Count];
        for (var i = 0; i < scenes.Count; i++)
        {
            var clip = Render(scenes[i], layout);
            clip = change?.Invoke(clip) ?? clip;
            analyses[i] = Analyse(clip);
            seen?.Invoke(i, clip, analyses[i]);
            Ceiling.AddPicture(analyses[i], scenes[i].Attributes);
            Ceiling.AddMotion(analyses[i], scenes[i].Attributes.Material, scale, layout.FramesPerSecond);
            Ceiling.AddSync(analyses[i], analyses[i], layout.FramesPerSecond);
            if (NextOfWorld(scenes, i) is { } other)
                Floor.AddMotion(Analyse(Interleave(clip, Render(other, layout))), scenes[i].Attributes.Material, scale, layout.FramesPerSecond);
        }
        // All wrong pairs, the mean over every shuffle: one shuffle of few clips is a matter of luck.
        for (var i = 0; i < scenes.Count; i++)
        {
            for (var j = 0; j < scenes.Count; j++)
            {
                if (i == j)
                    continue;
                Floor.AddPicture(analyses[i], scenes[j].Attributes);
                Floor.AddSync(analyses[i], analyses[j], layout.FramesPerSecond);
            }
        }
    }

    /// <summary>A scene's picture and sound.</summary>
    public static ClipSignal Render(SimulatedScene scene, ClipLayout layout) =>
        new(layout.Width, layout.Height, layout.FramesPerSecond, scene.Render(layout.Width, layout.Height), scene.Synthesize(SampleRate), SampleRate);

    private ClipAnalysis Analyse(ClipSignal clip)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var analysis = analyser.Analyse(clip);
        Seconds.Add(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds);
        return analysis;
    }

    private static SimulatedScene? NextOfWorld(IReadOnlyList<SimulatedScene> scenes, int index) =>
        scenes[index].Attributes.World == WorldKind.Presenter
            ? null
            : scenes.Skip(index + 1).Concat(scenes.Take(index)).FirstOrDefault(s => s.Attributes.World == scenes[index].Attributes.World);

    private static ClipSignal Interleave(ClipSignal even, ClipSignal odd)
    {
        var pixels = even.Pixels.ToArray();
        for (var f = 1; f < even.Frames; f += 2)
            odd.Frame(f).CopyTo(pixels.AsSpan(f * even.FrameBytes));
        return even with { Pixels = pixels };
    }
}
