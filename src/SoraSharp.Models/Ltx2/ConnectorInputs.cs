using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// The inputs of <see cref="Ltx2TextConnectors.Connect"/> that follow from the attention mask: which token or register stands
/// at each place, and the places' rotary tables. Text comes first in its own order, whatever side it was padded on; then
/// register number (place mod registers). Immutable and thread-safe.
/// </summary>
public sealed class Ltx2ConnectorInputs
{
    private readonly Ltx2TextConnectorsConfig _config;
    private readonly Ltx2Rope _videoRope;
    private readonly Ltx2Rope _audioRope;

    internal Ltx2ConnectorInputs(Ltx2TextConnectorsConfig config)
    {
        _config = config;
        _videoRope = Rope(config.Video);
        _audioRope = Rope(config.Audio);

        Ltx2Rope Rope(Ltx2ConnectorConfig connector) =>
            new(connector.Features, connector.Heads, config.RopeLayout, [config.RopeBaseLength], config.RopeTheta, config.RopeDoublePrecision);
    }

    /// <summary>Adds everything but the hidden states to a function's inputs.</summary>
    /// <param name="inputs">Where they go.</param>
    /// <param name="mask">True for text, false for padding; bool [B, text]. The hidden states have as many tokens.</param>
    /// <param name="length">
    /// The number of text embeddings to make; the number of tokens in the mask if left out. With registers it may be larger, so that
    /// the text encoder need not run on padding; it is a multiple of the number of registers and at least the longest text.
    /// </param>
    /// <exception cref="ArgumentException">The length is not one that the connectors can make.</exception>
    public void Add(IDictionary<string, HostTensor> inputs, HostTensor mask, int? length = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(mask);
        int places = length ?? (int)mask.Shape[1];
        inputs[Ltx2TextConnectors.AttentionMask] = mask;
        Add(inputs, mask, places, _config.Video, _videoRope, Ltx2TextConnectors.VideoOrder, Ltx2TextConnectors.VideoRope);
        Add(inputs, mask, places, _config.Audio, _audioRope, Ltx2TextConnectors.AudioOrder, Ltx2TextConnectors.AudioRope);
    }

    /// <summary>
    /// For every place the row of what stands there, int64 [B, length]: rows 0 to B·text − 1 are the tokens of all texts, the registers follow.
    /// </summary>
    /// <exception cref="ArgumentException">The length is not a multiple of the number of registers, or shorter than a text.</exception>
    internal static HostTensor Order(HostTensor mask, int length, int registers)
    {
        int rows = (int)mask.Shape[0], tokens = (int)mask.Shape[1];
        if (length % registers != 0)
        {
            throw new ArgumentException($"{length} text embeddings were asked for; with {registers} learnable registers their number is a multiple of {registers}: use {(length + registers - 1) / registers * registers}.", nameof(length));
        }

        bool[] isText = mask.Bools;
        long[] order = new long[rows * length];
        for (int row = 0; row < rows; row++)
        {
            int place = 0;
            for (int token = 0; token < tokens; token++)
            {
                if (!isText[row * tokens + token]) continue;
                if (place == length) throw new ArgumentException($"A text has more than {length} tokens, but {length} text embeddings were asked for; ask for at least as many as the longest text has tokens.", nameof(length));
                order[row * length + place++] = row * tokens + token;
            }

            for (; place < length; place++) order[row * length + place] = rows * tokens + place % registers;
        }

        return HostTensor.From(order, rows, length);
    }

    internal IEnumerable<InputSpec> Specs()
    {
        foreach ((Ltx2ConnectorConfig connector, Ltx2Rope rope, string order, string ropeName) in new[]
        {
            (_config.Video, _videoRope, Ltx2TextConnectors.VideoOrder, Ltx2TextConnectors.VideoRope),
            (_config.Audio, _audioRope, Ltx2TextConnectors.AudioOrder, Ltx2TextConnectors.AudioRope),
        })
        {
            string places = connector.Registers is null ? "text_tokens" : "length";
            if (connector.Registers is not null) yield return new(order, ElementType.Int64, "batch", places);
            yield return new($"{ropeName}.cos", ElementType.Float32, 1, places, rope.Groups, rope.PairsPerGroup);
            yield return new($"{ropeName}.sin", ElementType.Float32, 1, places, rope.Groups, rope.PairsPerGroup);
        }
    }

    internal RotaryTable Rope(NetworkValues inputs, string name) => new(inputs[$"{name}.cos"], inputs[$"{name}.sin"], _config.RopeLayout);

    private static void Add(IDictionary<string, HostTensor> inputs, HostTensor mask, int places, Ltx2ConnectorConfig connector, Ltx2Rope rope, string order, string ropeName)
    {
        if (connector.Registers is int registers)
        {
            inputs[order] = Order(mask, places, registers);
        }
        else if (places != mask.Shape[1])
        {
            throw new ArgumentException($"{places} text embeddings were asked for of {mask.Shape[1]} tokens; without learnable registers the numbers are equal.", nameof(places));
        }

        RopeTables tables = rope.Tables(HostTensor.From([.. Enumerable.Range(0, places).Select(place => (float)place)], 1, 1, places));
        inputs[$"{ropeName}.cos"] = tables.Cos;
        inputs[$"{ropeName}.sin"] = tables.Sin;
    }
}
