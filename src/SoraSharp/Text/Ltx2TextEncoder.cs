using SoraSharp.Models.Backends;
using SoraSharp.Models.Gemma;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Tokenizers;
using SoraSharp.Stages;

namespace SoraSharp.Text;

/// <summary>
/// LTX-2's text encoder: tokenizer, all hidden states of Gemma, text connectors. A text longer than the model reads is refused unless it is to be cut.
/// Where the connectors put registers in the place of padding, Gemma runs on the text alone: what it says of the text does not depend on
/// padding, and a dozen words cost a dozen tokens instead of a thousand. Thread-safe.
/// </summary>
internal sealed class Ltx2TextEncoder(
    ITokenizer tokenizer,
    PromptReader reader,
    GemmaTextModel text,
    NetworkSessions textSessions,
    Ltx2TextConnectors connectors,
    NetworkSessions connectorSessions,
    int maxTokens,
    bool truncates) : ITextEncoder
{
    private readonly bool _hasRegisters = connectors.Config.Video.Registers is not null && connectors.Config.Audio.Registers is not null;
    private readonly int _specialTokens = tokenizer.Encode("").Length;

    /// <inheritdoc />
    public Task<PromptEmbedding> EncodeAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Task.Run(() => Encode(text, cancellationToken), cancellationToken);
    }

    private PromptEmbedding Encode(string prompt, CancellationToken cancellationToken)
    {
        ReadPrompt read = reader.Read(prompt.Trim());
        long[] ids = truncates ? tokenizer.Encode(read.Text, maxTokens) : tokenizer.Encode(read.Text);
        if (ids.Length > maxTokens)
        {
            throw new InvalidRequestException([new("prompt", $"The text \"{Beginning(read.Text)}\" has {ids.Length - _specialTokens} tokens; this model reads {maxTokens - _specialTokens}; shorten it by about {Math.Ceiling(100.0 * (ids.Length - maxTokens) / (ids.Length - _specialTokens))} %.")]);
        }

        (HostTensor rows, HostTensor mask) = Row(ids);
        HostTensor states = textSessions.Run("encode", text.Encode, text.Inputs.Of(rows, mask), cancellationToken)[GemmaTextModel.HiddenStates];

        Dictionary<string, HostTensor> inputs = new() { [Ltx2TextConnectors.HiddenStates] = states };
        connectors.Inputs.Add(inputs, mask, maxTokens);
        IReadOnlyDictionary<string, HostTensor> connected = connectorSessions.Run("connect", connectors.Connect, inputs, cancellationToken);
        TokenFeatures video = Features(connected[Ltx2TextConnectors.VideoText]);
        return new(
            video,
            Features(connected[Ltx2TextConnectors.AudioText]),
            Enumerable.Repeat(1f, video.Tokens).ToArray(),
            new(read.Text, ids.Length - _specialTokens, read.UnknownWords, read.Substitutions));
    }

    private static string Beginning(string text) => text.Length <= 40 ? text : $"{text[..40]}…";

    /// <summary>The ids as a row of one: without padding where registers stand in for it, else padded on the left, as Gemma wants it.</summary>
    private (HostTensor Ids, HostTensor Mask) Row(long[] ids)
    {
        // A network takes at least one token, also of an empty text whose tokenizer begins it with none.
        int length = _hasRegisters ? Math.Max(1, ids.Length) : maxTokens, padding = length - ids.Length;
        long[] row = [.. Enumerable.Repeat((long)(tokenizer.PadId ?? 0), padding), .. ids];
        bool[] mask = [.. Enumerable.Range(0, length).Select(i => i >= padding)];
        return (HostTensor.From(row, 1, length), HostTensor.From(mask, 1, length));
    }

    private static TokenFeatures Features(HostTensor tensor) => new(tensor.Floats, (int)tensor.Shape[1], (int)tensor.Shape[2]);
}
