using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan;

/// <summary>
/// Attention whose queries and keys are RMS-normalised over all heads; image tokens may have keys and values of their own, whose
/// result is added to the text's. Source: diffusers <c>transformer_wan.py</c>, <c>WanAttention</c> and <c>WanAttnProcessor</c>.
/// </summary>
internal sealed class WanAttention
{
    private readonly int _heads;
    private readonly AttentionProjections _projections;
    private readonly Linear? _imageKey;
    private readonly Linear? _imageValue;
    private readonly RmsNorm? _imageKeyNorm;

    public WanAttention(ParameterScope scope, WanTransformerConfig config, int? imageKeyFeatures = null)
    {
        _heads = config.Heads;
        _projections = new(scope, config.Features, config.Features, config.Features, config.Eps);
        if (imageKeyFeatures is not int features) return;
        _imageKey = new(scope["add_k_proj"], features, config.Features);
        _imageValue = new(scope["add_v_proj"], features, config.Features);
        _imageKeyNorm = new(scope["norm_added_k"], config.Features, config.Eps);
    }

    /// <summary>Self-attention of x [B, L, features].</summary>
    public Tensor Forward(Tensor x, RotaryTable rope) =>
        _projections.Out(x.Interpreter.Attention(rope.Rotate(_projections.Query(x), _heads), rope.Rotate(_projections.Key(x), _heads), _projections.Value(x), _heads));

    /// <summary>Attention of x [B, L, features] to text and image.</summary>
    public Tensor Forward(Tensor x, WanContext context)
    {
        Tensor query = _projections.Query(x);
        Tensor seen = context.Image is null || _imageKey is not null ? context.Text : x.Interpreter.Concat(1, context.Image, context.Text);
        Tensor mixed = x.Interpreter.Attention(query, _projections.Key(seen), _projections.Value(seen), _heads);
        if (context.Image is not null && _imageKey is not null)
        {
            Tensor key = _imageKeyNorm!.Forward(_imageKey.Forward(context.Image));
            mixed += x.Interpreter.Attention(query, key, _imageValue!.Forward(context.Image), _heads);
        }

        return _projections.Out(mixed);
    }
}

/// <summary>What cross-attention sees, at the transformer's width.</summary>
/// <param name="Text">[B, text, features].</param>
/// <param name="Image">[B, image tokens, features], or null.</param>
internal sealed record WanContext(Tensor Text, Tensor? Image);
