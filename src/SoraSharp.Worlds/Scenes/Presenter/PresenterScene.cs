using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Shooting;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>A spoken scene.</summary>
internal sealed class PresenterScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, Face face, Speech speech, double[] blinks)
    : SimulatedScene(attributes, caption, seed, timing)
{
    private protected override IReadOnlyList<Contact> WorldContacts =>
        [.. speech.Syllables.Select(s => new Contact(s.Time, Head.X + Sway(s.Time), Head.MouthY, s.Opening, ContactKind.Syllable, 1))];

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
    [
        new("head", null, [.. Enumerable.Range(0, Frames).Select(f => (Head.X + Sway(f / FramesPerSecond), (double)Head.Y, (double)Head.Height))]),
        new("mouth", null, [.. Enumerable.Range(0, Frames).Select(f => (Head.X + Sway(f / FramesPerSecond), (double)Head.MouthY, Head.MouthHeight * Opening(f / FramesPerSecond)))]),
    ];

    private protected override Framing WideShot => new(Head.X, 42, 0.7);

    private protected override Framing CloseShot => new(Head.X, 38, 1.3);

    private double Sway(double time) => face.Sway * Math.Sin((2 * Math.PI * 0.35 * time) + face.SwayPhase);

    private double Opening(double time) => speech.At(time)?.Opening ?? 0;

    private protected override void DrawBackdrop(Canvas canvas)
    {
        Studio.Draw(canvas, face.Backdrop);
        Head.DrawShoulders(canvas, canvas.Color(Attributes.Colors[0]));
    }

    private protected override void DrawFrame(Canvas canvas, int frame)
    {
        var time = frame / FramesPerSecond;
        var blink = false;
        foreach (var t in blinks)
            blink |= time >= t && time < t + 0.17;
        var spoken = speech.At(time);
        Head.Draw(canvas, face, (float)Sway(time), (float)(spoken?.Opening ?? 0), spoken?.Syllable.Vowel ?? Vowel.E, blink);
    }

    private protected override void AddSound(SoundTrack track)
    {
        track.Ambience(60, 250, 0.003);
        FormantVoice.Speak(track, speech, 1.6);
    }
}
