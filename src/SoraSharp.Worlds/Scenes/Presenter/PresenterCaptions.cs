using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>The grammar of the presenter's captions.</summary>
internal static class PresenterCaptions
{
    private static readonly Phrase Body = Phrase.Parse(
        "(" +
        "a {person} (with {hair}|) (in|wearing) a {shirt} (shirt|sweater) {backdrop} {gesture} {speaks}|" +
        "a {person} in {shirt} (with {hair}|) {gesture} {speaks} {backdrop}|" +
        "a {skin} {person} with {hair} and a {shirt} shirt {gesture} {speaks} {backdrop}|" +
        "a {presenter} in a {shirt} shirt {gesture} {speaks} {backdrop}|" +
        "a {presenter} with {hair} and a {shirt} (shirt|sweater) {gesture} {speaks} {backdrop}|" +
        "{person} in {shirt} {gesturing} {speaking}|" +
        "{presenter} {shirt} shirt {hair} {speaking}" +
        ")");

    private static readonly Phrase Presenter = Phrase.Parse("(presenter|person|speaker)");
    private static readonly Phrase Says = Phrase.Parse("((says|tells us) {line}|(says|tells us) {line}|((looks at|talks to|speaks to) (the camera|us)) and says {line}|is saying {line})");
    private static readonly Phrase Saying = Phrase.Parse("(saying|says) {line}");
    private static readonly Phrase Talks = Phrase.Parse("((talks|speaks) (to the camera|to us|)|is (talking|speaking) (to the camera|)|presents the news|explains something|says something)");
    private static readonly Phrase Talking = Phrase.Parse("talking");
    private static readonly Phrase[] Gestures = [Phrase.Parse(""), Phrase.Parse("nods and"), Phrase.Parse("(waves (a hand|) and|waves hello and)"), Phrase.Parse("(points up and|raises a finger and)")];
    private static readonly Phrase[] Gesturing = [Phrase.Parse(""), Phrase.Parse("nodding and"), Phrase.Parse("waving and"), Phrase.Parse("pointing up and")];
    private static readonly Phrase[] People = [Phrase.Parse("man"), Phrase.Parse("woman")];
    private static readonly Phrase[] Skins = [.. Rendering.People.SkinNames.Select(n => Phrase.Parse($"({n} skinned|)"))];
    private static readonly Phrase[] Colors = [.. Rendering.People.HairNames.Select(Phrase.Parse)];
    private static readonly Phrase[] Styles = [Phrase.Parse("short {hue} hair"), Phrase.Parse("long {hue} hair"), Phrase.Parse("curly {hue} hair"), Phrase.Parse("(a bald head|no hair)"), Phrase.Parse("{hue} hair in a bun")];
    private static readonly Phrase Beard = Phrase.Parse("{style} and a beard");
    private static readonly Phrase Moustache = Phrase.Parse("{style} and a (moustache|mustache)");
    private static readonly Phrase PlainHair = Phrase.Parse("{style}");
    private static readonly Phrase GlassesToo = Phrase.Parse("{style} and glasses");

    private static readonly Phrase[] Backdrops =
    [
        Phrase.Parse("(in front of a plain wall|)"), Phrase.Parse("(in front of (a bookshelf|books)|)"),
        Phrase.Parse("(in front of (a window|windows)|)"), Phrase.Parse("(in front of a curtain|)"),
    ];

    private static readonly Phrase[] Sounds =
    [
        Phrase.Parse("(with a (deep|low|calm) voice|in a (deep|low|calm) voice|and we hear (his|a deep|a low) voice)"),
        Phrase.Parse("(with a (high|clear|calm) voice|in a (high|clear|calm) voice|and we hear (her|a high|a clear) voice)"),
    ];

    private static readonly Dictionary<string, Phrase> Spoken = Lines.All.ToDictionary(l => l, Phrase.Parse);

    public static IEnumerable<Phrase> Phrases =>
    [
        Body, Presenter, Says, Saying, Talks, Talking, .. Gestures, .. Gesturing, .. People, .. Skins, .. Colors, .. Styles, Beard, Moustache, PlainHair,
        GlassesToo, .. Backdrops, .. Sounds, .. Spoken.Values,
    ];

    /// <summary>Writes a caption; four of five quote <paramref name="line"/>.</summary>
    public static ClipCaption Write(ClipAttributes attributes, in Face face, Gesture gesture, string line, ref Rng rng)
    {
        var quoted = rng.Chance(0.8);
        var person = face.Woman ? 1 : 0;
        var builder = new CaptionBuilder()
            .Set("person", People[person], CaptionAttributeKind.World)
            .Set("presenter", Presenter, CaptionAttributeKind.World)
            .Set("line", Spoken[line], CaptionAttributeKind.Speech)
            .Set("speaks", quoted ? Says : Talks, quoted ? null : CaptionAttributeKind.World)
            .Set("speaking", quoted ? Saying : Talking, quoted ? null : CaptionAttributeKind.World)
            .Set("gesture", Gestures[(int)gesture], CaptionAttributeKind.Detail)
            .Set("gesturing", Gesturing[(int)gesture], CaptionAttributeKind.Detail)
            .Set("shirt", CaptionLexicon.Color(attributes.Colors[0]), CaptionAttributeKind.Color)
            .Set("skin", Skins[face.Skin], CaptionAttributeKind.Detail)
            .Set("hue", Colors[face.Hair], CaptionAttributeKind.Detail)
            .Set("style", Styles[(int)face.HairStyle])
            .Set("hair", face.Beard ? Beard : face.Moustache ? Moustache : face.Glasses ? GlassesToo : PlainHair, CaptionAttributeKind.Detail)
            .Set("backdrop", Backdrops[(int)face.Backdrop], CaptionAttributeKind.Detail);
        return CaptionLexicon.Compose(builder, attributes, Body, Sounds[person], ref rng);
    }
}
