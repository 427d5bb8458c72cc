using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>The grammar of the bouncing balls' captions.</summary>
internal static class BallsCaptions
{
    private static readonly Phrase[] Singular =
    [
        Phrase.Parse("rubber (ball|bouncy ball)"), Phrase.Parse("(steel|metal|shiny steel) ball"), Phrase.Parse("beach ball"),
    ];

    private static readonly Phrase[] Plural =
    [
        Phrase.Parse("rubber (balls|bouncy balls)"), Phrase.Parse("(steel|metal|shiny steel) balls"), Phrase.Parse("beach balls"),
    ];

    private static readonly Phrase One = Phrase.Parse(
        "(((a|one|a single|a (big|large)) {color0} {material}) {motion}|{color0} {material} bouncing {heading})");

    private static readonly Phrase Dropped = Phrase.Parse(
        "((is dropped|falls|drops) (and bounces|and bounces on the (floor|ground)|onto the (floor|ground) and bounces) {wall}|bounces (up and down|straight up and down|on the (floor|ground)) {wall})");

    private static readonly Phrase ToRight = Phrase.Parse(
        "((is thrown|bounces|flies and bounces) (to the right|from left to right) {wall}|comes from the left and bounces {wall})");

    private static readonly Phrase ToLeft = Phrase.Parse(
        "((is thrown|bounces|flies and bounces) (to the left|from right to left) {wall}|comes from the right and bounces {wall})");

    private static readonly Phrase Two = Phrase.Parse(
        "({count} {materials} one {color0} and one {color1} {together}|" +
        "a {color0} {material} and a {color1} {material} {together}|" +
        "a {color0} and a {color1} {material} {together}|" +
        "{count} {materials} {color0} and {color1} {together}|" +
        "{count} {color0} and {color1} {materials} {together}|" +
        "{color0} and {color1} {materials} bouncing)");

    private static readonly Phrase Three = Phrase.Parse(
        "({count} {materials} {color0} {color1} and {color2} {together}|" +
        "a {color0} {material} a {color1} {material} and a {color2} {material} {together}|" +
        "{count} {color0} {color1} and {color2} {materials} {together}|" +
        "{color0} {color1} and {color2} {materials} bouncing)");

    private static readonly Phrase Together = Phrase.Parse(
        "((bounce|fall and bounce|are dropped and bounce|jump around) (on the floor|on the ground|in a room|between the walls|) {meet})");

    private static readonly Phrase Wall = Phrase.Parse("(and (hits|bounces off) the wall|off the wall|)");
    private static readonly Phrase Meet = Phrase.Parse("(and (hit|bump into|knock into) each other|)");
    private static readonly Phrase HeadingRight = Phrase.Parse("to the right");
    private static readonly Phrase HeadingLeft = Phrase.Parse("to the left");
    private static readonly Phrase It = Phrase.Parse("it");
    private static readonly Phrase Them = Phrase.Parse("them");
    private static readonly Phrase Nothing = Phrase.Parse("");

    private static readonly Phrase[] Sounds =
    [
        Phrase.Parse("(with (soft|dull|deep) (thumps|thuds)|with a (soft|dull|deep) (thump|thud) at (each|every) bounce|and we hear {it} thump)"),
        Phrase.Parse("(with (loud|bright) (clangs|metal clangs)|with a (ringing|bright) metal clang at (each|every) bounce|and we hear {it} ring)"),
        Phrase.Parse("(with (light|hollow|light hollow) taps|with a (light|hollow) tap at (each|every) bounce|and we hear {it} tap)"),
    ];

    public static IEnumerable<Phrase> Phrases =>
        [.. Singular, .. Plural, One, Dropped, ToRight, ToLeft, Two, Three, Together, HeadingRight, HeadingLeft, Wall, Meet, It, Them, .. Sounds];

    public static ClipCaption Write(ClipAttributes attributes, bool hitsWall, bool meet, ref Rng rng)
    {
        var material = (int)attributes.Material - 1;
        var builder = new CaptionBuilder()
            .Set("count", CaptionLexicon.Count(attributes.Count), CaptionAttributeKind.Count)
            .Set("material", Singular[material], CaptionAttributeKind.Material)
            .Set("materials", Plural[material], CaptionAttributeKind.Material)
            .Set("it", attributes.Count == 1 ? It : Them)
            .Set("together", Together)
            .Set("motion", attributes.Details["motion"] switch { "right" => ToRight, "left" => ToLeft, _ => Dropped }, CaptionAttributeKind.Detail)
            .Set("heading", attributes.Details["motion"] switch { "right" => HeadingRight, "left" => HeadingLeft, _ => Nothing }, CaptionAttributeKind.Detail)
            .Set("wall", hitsWall ? Wall : Nothing)
            .Set("meet", meet ? Meet : Nothing);
        for (var i = 0; i < attributes.Count; i++)
            builder.Set($"color{i}", CaptionLexicon.Color(attributes.Colors[i]), CaptionAttributeKind.Color, i);
        var body = attributes.Count switch { 1 => One, 2 => Two, _ => Three };
        return CaptionLexicon.Compose(builder, attributes.Style, body, Sounds[material], ref rng);
    }
}
