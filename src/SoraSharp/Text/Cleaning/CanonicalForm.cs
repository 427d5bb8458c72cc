using System.Text;

namespace SoraSharp.Text.Cleaning;

/// <summary>Unicode's normalization form C: letters and marks that make a character become it (Unicode Standard Annex 15). Thread-safe.</summary>
internal static class CanonicalForm
{
    private const int HangulSyllables = 0xAC00, HangulLeads = 0x1100, HangulVowels = 0x1161, HangulTails = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, SyllableCount = LeadCount * VowelCount * TailCount;

    /// <summary>The text in form C; lone surrogates become U+FFFD.</summary>
    public static string Compose(string text)
    {
        List<(int Code, int Class)> codes = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) Decompose(rune.Value, codes);
        SortMarks(codes);
        StringBuilder result = new(text.Length);
        foreach (int code in Combine(codes)) result.Append(char.ConvertFromUtf32(code));
        return result.ToString();
    }

    private static void Decompose(int code, List<(int Code, int Class)> into)
    {
        int syllable = code - HangulSyllables;
        if (syllable is >= 0 and < SyllableCount)
        {
            into.Add((HangulLeads + (syllable / (VowelCount * TailCount)), 0));
            into.Add((HangulVowels + (syllable / TailCount % VowelCount), 0));
            if (syllable % TailCount != 0) into.Add((HangulTails + (syllable % TailCount), 0));
        }
        else if (CharacterTables.Decompositions.TryGetValue(code, out int[]? parts))
        {
            foreach (int part in parts) Decompose(part, into);
        }
        else
        {
            into.Add((code, CharacterTables.CombiningClasses.GetValueOrDefault(code)));
        }
    }

    /// <summary>Marks after a letter in the order of their classes; those of one class stay as they are.</summary>
    private static void SortMarks(List<(int Code, int Class)> codes)
    {
        for (int start = 0; start < codes.Count;)
        {
            int end = start;
            while (end < codes.Count && codes[end].Class != 0) end++;
            if (end - start > 1)
            {
                (int, int)[] sorted = [.. codes.Slice(start, end - start).OrderBy(code => code.Class)];
                for (int i = 0; i < sorted.Length; i++) codes[start + i] = sorted[i];
            }

            start = end + 1;
        }
    }

    private static List<int> Combine(List<(int Code, int Class)> codes)
    {
        List<int> result = new(codes.Count);
        int starter = -1, lastClass = -1;
        foreach ((int code, int ofClass) in codes)
        {
            // A mark of the same or a higher class between the letter and this one blocks it.
            bool blocked = lastClass >= ofClass && lastClass != -1;
            if (starter >= 0 && !blocked && Pair(result[starter], code) is { } composite)
            {
                result[starter] = composite;
                continue;
            }

            result.Add(code);
            if (ofClass == 0) (starter, lastClass) = (result.Count - 1, -1);
            else lastClass = ofClass;
        }

        return result;
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= HangulLeads and < HangulLeads + LeadCount && second is >= HangulVowels and < HangulVowels + VowelCount)
            return HangulSyllables + ((((first - HangulLeads) * VowelCount) + second - HangulVowels) * TailCount);
        int syllable = first - HangulSyllables;
        if (syllable is >= 0 and < SyllableCount && syllable % TailCount == 0 && second is > HangulTails and < HangulTails + TailCount)
            return first + second - HangulTails;
        return CharacterTables.Compositions.TryGetValue((first, second), out int composite) ? composite : null;
    }
}
