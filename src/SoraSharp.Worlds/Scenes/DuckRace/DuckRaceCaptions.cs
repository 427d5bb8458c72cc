using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.DuckRace;

/// <summary>The grammar of the duck race's captions.</summary>
internal static class DuckRaceCaptions
{
    private static readonly Phrase Alone = Phrase.Parse(
        "({count} {winner} {duck} (with a rider|) (swims|races) (across the (water|lake)|to the finish line|over the lake) {crosses}|" +
        "a (rider|person) on a {winner} {duck} (swims|races) (across the (water|lake)|over the lake|) {crosses}|" +
        "{winner} {duck} racing to the finish line)");

    private static readonly Phrase Crosses = Phrase.Parse("(and (crosses|reaches) the finish line|and finishes|to the finish)");

    private static readonly Phrase Many = Phrase.Parse(
        "({count} {ducks} (in|) {list} {race} {wins}|" +
        "{count} {list} {ducks} {race} {wins}|" +
        "a (duck race|race) (of|with|between) {count} {ducks} (in|) {list} {wins}|" +
        "a duck race (with {count} riders|with {count} {ducks}|) {list} {wins}|" +
        "{list} {ducks} racing {winner} wins)");

    private static readonly Phrase Race = Phrase.Parse("(race|race (on the water|across the lake|over the lake|to the finish line)|swim a race)");
    private static readonly Phrase Wins = Phrase.Parse("((and|) the {winner} (duck|one) (wins|wins the race|comes first|is first|crosses the finish line first)|and {winner} (wins|comes first|is first)|won by the {winner} (duck|one))");
    private static readonly Phrase DuckNoun = Phrase.Parse("(duck|ride on duck|riding duck)");
    private static readonly Phrase DuckNouns = Phrase.Parse("(ducks|ride on ducks|riding ducks|ducks with riders)");

    private static readonly Phrase[] Lists =
    [
        Phrase.Parse("{color0} and {color1}"), Phrase.Parse("{color0} {color1} and {color2}"), Phrase.Parse("{color0} {color1} {color2} and {color3}"),
    ];

    private static readonly Phrase Sound = Phrase.Parse(
        "(with (splashes|splashing water)|with (splashes|splashing water) and a cheer|as water splashes and a crowd cheers|and the crowd cheers|and a bell rings)");

    public static IEnumerable<Phrase> Phrases => [Alone, Crosses, Many, Race, Wins, DuckNoun, DuckNouns, .. Lists, Sound];

    public static ClipCaption Write(ClipAttributes attributes, ref Rng rng)
    {
        var winner = attributes.Winner;
        var builder = new CaptionBuilder()
            .Set("count", CaptionLexicon.Count(attributes.Count), CaptionAttributeKind.Count)
            .Set("duck", DuckNoun, CaptionAttributeKind.World)
            .Set("ducks", DuckNouns, CaptionAttributeKind.World)
            .Set("race", Race, CaptionAttributeKind.World)
            .Set("crosses", Crosses, CaptionAttributeKind.Outcome)
            .Set("wins", Wins, CaptionAttributeKind.Outcome)
            .Set("winner", CaptionLexicon.Color(attributes.Colors[winner]), CaptionAttributeKind.Color, winner);
        for (var i = 0; i < attributes.Count; i++)
            builder.Set($"color{i}", CaptionLexicon.Color(attributes.Colors[i]), CaptionAttributeKind.Color, i);
        if (attributes.Count > 1)
            builder.Set("list", Lists[attributes.Count - 2]);
        return CaptionLexicon.Compose(builder, attributes, attributes.Count == 1 ? Alone : Many, Sound, ref rng);
    }
}
