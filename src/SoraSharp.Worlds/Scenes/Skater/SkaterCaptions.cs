using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Skater;

/// <summary>The grammar of the skater's captions.</summary>
internal static class SkaterCaptions
{
    private static readonly Phrase Body = Phrase.Parse(
        "(a {skater} (in|wearing|with) a {color0} dress {jumps} a {axel} axel {outcome}|" +
        "a {skater} in {color0} {jumps} a {axel} axel {way} {outcome}|" +
        "on the ice a {skater} in a {color0} dress {jumps} a {axel} axel {outcome}|" +
        "skater in {color0} {axel} axel {terse})");

    private static readonly Phrase Skater = Phrase.Parse("(skater|ice skater|figure skater)");
    private static readonly Phrase Jumps = Phrase.Parse("(jumps|does|turns)");
    private static readonly Phrase[] Axels = [Phrase.Parse("single"), Phrase.Parse("double"), Phrase.Parse("triple")];

    private static readonly Phrase[] Outcomes =
    [
        Phrase.Parse("and lands (well|safely|on the ice|)"), Phrase.Parse("(and|but) (falls|falls on the ice|stumbles and falls|falls at the landing)"),
    ];

    private static readonly Phrase[] Terse = [Phrase.Parse("(lands|landed)"), Phrase.Parse("(falls|fall)")];
    private static readonly Phrase ToRight = Phrase.Parse("(to the right|from left to right|)");
    private static readonly Phrase ToLeft = Phrase.Parse("(to the left|from right to left|)");
    private static readonly Phrase Cheer = Phrase.Parse("(and the crowd cheers|with a (loud|) cheer|and people cheer)");
    private static readonly Phrase Groan = Phrase.Parse("(and the crowd groans|with a groan (from the crowd|)|and people groan)");

    public static IEnumerable<Phrase> Phrases => [Body, Skater, Jumps, .. Axels, .. Outcomes, .. Terse, ToRight, ToLeft, Cheer, Groan];

    public static ClipCaption Write(ClipAttributes attributes, ref Rng rng)
    {
        var outcome = attributes.Outcome == ClipOutcome.Fell ? 1 : 0;
        var builder = new CaptionBuilder()
            .Set("color0", CaptionLexicon.Color(attributes.Colors[0]), CaptionAttributeKind.Color)
            .Set("skater", Skater, CaptionAttributeKind.World)
            .Set("jumps", Jumps)
            .Set("axel", Axels[attributes.Move - ClipMove.SingleAxel], CaptionAttributeKind.Detail)
            .Set("way", attributes.Details["direction"] == "left" ? ToLeft : ToRight, CaptionAttributeKind.Detail)
            .Set("outcome", Outcomes[outcome], CaptionAttributeKind.Outcome)
            .Set("terse", Terse[outcome], CaptionAttributeKind.Outcome);
        return CaptionLexicon.Compose(builder, attributes, Body, outcome == 1 ? Groan : Cheer, ref rng);
    }
}
