namespace SoraSharp.Worlds.Captions;

/// <summary>Words shared by all worlds: colours, counts, styles, and the ways to put a sentence together.</summary>
internal static class CaptionLexicon
{
    private static readonly string[] ColorWords = [.. Enum.GetNames<ClipColor>().Select(n => n.ToLowerInvariant())];
    private static readonly Phrase[] ColorPhrases = [.. ColorWords.Select(Phrase.Parse)];

    private static readonly Phrase[] Counts =
        [Phrase.Parse("(one|a single)"), Phrase.Parse("two"), Phrase.Parse("three"), Phrase.Parse("four")];

    // Each style by three uses: a kind of picture ("… of"), a manner ("in …"), and an adjective.
    private static readonly Phrase[] Pictures =
    [
        Phrase.Parse("a (simple|) flat (cartoon|animation|drawing)"),
        Phrase.Parse("a (coloured|colored|hand drawn|) pencil (sketch|drawing|animation)"),
        Phrase.Parse("a (glowing|bright|) neon (animation|drawing|picture)"),
        Phrase.Parse("a cinematic (film|movie|shot|video)"),
        Phrase.Parse("a (soft|) (watercolor|watercolour) (painting|animation|picture)"),
        Phrase.Parse("a (retro|) pixel art (game|animation|picture)"),
    ];

    private static readonly Phrase[] Manners =
    [
        Phrase.Parse("(flat style|flat cartoon style|a flat style|simple flat shapes)"),
        Phrase.Parse("(pencil sketch style|coloured pencil|colored pencil|a pencil sketch style|pencil on paper)"),
        Phrase.Parse("(neon style|glowing neon|a neon style|neon lights|glowing neon lights)"),
        Phrase.Parse("(cinematic style|a cinematic style|cinematic light|cinematic film style)"),
        Phrase.Parse("((watercolor|watercolour) style|(watercolor|watercolour)|a (watercolor|watercolour) style|soft (watercolor|watercolour))"),
        Phrase.Parse("(pixel art style|pixel art|a pixel art style|retro pixel art)"),
    ];

    private static readonly Phrase[] Adjectives =
        [Phrase.Parse("flat (style|cartoon|)"), Phrase.Parse("pencil (sketch|drawing|)"), Phrase.Parse("neon (style|)"),
            Phrase.Parse("cinematic (style|film|)"), Phrase.Parse("(watercolor|watercolour) (style|painting|)"), Phrase.Parse("pixel art (style|game|)")];

    private static readonly Phrase Frame = Phrase.Parse(
        "(" +
        "{picture} of {body} {sound}|" +
        "{picture} showing {body} {sound}|" +
        "{body} {sound} in {manner}|" +
        "{body} in {manner} {sound}|" +
        "in {manner} {body} {sound}|" +
        "{adjective} {body} {sound}|" +
        "{body} {sound} {adjective}" +
        ")");

    private static readonly Phrase Silent = Phrase.Parse("");

    public static IEnumerable<Phrase> Phrases => [.. ColorPhrases, .. Counts, .. Pictures, .. Manners, .. Adjectives, Frame];

    /// <summary>The words that <see cref="SetArticles"/> writes.</summary>
    public static IReadOnlyList<string> Articles { get; } = ["a", "an"];

    /// <summary>Makes every "a" before a vowel "an", and the reverse.</summary>
    public static void SetArticles(Span<string> words)
    {
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (words[i] is "a" or "an")
                words[i] = words[i + 1][0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a";
        }
    }

    public static string Word(ClipColor color) => ColorWords[(int)color];

    public static Phrase Color(ClipColor color) => ColorPhrases[(int)color];

    public static Phrase Count(int count) => Counts[count - 1];

    /// <summary>Builds a whole caption: the style always, <paramref name="body"/>, and the sound in three of five captions.</summary>
    public static ClipCaption Compose(CaptionBuilder builder, ClipStyle style, Phrase body, Phrase sound, ref Simulation.Rng rng)
    {
        builder
            .Set("picture", Pictures[(int)style], CaptionAttributeKind.Style)
            .Set("manner", Manners[(int)style], CaptionAttributeKind.Style)
            .Set("adjective", Adjectives[(int)style], CaptionAttributeKind.Style)
            .Set("body", body)
            .Set("sound", rng.Chance(0.6) ? sound : Silent, CaptionAttributeKind.Sound);
        Frame.Expand(ref rng, builder);
        return builder.Build();
    }
}
