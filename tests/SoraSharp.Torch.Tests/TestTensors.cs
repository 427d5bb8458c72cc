using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Torch.Tests;

/// <summary>Numbers and settings for tests.</summary>
internal static class TestTensors
{
    /// <summary>Numbers in −1..1, the same for a seed.</summary>
    public static HostTensor Random(int seed, params long[] shape)
    {
        Random random = new(seed);
        HostTensor tensor = HostTensor.Zeros(shape);
        foreach (ref float value in tensor.Floats.AsSpan()) value = (random.NextSingle() * 2) - 1;
        return tensor;
    }

    /// <summary>Weights for a network: of matrices as large as keeps what goes through, of deviations about one.</summary>
    public static HostWeights Weights(ParameterScope parameters) => new("random", parameters.Declared.Select((parameter, i) =>
    {
        HostTensor tensor = Random(i + 1, [.. parameter.Shape]);
        float scale = parameter.Shape.Count > 1 ? 1 / MathF.Sqrt(parameter.Shape.Skip(1).Aggregate(1L, (product, length) => product * length)) : 1;
        foreach (ref float value in tensor.Floats.AsSpan()) value = parameter.Name == "latents_std" ? 1 + Math.Abs(value) : value * scale;
        return KeyValuePair.Create(parameter.Name, tensor);
    }));

    /// <summary>A <c>config.json</c>.</summary>
    public static ModelConfig Json(string text) => ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes(text), "config.json");
}
