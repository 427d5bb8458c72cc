using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Weather;

/// <summary>The grammar of the weather's captions.</summary>
internal static class WeatherCaptions
{
    private static readonly Phrase[] Bodies =
    [
        Phrase.Parse(
            "((rain falls|it rains|heavy rain falls|rain pours) (on|over) a {color0} house {trees}|" +
            "a {color0} house {trees} in (the|heavy|) rain|" +
            "{color0} house in (the|) rain)"),
        Phrase.Parse(
            "((snow falls|it snows|soft snow falls|white snow falls) (on|over) a {color0} house {trees}|" +
            "a {color0} house {trees} in (the|white|) snow|" +
            "{color0} house in (the|) snow)"),
        Phrase.Parse(
            "((strong|) wind (blows around|blows past) a {color0} house {trees} {way}|" +
            "trees (sway|bend) in the (strong|) wind (by|beside) a {color0} house {way}|" +
            "a {color0} house {trees} in (the|strong|) wind {way}|" +
            "leaves (fly|blow) past a {color0} house in the (strong|) wind {way}|" +
            "{color0} house in (the|) wind)"),
    ];

    private static readonly Phrase Trees = Phrase.Parse("(with trees|and trees|)");
    private static readonly Phrase ToRight = Phrase.Parse("(to the right|from left to right|)");
    private static readonly Phrase ToLeft = Phrase.Parse("(to the left|from right to left|)");

    private static readonly Phrase[] Sounds =
    [
        Phrase.Parse("(with (the|) (sound|sounds) of rain|and we hear (the|) rain)"),
        Phrase.Parse("(with (soft|quiet) wind|and it is quiet)"),
        Phrase.Parse("(with howling wind|and the wind howls|and we hear the wind|with the sound of (the|) wind)"),
    ];

    public static IEnumerable<Phrase> Phrases => [.. Bodies, Trees, ToRight, ToLeft, .. Sounds];

    public static ClipCaption Write(ClipAttributes attributes, ref Rng rng)
    {
        var weather = (int)attributes.Weather - 1;
        var builder = new CaptionBuilder()
            .Set("color0", CaptionLexicon.Color(attributes.Colors[0]), CaptionAttributeKind.Color)
            .Set("trees", Trees)
            .Set("way", attributes.Details["direction"] == "left" ? ToLeft : ToRight, CaptionAttributeKind.Detail);
        return CaptionLexicon.Compose(builder, attributes, Bodies[weather], Sounds[weather], ref rng);
    }
}
