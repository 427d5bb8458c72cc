using SoraSharp.Stages;
using SoraSharp.Text;

namespace SoraSharp.Planning;

/// <summary>Says a style in the words a model was trained with, after the prompt.</summary>
internal static class StyleWording
{
    /// <summary>
    /// The prompt with its style. Where the request names none, the model's default style is said, unless the prompt itself already
    /// speaks of one of the model's styles: by a word of its name, or by one that is read as such a word.
    /// </summary>
    public static string Apply(string prompt, VideoStyle? style, ModelProfile profile)
    {
        style ??= MentionsStyle(prompt, profile) ? null : profile.DefaultStyle;
        if (style is null) return prompt;
        string phrase = profile.StylePhrases.TryGetValue(style.Name, out string? own) ? own : style.Phrase;
        return $"{prompt.Trim().TrimEnd('.', ',', ';', ' ')}{profile.StyleSeparator}{phrase}";
    }

    private static bool MentionsStyle(string prompt, ModelProfile profile)
    {
        HashSet<string> names = [.. profile.StylePhrases.Keys.SelectMany(name => name.Split(' '))];
        return PromptReader.Words(prompt).Select(word => word.ToLowerInvariant()).Any(word => names.Contains(profile.Synonyms.GetValueOrDefault(word, word)) || word.Split('-').Any(names.Contains));
    }
}
