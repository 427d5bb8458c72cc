using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>The grammar of the bouncing balls' captions.</summary>
internal static class BallsCaptions
{
    private static readonly Phrase[] Singular =
    [
        Phrase.Parse("rubber (ball|bouncy ball)"), Phrase.Parse("(steel|metal|shiny steel) ball"), Phrase.Parse("beach ball"),
        Phrase.Parse("glass ball"),
    ];

    private static readonly Phrase[] Plural =
    [
        Phrase.Parse("rubber (balls|bouncy balls)"), Phrase.Parse("(steel|metal|shiny steel) balls"), Phrase.Parse("beach balls"),
        Phrase.Parse("glass balls"),
    ];

    private static readonly Phrase One = Phrase.Parse(
        "(((a|one|a single|a (big|large)) {color0} {material}) {motion}|{color0} {material} bouncing {heading})");

    private static readonly Phrase OneBreaks = Phrase.Parse(
        "((a|one|a single|a (big|large)) {color0} {material} {falling} {breaks}|{color0} {material} (breaking|shattering) {heading})");

    private static readonly Phrase Dropped = Phrase.Parse(
        "((is dropped|falls|drops) (and bounces|and bounces on the (floor|ground)|onto the (floor|ground) and bounces) {wall}|bounces (up and down|straight up and down|on the (floor|ground)) {wall})");

    private static readonly Phrase ToRight = Phrase.Parse(
        "((is thrown|bounces|flies and bounces) (to the right|from left to right) {wall}|comes from the left and bounces {wall})");

    private static readonly Phrase ToLeft = Phrase.Parse(
        "((is thrown|bounces|flies and bounces) (to the left|from right to left) {wall}|comes from the right and bounces {wall})");

    private static readonly Phrase DownRight = Phrase.Parse(
        "((bounces|jumps|falls) down (the stairs|the steps|stairs) (to the right|from left to right)|bounces to the right down (the stairs|the steps|stairs))");

    private static readonly Phrase DownLeft = Phrase.Parse(
        "((bounces|jumps|falls) down (the stairs|the steps|stairs) (to the left|from right to left)|bounces to the left down (the stairs|the steps|stairs))");

    private static readonly Phrase FallingDown = Phrase.Parse("(is dropped|falls|drops)");
    private static readonly Phrase FallingRight = Phrase.Parse("(is thrown|flies|falls) to the right");
    private static readonly Phrase FallingLeft = Phrase.Parse("(is thrown|flies|falls) to the left");
    private static readonly Phrase FallingRightStairs = Phrase.Parse("falls (down|onto) (the stairs|the steps|stairs) to the right");
    private static readonly Phrase FallingLeftStairs = Phrase.Parse("falls (down|onto) (the stairs|the steps|stairs) to the left");

    private static readonly Phrase Breaks = Phrase.Parse("and (breaks|shatters|breaks into pieces|shatters into pieces|breaks on the floor)");
    private static readonly Phrase Break = Phrase.Parse("(and break|and shatter|and break into pieces|and shatter into pieces|and break on the floor)");
    private static readonly Phrase BreaksOnStairs = Phrase.Parse("and (breaks|shatters|breaks into pieces|shatters into pieces)");

    private static readonly Phrase Two = Phrase.Parse(
        "({count} {materials} one {color0} and one {color1} {together}|" +
        "a {color0} {material} and a {color1} {material} {together}|" +
        "a {color0} and a {color1} {material} {together}|" +
        "{count} {materials} {color0} and {color1} {together}|" +
        "{count} {color0} and {color1} {materials} {together}|" +
        "{color0} and {color1} {materials} {bouncing})");

    private static readonly Phrase Three = Phrase.Parse(
        "({count} {materials} {color0} {color1} and {color2} {together}|" +
        "a {color0} {material} a {color1} {material} and a {color2} {material} {together}|" +
        "{count} {color0} {color1} and {color2} {materials} {together}|" +
        "{color0} {color1} and {color2} {materials} {bouncing})");

    private static readonly Phrase Together = Phrase.Parse(
        "((bounce|fall and bounce|are dropped and bounce|jump around) (on the floor|on the ground|in a room|between the walls|) {meet})");

