using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.MushroomGarden;

/// <summary>The grammar of the mushroom garden's captions.</summary>
internal static class MushroomGardenCaptions
{
    private static readonly Phrase Alone = Phrase.Parse(
        "({count} {glowing} {color0} mushroom {shines} {place} {spores}|" +
        "a {color0} mushroom {shines} {place} {spores}|" +
        "{yard} with a {glowing} {color0} mushroom {spores}|" +
        "{color0} mushroom {glowing} {place})");

    private static readonly Phrase Many = Phrase.Parse(
        "({count} {glowing} {color0} mushrooms {shine} {place} {spores}|" +
        "{count} {color0} mushrooms {shine} {place} {spores}|" +
        "{yard} with {count} {glowing} {color0} mushrooms {spores}|" +
        "{count} {color0} mushrooms {glowing} {place})");

    private static readonly Phrase Glowing = Phrase.Parse("(glowing|shining|magic glowing)");
    private static readonly Phrase Shines = Phrase.Parse("(shines|glows|pulses|pulses with light|lights up)");
    private static readonly Phrase Shine = Phrase.Parse("(shine|glow|pulse|pulse with light|light up)");
    private static readonly Phrase Place = Phrase.Parse("in a (dark|magic|) (garden|mushroom garden|forest)");
    private static readonly Phrase Yard = Phrase.Parse("a (dark|magic|) (garden|mushroom garden|forest)");
    private static readonly Phrase SporesDrift = Phrase.Parse("(as|while|and) spores (drift|float) (up|in the air|around)");
    private static readonly Phrase Nothing = Phrase.Parse("");

    private static readonly Phrase Sound = Phrase.Parse(
        "(with (soft|) chimes|with a soft hum and chimes|with (soft|quiet) music|and we hear (soft|) chimes)");

    public static IEnumerable<Phrase> Phrases => [Alone, Many, Glowing, Shines, Shine, Place, Yard, SporesDrift, Sound];

    public static ClipCaption Write(ClipAttributes attributes, ref Rng rng)
    {
        var builder = new CaptionBuilder()
            .Set("count", CaptionLexicon.Count(attributes.Count), CaptionAttributeKind.Count)
            .Set("color0", CaptionLexicon.Color(attributes.Colors[0]), CaptionAttributeKind.Color)
            .Set("glowing", Glowing)
            .Set("shines", Shines)
            .Set("shine", Shine)
            .Set("place", Place, CaptionAttributeKind.World)
            .Set("yard", Yard, CaptionAttributeKind.World)
            .Set("spores", rng.Chance(0.5) ? SporesDrift : Nothing);
        return CaptionLexicon.Compose(builder, attributes, attributes.Count == 1 ? Alone : Many, Sound, ref rng);
    }
}
