using SoraSharp.Worlds;

namespace SoraSharp.Quality.Prompts;

/// <summary>Where prompts come from.</summary>
internal static class PromptSet
{
    /// <summary>The first of the seeds that reported scores are taken with.</summary>
    public const ulong ExamSeed = 4_000_000_000;

    /// <summary>Draws what the analysers can judge of one world: still cameras, one shot, by day.</summary>
    public static WorldSampler Sampler(WorldKind world) => new(new Dictionary<WorldKind, double> { [world] = 1 }, new ShootingWeights(0, 0, 0));

    /// <summary>Exam scenes of reserved combinations, the worlds in turn: the same for the same numbers.</summary>
    public static IReadOnlyList<SimulatedScene> ExamScenes(int count, int frames, double framesPerSecond, ulong firstSeed = ExamSeed)
    {
        var samplers = Analysers.ClipAnalyser.Worlds.Select(Sampler).ToArray();
        return [.. Enumerable.Range(0, count).Select(i => samplers[i % samplers.Length].SampleScene(firstSeed + (ulong)i, frames, framesPerSecond, ClipSplit.Exam))];
    }

    /// <summary>A caption a line; empty lines and lines that begin with # are skipped.</summary>
    /// <exception cref="FormatException">A caption does not say what is needed; the message names its line.</exception>
    public static IReadOnlyList<ExpectedClip> FromFile(string path)
    {
        var prompts = new List<ExpectedClip>();
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            var caption = line.Trim();
            if (caption.Length == 0 || caption[0] == '#')
                continue;
            try
            {
                prompts.Add(CaptionReader.Read(caption));
            }
            catch (FormatException e)
            {
                throw new FormatException($"{path}, line {index + 1}: {e.Message}", e);
            }
        }
        return prompts.Count > 0 ? prompts : throw new FormatException($"{path} holds no prompt; write one a line.");
    }
}
