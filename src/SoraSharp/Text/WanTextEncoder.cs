using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Tokenizers;
using SoraSharp.Models.Umt5;
using SoraSharp.Stages;
using SoraSharp.Text.Cleaning;

namespace SoraSharp.Text;

/// <summary>
/// Wan's text encoder: the prompt is cleaned, encoded by UMT5 and filled up with zeros to a fixed number of tokens, all of which the transformer attends
/// to. A text longer than that is refused unless it is to be cut. Source: diffusers <c>pipeline_wan.py</c>. Thread-safe.
/// </summary>
internal sealed class WanTextEncoder(ITokenizer tokenizer, Umt5Encoder encoder, NetworkSessions sessions, int maxTokens, bool truncates) : ITextEncoder
{
    private readonly int _specialTokens = tokenizer.Encode("").Length;

    /// <inheritdoc />
    public Task<PromptEmbedding> EncodeAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Task.Run(() => Encode(PromptCleaner.Clean(text), cancellationToken), cancellationToken);
    }

    private PromptEmbedding Encode(string text, CancellationToken cancellationToken)
    {
        long[] ids = truncates ? tokenizer.Encode(text, maxTokens) : tokenizer.Encode(text);
        if (ids.Length > maxTokens)
        {
            throw new InvalidRequestException([new("prompt", $"The text has {ids.Length - _specialTokens} tokens; this model reads {maxTokens - _specialTokens}; shorten it by about {Math.Ceiling(100.0 * (ids.Length - maxTokens) / (ids.Length - _specialTokens))} %.")]);
        }

        // Padding is hidden from the text and its own rows become zero, so it need not be computed.
        long[] row = ids.Length > 0 ? ids : [tokenizer.PadId ?? 0];
        HostTensor mask = HostTensor.From([.. Enumerable.Repeat(true, row.Length)], 1, row.Length);
        HostTensor states = sessions.Run("encode", encoder.Encode, encoder.Inputs.Of(HostTensor.From(row, 1, row.Length), mask), cancellationToken)[Umt5Encoder.LastHiddenState];
        int features = encoder.Config.HiddenSize;
        float[] filled = new float[checked(maxTokens * features)];
        states.Floats.AsSpan(0, ids.Length * features).CopyTo(filled);
        return new(new TokenFeatures(filled, maxTokens, features), null, [.. Enumerable.Repeat(1f, maxTokens)], PromptUnderstanding.Of(text, Math.Max(0, ids.Length - _specialTokens)));
    }
}
