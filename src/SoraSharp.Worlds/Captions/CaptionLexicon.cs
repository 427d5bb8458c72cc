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
        "{picture} of {body} {time} {sound} {shooting}|" +
        "{picture} showing {body} {time} {sound} {shooting}|" +
        "{body} {time} {sound} {shooting} in {manner}|" +
        "{body} {time} in {manner} {shooting} {sound}|" +
        "in {manner} {body} {time} {sound} {shooting}|" +
        "{shooting} {body} {time} {sound} in {manner}|" +
        "{adjective} {time} {body} {sound} {shooting}|" +
        "{body} {sound} {adjective} {time} {shooting}" +
        ")");

    private static readonly Phrase Nothing = Phrase.Parse("");

    private static readonly Phrase[] Cameras =
    [
        Phrase.Parse("(||||||still camera|static camera)"),
        Phrase.Parse("((slow|) (camera|) pan (right|to the right)|the camera (slowly|) pans (right|to the right))"),
        Phrase.Parse("((slow|) (camera|) pan (left|to the left)|the camera (slowly|) pans (left|to the left))"),
        Phrase.Parse("((slow|) (camera|) zoom in|the camera (slowly|) zooms in)"),
        Phrase.Parse("((slow|) (camera|) zoom out|the camera (slowly|) zooms out)"),
        Phrase.Parse("((shaky|handheld) camera|the camera shakes|filmed with a (shaky|handheld) camera|camera shake)"),
    ];

    private static readonly Phrase[] Shots =
    [
        Nothing,
        Phrase.Parse("((first|) a wide shot then a close (shot|up)|two shots (wide then close|first wide then close)|a wide shot (and|with) a cut to a close (shot|up))"),
        Phrase.Parse("((first|) a close (shot|up) then a wide shot|two shots (close then wide|first close then wide)|a close (shot|up) (and|with) a cut to a wide shot)"),
    ];

    // By day goes without saying half of the time.
    private static readonly Phrase[] Times =
        [Nothing, Phrase.Parse("((by day|in daylight|during the day|in the sun)||)"), Phrase.Parse("(at night|by night|in the dark|in the night)")];

    public static IEnumerable<Phrase> Phrases => [.. ColorPhrases, .. Counts, .. Pictures, .. Manners, .. Adjectives, Frame, .. Cameras, .. Shots, .. Times];

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

    /// <summary>
    /// Builds a whole caption: style, camera moves, cuts and night always, <paramref name="body"/>, and the sound in three of five captions.
    /// </summary>
    public static ClipCaption Compose(CaptionBuilder builder, ClipAttributes attributes, Phrase body, Phrase sound, ref Simulation.Rng rng)
    {
        var style = (int)attributes.Style;
        builder
            .Set("picture", Pictures[style], CaptionAttributeKind.Style)
            .Set("manner", Manners[style], CaptionAttributeKind.Style)
            .Set("adjective", Adjectives[style], CaptionAttributeKind.Style)
            .Set("time", Times[(int)attributes.TimeOfDay], CaptionAttributeKind.TimeOfDay)
            .Set("body", body);
        if (attributes.Shots == ClipShots.One)
            builder.Set("shooting", Cameras[(int)attributes.Camera], CaptionAttributeKind.Camera);
        else
            builder.Set("shooting", Shots[(int)attributes.Shots], CaptionAttributeKind.Shots);
        // The longest variants of everything at once would not fit: try others, at last without the sound.
        const int Tries = 40;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            builder.Set("sound", attempt < Tries / 2 && rng.Chance(0.6) ? sound : Nothing, CaptionAttributeKind.Sound);
            builder.Clear();
            Frame.Expand(ref rng, builder);
            if (builder.WordCount <= ClipCaption.MaxWords)
                return builder.Build();
        }
        throw new InvalidOperationException($"No caption of {attributes} had at most {ClipCaption.MaxWords} words in {Tries} tries; shorten its grammar.");
    }
}
