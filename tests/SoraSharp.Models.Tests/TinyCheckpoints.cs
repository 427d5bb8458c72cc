using System.Text;
using SoraSharp.Golden;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;

namespace SoraSharp.Models.Tests;

/// <summary>The tiny checkpoints of the real classes that golden cases use, and numbers to run them with.</summary>
internal static class TinyCheckpoints
{
    public static INetworkBackend Backend { get; } = new OnnxBackend();

    public static CheckpointComponent Open(string component) => CheckpointComponent.Open(Path.Combine(GoldenCases.Repository, "ltx2", "checkpoints", component));

    public static ModelConfig Config(string json) => ModelConfig.Parse(Encoding.UTF8.GetBytes(json), "config.json");

    /// <summary>A published component's configuration.</summary>
    public static ModelConfig Published(string manifest) => ModelConfig.FromElement(Manifest.Config(manifest), manifest);

    /// <summary>Numbers from −1 to 1 that the seed alone determines.</summary>
    public static HostTensor Random(int seed, params long[] shape)
    {
        Random random = new(seed);
        HostTensor tensor = HostTensor.Zeros(shape);
        foreach (ref float value in tensor.Floats.AsSpan()) value = (random.NextSingle() * 2) - 1;
        return tensor;
    }

    /// <summary>Weights for every declared parameter that its place in the order alone determines: −1 to 1 over the root of the inputs, so that depth does not explode.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="change">Called with every name and tensor.</param>
    public static HostWeights RandomWeights(ParameterScope parameters, Action<string, HostTensor>? change = null) => new("random", parameters.Declared.Select((parameter, i) =>
    {
        HostTensor tensor = Random(i + 1, [.. parameter.Shape]);
        float scale = parameter.Shape.Count > 1 ? 1 / MathF.Sqrt(parameter.Shape.Skip(1).Aggregate(1L, (product, length) => product * length)) : 1;
        foreach (ref float value in tensor.Floats.AsSpan()) value *= scale;
        change?.Invoke(parameter.Name, tensor);
        return KeyValuePair.Create(parameter.Name, tensor);
    }));

    public static HostTensor Filled(float value, params long[] shape)
    {
        HostTensor tensor = HostTensor.Zeros(shape);
        tensor.Floats.AsSpan().Fill(value);
        return tensor;
    }

    public static float LargestDifference(HostTensor left, HostTensor right) =>
        left.Shape.SequenceEqual(right.Shape) ? left.Floats.Zip(right.Floats, (l, r) => Math.Abs(l - r)).Max() : float.PositiveInfinity;
}
