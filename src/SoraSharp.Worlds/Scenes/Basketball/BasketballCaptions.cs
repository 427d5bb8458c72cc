using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Basketball;

/// <summary>The grammar of the basketball captions.</summary>
internal static class BasketballCaptions
{
    private static readonly Phrase Body = Phrase.Parse(
        "(" +
        "a (basketball|) {player} in a {shirt} shirt (shoots|throws) a {ball} {basketball} (at the hoop|at the basket|) {outcome}|" +
        "a {player} (wearing|with) a {shirt} shirt (shoots|throws) a {ball} {basketball} {outcome}|" +
        "basketball a {player} in (a {shirt} shirt|{shirt}) (shoots|throws) a {ball} ball {outcome}|" +
        "a {ball} {basketball} (is shot|is thrown|flies) (at the hoop|at the basket) by a {player} in a {shirt} shirt {outcome}|" +
        "basketball {player} in {shirt} with a {ball} ball {terse}" +
        ")");

    private static readonly Phrase PlayerNoun = Phrase.Parse("(player|person)");
    private static readonly Phrase BallNoun = Phrase.Parse("(basketball|ball)");

    private static readonly Phrase[] Outcomes =
    [
        Phrase.Parse("(and scores|and makes the shot|and makes it|and it goes in|and the ball goes through the (hoop|net)|and the shot is made)"),
        Phrase.Parse("((and|) misses (and the ball (rebounds off|bounces off|hits) the backboard|off the backboard)|and the ball (rebounds|bounces) off the backboard|and the shot is missed off the backboard)"),
        Phrase.Parse("((and|) misses (and the ball (rebounds off|bounces off|hits) the rim|off the rim)|and the ball (rebounds|bounces) off the rim|and the shot is missed off the rim)"),
        Phrase.Parse("(and (shoots|it is) an air ball|and misses short|but the shot falls short|and the ball falls short of the (hoop|rim)|and misses everything an air ball)"),
    ];

    private static readonly Phrase[] Terse =
    [
        Phrase.Parse("(scores|made shot|made)"), Phrase.Parse("(miss|missed|missed shot) off the backboard"),
        Phrase.Parse("(miss|missed|missed shot) off the rim"), Phrase.Parse("(air ball|short air ball)"),
    ];

    private static readonly Phrase Plain = Phrase.Parse("");
    private static readonly Phrase Swish = Phrase.Parse("(with a swish (and a cheer|)|and the crowd cheers|the net swishes and the crowd cheers)");
    private static readonly Phrase Cheer = Phrase.Parse("(and the crowd cheers|with a (loud|) cheer|and people cheer)");
    private static readonly Phrase Groan = Phrase.Parse("(and the crowd groans|with a groan (from the crowd|)|and people groan)");

    public static IEnumerable<Phrase> Phrases => [Body, PlayerNoun, BallNoun, .. Outcomes, .. Terse, Swish, Cheer, Groan];

    public static ClipCaption Write(ClipAttributes attributes, bool clean, ref Rng rng)
    {
        var outcome = (int)attributes.Outcome - (int)ClipOutcome.Made;
        // A basketball of which nothing is said is orange.
        var unsaid = attributes.Colors[1] == ClipColor.Orange && rng.Chance(0.4);
        var builder = new CaptionBuilder()
            .Set("player", PlayerNoun, CaptionAttributeKind.World)
            .Set("basketball", BallNoun, CaptionAttributeKind.World)
            .Set("shirt", CaptionLexicon.Color(attributes.Colors[0]), CaptionAttributeKind.Color, 0)
            .Set("ball", unsaid ? Plain : CaptionLexicon.Color(attributes.Colors[1]), CaptionAttributeKind.Color, 1)
            .Set("terse", Terse[outcome], CaptionAttributeKind.Outcome)
            .Set("outcome", Outcomes[outcome], CaptionAttributeKind.Outcome);
        var sound = attributes.Outcome != ClipOutcome.Made ? Groan : clean ? Swish : Cheer;
        return CaptionLexicon.Compose(builder, attributes, Body, sound, ref rng);
    }
}
