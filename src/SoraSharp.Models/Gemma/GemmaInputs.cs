using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Gemma;

/// <summary>
/// The inputs of <see cref="GemmaTextModel.Encode"/> that follow from the attention mask: what each token sees, and
/// rotary tables. Positions count padding. Immutable and thread-safe.
/// </summary>
public sealed class GemmaInputs
{
    private readonly GemmaShape _shape;

    internal GemmaInputs(GemmaShape shape) => _shape = shape;

    /// <summary>All inputs of the model.</summary>
    /// <param name="ids">Token ids, int64 [B, tokens].</param>
    /// <param name="mask">True for text, false for padding; bool [B, tokens].</param>
    /// <exception cref="ArgumentException">The shapes differ, or an id is not in the vocabulary.</exception>
    public Dictionary<string, HostTensor> Of(HostTensor ids, HostTensor mask)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(mask);
        if (ids.Shape.Count != 2 || !ids.Shape.SequenceEqual(mask.Shape))
        {
            throw new ArgumentException($"Token ids are {ids} and their mask is {mask}; both are [batch, tokens].", nameof(mask));
        }

        if (ids.Int64s.Any(_shape.PlaceholderIds.Contains)) ids = HostTensor.From(Array.ConvertAll(ids.Int64s, id => _shape.PlaceholderIds.Contains(id) ? _shape.PadId : id), [.. ids.Shape]);
        foreach (long id in ids.Int64s)
        {
            if (id < 0 || id >= _shape.VocabularySize) throw new ArgumentException($"Token id {id} is outside the model's vocabulary of {_shape.VocabularySize}; tokenise with the tokenizer of the same checkpoint.", nameof(ids));
        }

        Dictionary<string, HostTensor> inputs = new(StringComparer.Ordinal) { [GemmaTextModel.InputIds] = ids };
        int tokens = (int)ids.Shape[1];
        if (Uses(slides: false))
        {
            inputs[GemmaTextModel.FullBias] = Bias(mask, window: tokens);
            AddRope(inputs, GemmaTextModel.FullRope, _shape.FullRope, Pairs(slides: false), tokens);
        }

        if (Uses(slides: true))
        {
            inputs[GemmaTextModel.SlidingBias] = Bias(mask, _shape.SlidingWindow);
            AddRope(inputs, GemmaTextModel.SlidingRope, _shape.SlidingRope, Pairs(slides: true), tokens);
        }

        return inputs;
    }

    internal IReadOnlyList<InputSpec> Specs()
    {
        const string batch = "batch", tokens = "text_tokens";
        List<InputSpec> specs = [new(GemmaTextModel.InputIds, ElementType.Int64, batch, tokens)];
        if (Uses(slides: false)) AddSpecs(GemmaTextModel.FullBias, GemmaTextModel.FullRope, Pairs(slides: false));
        if (Uses(slides: true)) AddSpecs(GemmaTextModel.SlidingBias, GemmaTextModel.SlidingRope, Pairs(slides: true));
        return specs;

        void AddSpecs(string bias, string rope, int pairs)
        {
            specs.Add(new(bias, ElementType.Float32, batch, 1, tokens, tokens));
            specs.Add(new($"{rope}.cos", ElementType.Float32, 1, tokens, 1, pairs));
            specs.Add(new($"{rope}.sin", ElementType.Float32, 1, tokens, 1, pairs));
        }
    }

    private bool Uses(bool slides) => _shape.Layers.Any(layer => layer.Slides == slides);

    /// <summary>Pairs of a head, which all layers of a kind share.</summary>
    private int Pairs(bool slides) => _shape.Layers.First(layer => layer.Slides == slides).HeadFeatures / 2;

    /// <summary>0 where a token (row) sees another (column), else so low that its weight vanishes.</summary>
    private static HostTensor Bias(HostTensor mask, int window)
    {
        int rows = (int)mask.Shape[0], tokens = (int)mask.Shape[1];
        bool[] isText = mask.Bools;
        float[] bias = new float[checked(rows * tokens * tokens)];
        Array.Fill(bias, float.MinValue);
        for (int row = 0; row < rows; row++)
        {
            for (int query = 0; query < tokens; query++)
            {
                for (int key = Math.Max(0, query - window + 1); key <= query; key++)
                {
                    if (isText[row * tokens + key]) bias[(row * tokens + query) * tokens + key] = 0;
                }
            }
        }

        return HostTensor.From(bias, rows, 1, tokens, tokens);
    }

    /// <summary>Angles are position / (θ^(2i/D)·factor), rounded to float32 as the reference does; pairs beyond the rotated share stay.</summary>
    private static void AddRope(Dictionary<string, HostTensor> inputs, string name, GemmaRopeConfig rope, int pairs, int tokens)
    {
        int rotated = (int)(rope.RotatedShare * (2 * pairs) / 2);
        float[] cos = new float[tokens * pairs], sin = new float[tokens * pairs];
        for (int i = 0; i < pairs; i++)
        {
            float exponent = 2 * i / (float)(2 * pairs);
            float frequency = i < rotated ? 1 / (float)Math.Pow(rope.Theta, exponent) / (float)rope.Factor : 0;
            for (int position = 0; position < tokens; position++)
            {
                (double s, double c) = Math.SinCos(position * frequency);
                cos[position * pairs + i] = (float)c;
                sin[position * pairs + i] = (float)s;
            }
        }

        inputs[$"{name}.cos"] = HostTensor.From(cos, 1, tokens, 1, pairs);
        inputs[$"{name}.sin"] = HostTensor.From(sin, 1, tokens, 1, pairs);
    }
}
