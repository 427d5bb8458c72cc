namespace SoraSharp.Worlds.Captions;

/// <summary>The closed vocabulary of all captions.</summary>
public static class CaptionVocabulary
{
    private static readonly Lazy<IReadOnlyList<string>> All = new(Collect);

    /// <summary>Every word that any caption can contain, in ordinal order.</summary>
    public static IReadOnlyList<string> Words => All.Value;

    private static string[] Collect()
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        words.UnionWith(CaptionLexicon.Articles);
        foreach (var phrase in CaptionLexicon.Phrases.Concat(Scenes.WorldRegistry.Worlds.SelectMany(w => w.Phrases)))
            phrase.CollectWords(words);
        return [.. words];
    }
}
