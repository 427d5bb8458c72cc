using System.Globalization;
using System.Text;
using SoraSharp.Mini;
using SoraSharp.Models.Checkpoints;
using SoraSharp.OnnxRuntime;
using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Reporting;
using SoraSharp.Quality.Scoring;
using SoraSharp.Worlds;

namespace SoraSharp.Quality.Reconstruction;

/// <summary>
/// What a checkpoint's autoencoders and vocoder keep of true clips: distances, and the analysers' scores after the round trip, which no
/// clip that is decoded by them can be expected to pass.
/// </summary>
internal sealed class ReconstructionScores
{
    /// <summary>Weaker contacts are drowned by what sounds already.</summary>
    private const double Audible = 0.2;

    private readonly Dictionary<string, Mean> _means = [];

    /// <summary>Analysers' scores of the reconstructed clips.</summary>
    public ScoreSheet Ceiling { get; } = new();

    /// <summary>Encodes and decodes the scenes.</summary>
    public static ReconstructionScores Measure(
        string? folder, IReadOnlyList<SimulatedScene> scenes, ClipLayout layout, ClipAnalyser analyser, WorldSheets sheets, CancellationToken cancellationToken)
    {
        var scores = new ReconstructionScores();
        using var checkpoint = DiffusersFolder.Open(folder ?? MiniCheckpoint.Folder);
        var backend = new OnnxBackend();
        using var video = VideoRoundTrip.Open(checkpoint.Component("vae"), backend);
        using var audio = new AudioRoundTrip(checkpoint.Component("audio_vae"), checkpoint.Component("vocoder"), backend);
        foreach (var scene in scenes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var clip = SimulatedScores.Render(scene, layout);
            var picture = video.Apply(clip, cancellationToken);
            var (vocoder, sound) = audio.Apply(clip, cancellationToken);
            var (all, moving) = Distances.Psnr(clip, picture);
            scores.Add("picture, PSNR (dB)", all);
            scores.Add("picture, PSNR of moving pixels (dB)", moving);
            scores.AddSound("vocoder", clip, vocoder);
            scores.AddSound("audio autoencoder and vocoder", clip, sound);

            var seen = analyser.Analyse(picture with { Audio = sound.Audio, SampleRate = sound.SampleRate });
            scores.Ceiling.AddPicture(seen, scene.Attributes);
            scores.Ceiling.AddMotion(seen, scene.Attributes.Material, clip.View.Scale, layout.FramesPerSecond);
            scores.Ceiling.AddSync(seen, seen, layout.FramesPerSecond);
            foreach (var contact in scene.GetTruth(layout.Width, layout.Height).Contacts.Where(c => c.Strength > Audible && c.Kind != ContactKind.Syllable))
            {
                scores.Add("contacts heard in the true sound (share)", IsHeard(contact.Time, OnsetDetector.Find(clip.Audio, clip.SampleRate)));
                scores.Add("contacts heard in the reconstructed sound (share)", IsHeard(contact.Time, seen.Onsets));
            }
            sheets.Add(scene.Attributes.World, picture);
        }
        return scores;
    }

    /// <summary>The distances as a Markdown table.</summary>
    public string Render()
    {
        var text = new StringBuilder("| reconstruction of true clips | mean |\n|:--|--:|\n");
        foreach (var (name, mean) in _means)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {mean.Value:F2} ({mean.Count}) |");
        return text.ToString();
    }

    private static double IsHeard(double time, IReadOnlyList<double> onsets) =>
        onsets.Any(o => Math.Abs(o - time) <= ScoreSheet.HeardWithin) ? 1 : 0;

    private void AddSound(string name, ClipSignal original, ClipSignal copy)
    {
        var (convergence, decibels) = Distances.Spectral(original.Audio, copy.Audio);
        Add($"{name}, spectral convergence", convergence);
        Add($"{name}, log spectral distance (dB)", decibels);
        Add($"{name}, fluctuation of magnitudes (1: as in the true sound)", Distances.Fluctuation(original.Audio, copy.Audio));
    }

    private void Add(string name, double value)
    {
        if (!double.IsFinite(value))
            return;
        if (!_means.TryGetValue(name, out var mean))
            _means[name] = mean = new();
        mean.Add(value);
    }
}