    private static readonly Phrase TogetherBreak = Phrase.Parse("((fall|drop|are dropped) {breaks})");
    private static readonly Phrase Bouncing = Phrase.Parse("bouncing");
    private static readonly Phrase Breaking = Phrase.Parse("(breaking|shattering)");
    private static readonly Phrase Wall = Phrase.Parse("(and (hits|bounces off) the wall|off the wall|)");
    private static readonly Phrase Meet = Phrase.Parse("(and (hit|bump into|knock into) each other|)");
    private static readonly Phrase HeadingRight = Phrase.Parse("to the right");
    private static readonly Phrase HeadingLeft = Phrase.Parse("to the left");
    private static readonly Phrase OnStairsRight = Phrase.Parse("on (the|) stairs to the right");
    private static readonly Phrase OnStairsLeft = Phrase.Parse("on (the|) stairs to the left");
    private static readonly Phrase It = Phrase.Parse("it");
    private static readonly Phrase Them = Phrase.Parse("them");
    private static readonly Phrase Nothing = Phrase.Parse("");

    private static readonly Phrase[] Sounds =
    [
        Phrase.Parse("(with (soft|dull|deep) (thumps|thuds)|with a (soft|dull|deep) (thump|thud) at (each|every) bounce|and we hear {it} thump)"),
        Phrase.Parse("(with (loud|bright) (clangs|metal clangs)|with a (ringing|bright) metal clang at (each|every) bounce|and we hear {it} ring)"),
        Phrase.Parse("(with (light|hollow|light hollow) taps|with a (light|hollow) tap at (each|every) bounce|and we hear {it} tap)"),
        Phrase.Parse("(with a (loud|bright|) crash|with (breaking|shattering) glass sounds|and we hear {it} (break|shatter)|with a crash of glass)"),
    ];

    public static IEnumerable<Phrase> Phrases =>
    [
        .. Singular, .. Plural, One, OneBreaks, Dropped, ToRight, ToLeft, DownRight, DownLeft, FallingDown, FallingRight, FallingLeft,
        FallingRightStairs, FallingLeftStairs, Breaks, Break, BreaksOnStairs, Two, Three, Together, TogetherBreak, Bouncing, Breaking,
        HeadingRight, HeadingLeft, OnStairsRight, OnStairsLeft, Wall, Meet, It, Them, .. Sounds,
    ];

    public static ClipCaption Write(ClipAttributes attributes, bool hitsWall, bool meet, ref Rng rng)
    {
        var material = (int)attributes.Material - 1;
        var glass = attributes.Material == BallMaterial.Glass;
        var stairs = attributes.Details["place"] == "stairs";
        var way = attributes.Details["motion"] switch { "right" => 1, "left" => 2, _ => 0 };
        Phrase[] motion = stairs ? [Dropped, DownRight, DownLeft] : [Dropped, ToRight, ToLeft];
        Phrase[] falling = stairs ? [FallingDown, FallingRightStairs, FallingLeftStairs] : [FallingDown, FallingRight, FallingLeft];
        Phrase[] heading = stairs ? [Nothing, OnStairsRight, OnStairsLeft] : [Nothing, HeadingRight, HeadingLeft];
        var builder = new CaptionBuilder()
            .Set("count", CaptionLexicon.Count(attributes.Count), CaptionAttributeKind.Count)
            .Set("material", Singular[material], CaptionAttributeKind.Material)
            .Set("materials", Plural[material], CaptionAttributeKind.Material)
            .Set("it", attributes.Count == 1 ? It : Them)
            .Set("together", glass ? TogetherBreak : Together)
            .Set("bouncing", glass ? Breaking : Bouncing)
            .Set("breaks", attributes.Count > 1 ? Break : stairs ? BreaksOnStairs : Breaks, CaptionAttributeKind.Outcome)
            .Set("motion", motion[way], CaptionAttributeKind.Detail)
            .Set("falling", falling[way], CaptionAttributeKind.Detail)
            .Set("heading", heading[way], CaptionAttributeKind.Detail)
            .Set("wall", hitsWall ? Wall : Nothing)
            .Set("meet", meet ? Meet : Nothing);
        for (var i = 0; i < attributes.Count; i++)
            builder.Set($"color{i}", CaptionLexicon.Color(attributes.Colors[i]), CaptionAttributeKind.Color, i);
        var body = attributes.Count switch { 1 => glass ? OneBreaks : One, 2 => Two, _ => Three };
        return CaptionLexicon.Compose(builder, attributes, body, Sounds[material], ref rng);
    }
}
