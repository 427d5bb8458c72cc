using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;
using SoraSharp.Worlds.Speech;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>A person who speaks to the camera: a face, a mouth that moves with what is said, blinks, gestures. Needs flite.</summary>
internal sealed class PresenterWorld : IWorld
{
    public WorldKind Kind => WorldKind.Presenter;

    public IEnumerable<Phrase> Phrases => PresenterCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng) =>
        new(Kind, rng.Any<ClipStyle>(), [(ClipColor)rng.Below(8)]);

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Colors.Count != 1 || attributes.Count != 1)
            throw new ArgumentException($"Presenter has count {attributes.Count} and {attributes.Colors.Count} colours; it takes 1 and one, the shirt's.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing)
    {
        var rng = new Rng(seed, 2);
        var face = SampleFace(ref rng);
        var start = rng.Range(0.12, 0.25);
        var voice = face.Woman ? SpeechVoice.Slt : rng.Chance(0.5) ? SpeechVoice.Rms : SpeechVoice.Awb;
        var (line, utterance) = Lines.Pick(voice, timing.Duration - start - 0.1, ref rng);
        // Lines that leave time begin a little later, so that mouths are not all shut at the end.
        start += rng.Range(0, 0.6) * Math.Max(0, timing.Duration - 0.1 - start - utterance.Duration);
        var blinks = new List<double>();
        for (var t = rng.Range(0.4, 1.4); t < timing.Duration; t += rng.Range(1.1, 2.2))
            blinks.Add(t);
        var gesture = (Gesture)rng.Weighted([0.55, 0.15, 0.2, 0.1]);
        var bearing = new Bearing(gesture, rng.Range(0.1, 0.35) * timing.Duration, rng.Range(0.8, 1.8), rng.Range(0, Math.Tau), [.. blinks]);
        attributes = attributes with
        {
            Details = new Dictionary<string, string>
            {
                ["person"] = face.Woman ? "woman" : "man",
                ["skin"] = People.SkinNames[face.Skin],
                ["hair"] = face.HairStyle.ToString().ToLowerInvariant(),
                ["hair color"] = People.HairNames[face.Hair],
                ["beard"] = face.Beard ? "yes" : "no",
                ["moustache"] = face.Moustache ? "yes" : "no",
                ["glasses"] = face.Glasses ? "yes" : "no",
                ["backdrop"] = face.Backdrop.ToString().ToLowerInvariant(),
                ["gesture"] = gesture.ToString().ToLowerInvariant(),
                ["voice"] = voice.ToString().ToLowerInvariant(),
                ["line"] = line,
            },
        };
        var captionRng = new Rng(seed, 3);
        var caption = PresenterCaptions.Write(attributes, face, gesture, line, ref captionRng);
        return new PresenterScene(attributes, caption, seed, timing, face, bearing, utterance, start);
    }

    private static Face SampleFace(ref Rng rng)
    {
        var woman = rng.Chance(0.5);
        var style = woman
            ? (HairStyle)rng.Weighted([0.2, 0.4, 0.2, 0, 0.2])
            : (HairStyle)rng.Weighted([0.55, 0, 0.25, 0.2, 0]);
        var beard = !woman && rng.Chance(0.3);
        return new(
            woman, rng.Below(People.SkinNames.Count), rng.Below(People.HairNames.Count), style, beard, !woman && !beard && rng.Chance(0.25), rng.Chance(0.2),
            rng.Below(4), rng.Range(15.2, 18.2), rng.Any<Neckline>(), rng.Any<Backdrop>());
    }
}
