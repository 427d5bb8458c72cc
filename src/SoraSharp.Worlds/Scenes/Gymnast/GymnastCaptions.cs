using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Gymnast;

/// <summary>The grammar of the gymnast's captions.</summary>
internal static class GymnastCaptions
{
    private static readonly Phrase Body = Phrase.Parse(
        "(a gymnast (in|wearing|with) a {color0} (suit|leotard) {does} {outcome}|" +
        "a gymnast in {color0} {does} {way} {outcome}|" +
        "a {color0} gymnast {does} {outcome}|" +
        "gymnast in {color0} {move} {terse})");

    private static readonly Phrase[] Does =
    [
        Phrase.Parse("(does|turns|jumps) a (front|) somersault"),
        Phrase.Parse("(runs and|) (vaults over the (table|vault)|jumps over the (table|vault)|does a vault)"),
    ];

    private static readonly Phrase[] Moves = [Phrase.Parse("somersault"), Phrase.Parse("vault")];

    private static readonly Phrase[] Outcomes =
    [
        Phrase.Parse("and lands (well|safely|on the feet|)"), Phrase.Parse("(and|but) (falls|stumbles and falls|falls at the landing|stumbles at the landing)"),
    ];

    private static readonly Phrase[] Terse = [Phrase.Parse("(lands|landed)"), Phrase.Parse("(falls|fall)")];
    private static readonly Phrase ToRight = Phrase.Parse("(to the right|from left to right|)");
    private static readonly Phrase ToLeft = Phrase.Parse("(to the left|from right to left|)");
    private static readonly Phrase Cheer = Phrase.Parse("(and the crowd cheers|with a (loud|) cheer|and people cheer)");
    private static readonly Phrase Groan = Phrase.Parse("(and the crowd groans|with a groan (from the crowd|)|and people groan)");

    public static IEnumerable<Phrase> Phrases => [Body, .. Does, .. Moves, .. Outcomes, .. Terse, ToRight, ToLeft, Cheer, Groan];

    public static ClipCaption Write(ClipAttributes attributes, ref Rng rng)
    {
        var move = attributes.Move == ClipMove.Vault ? 1 : 0;
        var outcome = attributes.Outcome == ClipOutcome.Fell ? 1 : 0;
        var builder = new CaptionBuilder()
            .Set("color0", CaptionLexicon.Color(attributes.Colors[0]), CaptionAttributeKind.Color)
            .Set("does", Does[move], CaptionAttributeKind.Detail)
            .Set("move", Moves[move], CaptionAttributeKind.Detail)
            .Set("way", attributes.Details["direction"] == "left" ? ToLeft : ToRight, CaptionAttributeKind.Detail)
            .Set("outcome", Outcomes[outcome], CaptionAttributeKind.Outcome)
            .Set("terse", Terse[outcome], CaptionAttributeKind.Outcome);
        return CaptionLexicon.Compose(builder, attributes, Body, outcome == 1 ? Groan : Cheer, ref rng);
    }
}
