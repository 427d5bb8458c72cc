using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Umt5;

/// <summary>The inputs of <see cref="Umt5Encoder.Encode"/> that follow from ids and mask. Immutable and thread-safe.</summary>
public sealed class Umt5Inputs
{
    private readonly Umt5Config _config;

    internal Umt5Inputs(Umt5Config config) => _config = config;

    /// <summary>All inputs of the encoder.</summary>
    /// <param name="ids">Token ids, int64 [B, tokens].</param>
    /// <param name="mask">True for text, false for padding; bool [B, tokens].</param>
    /// <exception cref="ArgumentException">The shapes differ, or an id is not in the vocabulary.</exception>
    public Dictionary<string, HostTensor> Of(HostTensor ids, HostTensor mask)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(mask);
        if (ids.Shape.Count != 2 || !ids.Shape.SequenceEqual(mask.Shape)) throw new ArgumentException($"Token ids are {ids} and their mask is {mask}; both are [batch, tokens].", nameof(mask));
        foreach (long id in ids.Int64s)
        {
            if (id < 0 || id >= _config.VocabularySize) throw new ArgumentException($"Token id {id} is outside the model's vocabulary of {_config.VocabularySize}; tokenise with the tokenizer of the same checkpoint.", nameof(ids));
        }

        int rows = (int)ids.Shape[0], tokens = (int)ids.Shape[1];
        float[] bias = Array.ConvertAll(mask.Bools, isText => isText ? 0 : float.MinValue);
        long[] distances = new long[checked(tokens * tokens)];
        for (int query = 0; query < tokens; query++)
        {
            for (int key = 0; key < tokens; key++) distances[query * tokens + key] = Bucket(key - query);
        }

        return new(StringComparer.Ordinal)
        {
            [Umt5Encoder.InputIds] = ids,
            [Umt5Encoder.PaddingBias] = HostTensor.From(bias, rows, 1, 1, tokens),
            [Umt5Encoder.Distances] = HostTensor.From(distances, tokens, tokens),
        };
    }

    /// <summary>
    /// The class of a distance: near ones each for themselves, far ones in classes that grow with the logarithm; those after the token in the
    /// second half. In float32 as the reference computes it. Source: transformers <c>modeling_umt5.py</c>, <c>_relative_position_bucket</c>.
    /// </summary>
    internal int Bucket(int distance)
    {
        int half = _config.RelativeBuckets / 2, near = half / 2, length = Math.Abs(distance), direction = distance > 0 ? half : 0;
        if (length < near) return direction + length;
        float share = MathF.Log((float)length / near) / (float)Math.Log((double)_config.MaximumDistance / near);
        return direction + Math.Min(near + (int)(share * (half - near)), half - 1);
    }
}
