namespace SoraSharp;

/// <summary>What a text encoder made of a prompt. Thread-safe (immutable).</summary>
/// <param name="Text">The text that was encoded: the prompt with its style in the model's words.</param>
/// <param name="TokenCount">Tokens that carry meaning, padding excluded.</param>
/// <param name="UnknownWords">Words the model has never seen, in the order of the prompt, each once. They have no effect on the video.</param>
/// <param name="Substitutions">Words replaced by others that the model knows, for example "ginger" by "orange".</param>
public sealed record PromptUnderstanding(
    string Text,
    int TokenCount,
    IReadOnlyList<string> UnknownWords,
    IReadOnlyList<WordSubstitution> Substitutions)
{
    /// <summary>An encoder that says nothing but the text and its length.</summary>
    public static PromptUnderstanding Of(string text, int tokenCount) => new(text, tokenCount, [], []);
}

/// <summary>A word of the prompt that was read as another one.</summary>
/// <param name="Word">What the user wrote.</param>
/// <param name="ReadAs">What the model was given.</param>
public sealed record WordSubstitution(string Word, string ReadAs);
