using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// Modulation parameters from timesteps, computed once for all blocks ("adaLN-single", Chen et al. 2023, PixArt-α).
/// Source: diffusers <c>transformer_ltx2.py</c>, <c>LTX2AdaLayerNormSingle</c>.
/// </summary>
internal sealed class AdaLayerNormSingle(ParameterScope scope, long features, int count)
{
    private readonly TimestepEmbedding _embedder = new(scope["emb.timestep_embedder"], features);
    private readonly Linear _linear = new(scope["linear"], features, count * features);

    public Modulation Forward(NoiseLevels levels)
    {
        Tensor embedding = _embedder.Forward(levels.Values);
        Tensor parameters = _linear.Forward(embedding.Silu()).Unflatten(1, count, features);
        return new Modulation(levels, parameters, embedding.Unsqueeze(1));
    }
}
