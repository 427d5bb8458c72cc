namespace SoraSharp.Stages;

/// <summary>Turns text into what the denoiser attends to. Implementations are thread-safe.</summary>
public interface ITextEncoder
{
    /// <summary>Encodes one text.</summary>
    /// <param name="text">The text; an empty one is legal (it is the usual negative prompt).</param>
    /// <param name="cancellationToken">Stops encoding within one network call.</param>
    /// <returns>The embedding, and what was understood. Equal texts give equal embeddings.</returns>
    /// <exception cref="InvalidRequestException">The text is longer than the model can read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<PromptEmbedding> EncodeAsync(string text, CancellationToken cancellationToken = default);
}
