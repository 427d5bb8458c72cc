using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Captions;

/// <summary>
/// A piece of grammar: words, <c>(one|another|)</c> for a choice (each as likely, possibly empty) and <c>{name}</c> for a slot.
/// Immutable once parsed.
/// </summary>
internal abstract class Phrase
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(" |(){}");

    /// <summary>Parses grammar text.</summary>
    /// <exception cref="FormatException">Unbalanced parentheses or braces.</exception>
    public static Phrase Parse(string text)
    {
        var position = 0;
        var phrase = ParseChoice(text, ref position);
        return position == text.Length ? phrase : throw new FormatException($"Grammar text has a stray '{text[position]}' at {position}: \"{text}\".");
    }

    public abstract void Expand(ref Rng rng, CaptionBuilder caption);

    /// <summary>Adds every word this phrase itself can emit (not those of its slots).</summary>
    public abstract void CollectWords(ISet<string> words);

    private static Phrase ParseChoice(string text, ref int position)
    {
        List<Phrase> options = [ParseSequence(text, ref position)];
        while (position < text.Length && text[position] == '|')
        {
            position++;
            options.Add(ParseSequence(text, ref position));
        }
        return options.Count == 1 ? options[0] : new Choice([.. options]);
    }

    private static Sequence ParseSequence(string text, ref int position)
    {
        List<Phrase> items = [];
        while (position < text.Length && text[position] is not ('|' or ')'))
        {
            var c = text[position];
            if (c == ' ')
            {
                position++;
            }
            else if (c == '(')
            {
                position++;
                items.Add(ParseChoice(text, ref position));
                if (position >= text.Length)
                    throw new FormatException($"Grammar text lacks a ')': \"{text}\".");
                position++;
            }
            else if (c == '{')
            {
                var end = text.IndexOf('}', position);
                if (end < 0)
                    throw new FormatException($"Grammar text lacks a '}}': \"{text}\".");
                items.Add(new SlotReference(text[(position + 1)..end]));
                position = end + 1;
            }
            else
            {
                var end = text.AsSpan(position).IndexOfAny(Special);
                end = end < 0 ? text.Length : position + end;
                items.Add(new Word(text[position..end]));
                position = end;
            }
        }
        return new Sequence([.. items]);
    }

    private sealed class Word(string text) : Phrase
    {
        public override void Expand(ref Rng rng, CaptionBuilder caption) => caption.Add(text);

        public override void CollectWords(ISet<string> words) => words.Add(text);
    }

    private sealed class SlotReference(string name) : Phrase
    {
        public override void Expand(ref Rng rng, CaptionBuilder caption) => caption.ExpandSlot(name, ref rng);

        public override void CollectWords(ISet<string> words)
        {
        }
    }

    private sealed class Sequence(Phrase[] items) : Phrase
    {
        public override void Expand(ref Rng rng, CaptionBuilder caption)
        {
            foreach (var item in items)
                item.Expand(ref rng, caption);
        }

        public override void CollectWords(ISet<string> words)
        {
            foreach (var item in items)
                item.CollectWords(words);
        }
    }

    private sealed class Choice(Phrase[] options) : Phrase
    {
        public override void Expand(ref Rng rng, CaptionBuilder caption) => options[rng.Below(options.Length)].Expand(ref rng, caption);

        public override void CollectWords(ISet<string> words)
        {
            foreach (var option in options)
                option.CollectWords(words);
        }
    }
}
