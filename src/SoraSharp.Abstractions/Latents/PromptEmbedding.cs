namespace SoraSharp.Stages;

/// <summary>Feature vectors of a sequence of tokens: [tokens, features]. Safe to read from several threads.</summary>
public sealed class TokenFeatures
{
    /// <summary>Takes over <paramref name="values"/> without copying them.</summary>
    /// <exception cref="ArgumentException">The number of values is not tokens · features.</exception>
    public TokenFeatures(float[] values, int tokens, int features)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)tokens * features)
        {
            throw new ArgumentException($"`values` has {values.Length} elements; {tokens} tokens of {features} features need {(long)tokens * features}.", nameof(values));
        }

        Values = values;
        Tokens = tokens;
        Features = features;
    }

    /// <summary>The values, [tokens, features]. Not to be written to.</summary>
    public float[] Values { get; }

    /// <summary>The number of tokens, padding included.</summary>
    public int Tokens { get; }

    /// <summary>Features of a token.</summary>
    public int Features { get; }
}

/// <summary>A prompt as the denoiser's cross-attention sees it. Safe to read from several threads.</summary>
/// <param name="Video">What the video attends to, [tokens, features].</param>
/// <param name="Audio">What the sound attends to, [tokens, features]; null where the family has no joint sound.</param>
/// <param name="Mask">One value a token: 1 to attend to it, 0 to ignore it.</param>
/// <param name="Understanding">What the encoder made of the words.</param>
public sealed record PromptEmbedding(TokenFeatures Video, TokenFeatures? Audio, IReadOnlyList<float> Mask, PromptUnderstanding Understanding);
