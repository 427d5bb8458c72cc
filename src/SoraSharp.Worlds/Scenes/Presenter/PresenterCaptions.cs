using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>The grammar of the presenter's captions.</summary>
internal static class PresenterCaptions
{
    private static readonly Phrase Body = Phrase.Parse(
        "(" +
        "a {person} (with {hair}|) (in|wearing) a {shirt} (shirt|sweater) {talks} {backdrop}|" +
        "a {person} in {shirt} (with {hair}|) {talks} {backdrop}|" +
        "a {skin} {person} with {hair} and a {shirt} shirt {talks} {backdrop}|" +
        "a {presenter} in a {shirt} shirt {talks} {backdrop}|" +
        "a {presenter} with {hair} and a {shirt} (shirt|sweater) {talks} {backdrop}|" +
        "{person} in {shirt} talking|" +
        "{presenter} {shirt} shirt {hair} talking" +
        ")");

    private static readonly Phrase Presenter = Phrase.Parse("(presenter|person|speaker)");
    private static readonly Phrase Talks = Phrase.Parse("((talks|speaks) (to the camera|to us|)|is (talking|speaking) (to the camera|)|presents the news|explains something|says something)");
    private static readonly Phrase[] People = [Phrase.Parse("man"), Phrase.Parse("woman")];
    private static readonly Phrase[] Skins = [.. Rendering.People.SkinNames.Select(n => Phrase.Parse($"({n} skinned|)"))];
    private static readonly Phrase[] Colors = [.. Rendering.People.HairNames.Select(Phrase.Parse)];
    private static readonly Phrase[] Styles = [Phrase.Parse("short {hue} hair"), Phrase.Parse("long {hue} hair"), Phrase.Parse("curly {hue} hair"), Phrase.Parse("(a bald head|no hair)")];
    private static readonly Phrase Beard = Phrase.Parse("{style} and a beard");
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

    public static IEnumerable<Phrase> Phrases =>
        [Body, Presenter, Talks, .. People, .. Skins, .. Colors, .. Styles, Beard, PlainHair, GlassesToo, .. Backdrops, .. Sounds];

    public static ClipCaption Write(ClipAttributes attributes, in Face face, ref Rng rng)
    {
        var person = face.Woman ? 1 : 0;
        var builder = new CaptionBuilder()
            .Set("person", People[person], CaptionAttributeKind.World)
            .Set("presenter", Presenter, CaptionAttributeKind.World)
            .Set("talks", Talks, CaptionAttributeKind.World)
            .Set("shirt", CaptionLexicon.Color(attributes.Colors[0]), CaptionAttributeKind.Color)
            .Set("skin", Skins[face.Skin], CaptionAttributeKind.Detail)
            .Set("hue", Colors[face.Hair], CaptionAttributeKind.Detail)
            .Set("style", Styles[(int)face.HairStyle])
            .Set("hair", face.Beard ? Beard : face.Glasses ? GlassesToo : PlainHair, CaptionAttributeKind.Detail)
            .Set("backdrop", Backdrops[(int)face.Backdrop], CaptionAttributeKind.Detail);
        return CaptionLexicon.Compose(builder, attributes, Body, Sounds[person], ref rng);
    }
}
