using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using SoraSharp.Training.Optimisation;
using TorchSharp;

namespace SoraSharp.Training.Components;

/// <summary>How Mini's parameters start and which optimiser moves them.</summary>
internal static class MiniInitialiser
{
    private const double MuonRate = 0.03;
    private const double EmbeddingRate = 4e-3;
    private const double OtherRate = 2e-3;

    /// <summary>What the text's own blocks take of Muon's rate: words are bound to what is seen only while their features stand still.</summary>
    private const double TextShare = 0.03;

    /// <summary>Matrices inside blocks go to Muon, one group a shape; everything else to Adam, the embeddings faster.</summary>
    public static IReadOnlyList<ParameterGroup> Groups(IReadOnlyList<Parameter> parameters, torch.Device? device = null)
    {
        Parameter[] matrices = [.. parameters.Where(IsBlockMatrix)], embeddings = [.. parameters.Where(IsEmbedding)];
        Parameter[] others = [.. parameters.Where(parameter => !IsBlockMatrix(parameter) && !IsEmbedding(parameter))];
        return
        [
            .. MuonGroup.OfShapes(matrices, MuonRate, TextShareOf, device),
            new AdamGroup("adam.embeddings", embeddings, EmbeddingRate, device),
            new AdamGroup("adam.others", others, OtherRate, device),
        ];
    }

    private static double TextShareOf(Parameter parameter) => parameter.Name.StartsWith("connectors.", StringComparison.Ordinal) ? TextShare : 1;

    /// <summary>A parameter's first value.</summary>
    public static torch.Tensor Initial(Parameter parameter)
    {
        long[] shape = [.. parameter.Shape];
        string name = parameter.Name;
        if (name.Contains(".norm_q.") || name.Contains(".norm_k.")) return torch.ones(shape);
        if (name.Contains("scale_shift_table")) return Table(name, shape);
        if (name.StartsWith("connectors.video_connector.transformer_blocks.", StringComparison.Ordinal) && NeighbourAttention.Initial(name, shape) is { } neighbour) return neighbour;
        if (IsEmbedding(parameter)) return Normal(shape, 0.03);
        if (name.EndsWith("learnable_registers", StringComparison.Ordinal)) return Normal(shape, 0.5);
        // Velocities and modulation start at zero.
        if (shape.Length != 2 || name.Contains("proj_out.") || name.EndsWith(".linear.weight", StringComparison.Ordinal)) return torch.zeros(shape);
        return Normal(shape, 1 / Math.Sqrt(shape[1]));
    }

    private static bool IsEmbedding(Parameter parameter) => parameter.Name.EndsWith("embed_tokens.weight", StringComparison.Ordinal);

    private static bool IsBlockMatrix(Parameter parameter) =>
        parameter.Shape.Count == 2 && parameter.Name.Contains("transformer_blocks.") && parameter.Name.EndsWith(".weight", StringComparison.Ordinal);

    /// <summary>Shifts and scales start at zero, gates at one half.</summary>
    private static torch.Tensor Table(string name, long[] shape)
    {
        torch.Tensor table = torch.zeros(shape);
        int[] gates = name.Contains("a2v_cross_attn") ? [4] : shape[0] >= 6 ? [2, 5] : [];
        foreach (int gate in gates) table.select(0, gate).fill_(TorchScalars.Of(0.5));
        return table;
    }

    private static torch.Tensor Normal(long[] shape, double deviation) => torch.randn(shape).mul_(TorchScalars.Of(deviation));
}
