using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Shooting;
using SoraSharp.Worlds.Sound;
using SoraSharp.Worlds.Speech;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>A spoken scene.</summary>
internal sealed class PresenterScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, Face face, Bearing bearing, Utterance utterance, double start)
    : SimulatedScene(attributes, caption, seed, timing)
{
    private readonly MouthTrack _mouth = new(utterance, start, timing.Duration);

    /// <summary>The sounds spoken, in clip seconds.</summary>
    public IEnumerable<Phone> Phones => utterance.Phones.Select(p => p with { Start = p.Start + start, End = p.End + start });

    private protected override IReadOnlyList<Contact> WorldContacts =>
        [.. _mouth.Openings.Select(o => new Contact(o.Time, Head.X + bearing.X(o.Time), Head.MouthY + bearing.Y(o.Time), o.Opening, ContactKind.Syllable, 1))];

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
    [
        new("head", null, [.. Times.Select(t => (Head.X + bearing.X(t), Head.Y + bearing.Y(t), (double)Head.Height))]),
        new("mouth", null, [.. Times.Select(t => (Head.X + bearing.X(t), Head.MouthY + bearing.Y(t), Head.MouthHeight * _mouth.At(t).Opening))]),
    ];

    private protected override Framing WideShot => new(Head.X, 42, 0.7);

    private protected override Framing CloseShot => new(Head.X, 38, 1.3);

    private IEnumerable<double> Times => Enumerable.Range(0, Frames).Select(f => f / FramesPerSecond);

    private protected override void DrawBackdrop(Canvas canvas)
    {
        Studio.Draw(canvas, face.Backdrop);
        Body.DrawShoulders(canvas, canvas.Color(Attributes.Colors[0]));
    }

    private protected override void DrawFrame(Canvas canvas, int frame)
    {
        var time = frame / FramesPerSecond;
        var shirt = canvas.Color(Attributes.Colors[0]);
        Head.Draw(canvas, face, (float)bearing.X(time), (float)bearing.Y(time), _mouth.At(time), bearing.Blinking(time));
        Body.DrawNeckline(canvas, face, shirt);
        if (bearing.Hand(time) > 0)
            Body.DrawHand(canvas, face, shirt, bearing.Gesture, (float)bearing.Hand(time), (float)bearing.Lean(time));
    }

    private protected override void AddSound(SoundTrack track)
    {
        track.Ambience(60, 250, 0.003);
        track.Mix(utterance.Samples, utterance.SampleRate, start, 1);
    }
}
