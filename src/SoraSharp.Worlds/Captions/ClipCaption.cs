namespace SoraSharp.Worlds.Captions;

/// <summary>What an attribute word in a caption names.</summary>
public enum CaptionAttributeKind
{
    /// <summary>The world (its main noun).</summary>
    World,
    /// <summary>The drawing style.</summary>
    Style,
    /// <summary>A colour.</summary>
    Color,
    /// <summary>How many.</summary>
    Count,
    /// <summary>What a ball is made of.</summary>
    Material,
    /// <summary>How it ends.</summary>
    Outcome,
    /// <summary>A sound.</summary>
    Sound,
    /// <summary>Another trait (hair, skin, backdrop, motion).</summary>
    Detail,
    /// <summary>How the camera moves.</summary>
    Camera,
    /// <summary>Day or night.</summary>
    TimeOfDay,
    /// <summary>Two shots and their order.</summary>
    Shots,
    /// <summary>What is said, word for word.</summary>
    Speech,
}

/// <summary>Words of a caption that name an attribute.</summary>
/// <param name="Kind">What they name.</param>
/// <param name="Index">Position of the first word.</param>
/// <param name="Length">Number of words.</param>
/// <param name="Text">The words, separated by spaces.</param>
/// <param name="Subject">Which subject's attribute: an index into <see cref="ClipAttributes.Colors"/> for colours.</param>
public readonly record struct CaptionMention(CaptionAttributeKind Kind, int Index, int Length, string Text, int Subject);

/// <summary>A caption: lower-case words of <see cref="CaptionVocabulary"/>. Immutable.</summary>
public sealed class ClipCaption
{
    internal ClipCaption(IReadOnlyList<string> words, IReadOnlyList<CaptionMention> attributes)
    {
        Words = words;
        Attributes = attributes;
        var quoted = words.ToArray();
        foreach (var speech in attributes.Where(a => a.Kind == CaptionAttributeKind.Speech))
        {
            quoted[speech.Index] = '"' + quoted[speech.Index];
            quoted[speech.Index + speech.Length - 1] += '"';
        }
        Text = string.Join(' ', quoted);
    }

    /// <summary>The most words a caption has.</summary>
    public const int MaxWords = 44;

    /// <summary>The caption: its words separated by single spaces, what is said in quotation marks.</summary>
    public string Text { get; }

    /// <summary>Its words in order.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The words that name attributes; a longer attribute may contain a shorter one.</summary>
    public IReadOnlyList<CaptionMention> Attributes { get; }

    /// <summary>The distinct colours it names, in order.</summary>
    public IReadOnlyList<ClipColor> Colors =>
        [.. Attributes.Where(a => a.Kind == CaptionAttributeKind.Color).Select(a => Enum.Parse<ClipColor>(a.Text, ignoreCase: true)).Distinct()];

    /// <summary>The same caption with one colour word replaced by another wherever it names a subject's colour.</summary>
    /// <exception cref="ArgumentException">The caption does not name <paramref name="from"/>.</exception>
    public ClipCaption WithColor(ClipColor from, ClipColor to)
    {
        var old = CaptionLexicon.Word(from);
        var swap = CaptionLexicon.Word(to);
        var words = Words.ToArray();
        var attributes = Attributes.ToArray();
        var found = false;
        for (var i = 0; i < attributes.Length; i++)
        {
            if (attributes[i].Kind != CaptionAttributeKind.Color || attributes[i].Text != old)
                continue;
            words[attributes[i].Index] = swap;
            attributes[i] = attributes[i] with { Text = swap };
            found = true;
        }
        if (!found)
            throw new ArgumentException($"The caption \"{Text}\" does not name the colour {old}; it names {string.Join(", ", Colors.Select(CaptionLexicon.Word))}.", nameof(from));
        CaptionLexicon.SetArticles(words);
        return new(words, attributes);
    }

    /// <summary>
    /// The same caption with one of its colours replaced by a colour that it does not name, chosen by <paramref name="seed"/>: its
    /// loss minus the true caption's loss is the swapped-word gap. <see langword="null"/> when it names no colour.
    /// </summary>
    public ClipCaption? SwapColor(ulong seed)
    {
        var named = Colors;
        if (named.Count == 0)
            return null;
        var rng = new Simulation.Rng(seed, 77);
        var others = Enum.GetValues<ClipColor>().Except(named).ToArray();
        return WithColor(named[rng.Below(named.Count)], others[rng.Below(others.Length)]);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
