using SoraSharp.Stages;

namespace SoraSharp.Text;

/// <summary>
/// A text encoder that may be asked ahead: what it made of a text then is handed out once, to the next who asks for the same text.
/// Holds one text at most. Thread-safe.
/// </summary>
internal sealed class RememberedTextEncoder(ITextEncoder inner) : ITextEncoder
{
    private Remembered? _ahead;

    /// <summary>Encodes a text that will be asked for again.</summary>
    public async Task<PromptEmbedding> EncodeAheadAsync(string text, CancellationToken cancellationToken)
    {
        PromptEmbedding embedding = await inner.EncodeAsync(text, cancellationToken).ConfigureAwait(false);
        Interlocked.Exchange(ref _ahead, new Remembered(text, embedding));
        return embedding;
    }

    /// <inheritdoc />
    public Task<PromptEmbedding> EncodeAsync(string text, CancellationToken cancellationToken = default)
    {
        Remembered? ahead = Volatile.Read(ref _ahead);
        // Another request may have taken it, or put its own there, in the meantime: then it is encoded again.
        return ahead?.Text == text && ReferenceEquals(Interlocked.CompareExchange(ref _ahead, null, ahead), ahead)
            ? Task.FromResult(ahead.Embedding)
            : inner.EncodeAsync(text, cancellationToken);
    }

    private sealed record Remembered(string Text, PromptEmbedding Embedding);
}
