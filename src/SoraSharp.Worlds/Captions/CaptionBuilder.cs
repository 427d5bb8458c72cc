using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Captions;

/// <summary>Collects the words of one caption and remembers which of them name attributes.</summary>
internal sealed class CaptionBuilder
{
    private readonly List<string> _words = [];
    private readonly List<CaptionMention> _attributes = [];
    private readonly Dictionary<string, (Phrase Phrase, CaptionAttributeKind? Kind, int Subject)> _slots = [];

    /// <summary>Sets what <c>{name}</c> stands for; with a kind, its words are marked as an attribute.</summary>
    public CaptionBuilder Set(string name, Phrase phrase, CaptionAttributeKind? kind = null, int subject = 0)
    {
        _slots[name] = (phrase, kind, subject);
        return this;
    }

    public int WordCount => _words.Count;

    public void Add(string word) => _words.Add(word);

    /// <summary>Forgets the words, not the slots.</summary>
    public void Clear()
    {
        _words.Clear();
        _attributes.Clear();
    }

    public void ExpandSlot(string name, ref Rng rng)
    {
        if (!_slots.TryGetValue(name, out var slot))
            throw new InvalidOperationException($"The grammar uses the slot {{{name}}}, which its world does not set; it sets {string.Join(", ", _slots.Keys)}.");
        var start = _words.Count;
        slot.Phrase.Expand(ref rng, this);
        if (slot.Kind is { } kind && _words.Count > start)
            _attributes.Add(new(kind, start, _words.Count - start, string.Join(' ', _words.Skip(start)), slot.Subject));
    }

    public ClipCaption Build()
    {
        var words = _words.ToArray();
        CaptionLexicon.SetArticles(words);
        return new(words, [.. _attributes]);
    }
}
