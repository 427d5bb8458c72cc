using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>Every operation means the same to both interpreters: random inputs, largest difference 2e-5.</summary>
public sealed class OperationTests
{
    private const double Tolerance = 2e-5;

    private static readonly Dictionary<string, Func<Interpreter, Tensor, Tensor, Tensor>> Operations = new()
    {
        ["add"] = (_, x, y) => x + y,
        ["subtract broadcast"] = (_, x, y) => x - y.Mean(true, 1),
        ["multiply number"] = (_, x, _) => (x * 0.3) + 1.5,
        ["divide"] = (_, x, y) => x / (y.Abs() + 0.5),
        ["power"] = (i, x, _) => i.Binary(BinaryOperation.Power, x.Abs() + 0.1, i.Scalar(1.7)),
        ["where less"] = (i, x, y) => i.Where(i.Binary(BinaryOperation.Less, x, y), x, y * 2),
        ["where equal"] = (i, x, y) => i.Where(i.Binary(BinaryOperation.Equal, x, x), y, x),
        ["clamp"] = (_, x, _) => x.Clamp(-0.4, 0.7),
        ["exp log"] = (_, x, _) => (x.Exp() + 1).Log(),
        ["sqrt reciprocal"] = (i, x, _) => i.Unary(UnaryOperation.Reciprocal, (x.Abs() + 0.2).Sqrt()),
        ["sin cos"] = (_, x, _) => (x * 3).Sin() + x.Cos(),
        ["tanh sigmoid"] = (_, x, _) => x.Tanh() * x.Sigmoid(),
        ["erf softplus"] = (i, x, _) => i.Unary(UnaryOperation.Erf, x) + x.Softplus(),
        ["relu floor negate"] = (i, x, _) => i.Unary(UnaryOperation.Relu, x) + i.Unary(UnaryOperation.Floor, -x),
        ["silu"] = (_, x, _) => x.Silu(),
        ["gelu"] = (_, x, _) => x.Gelu(),
        ["gelu tanh"] = (_, x, _) => x.GeluTanh(),
        ["leaky relu"] = (_, x, _) => x.LeakyRelu(0.1),
        ["sum"] = (_, x, _) => x.Sum(false, 0, -1),
        ["max min"] = (_, x, _) => x.Max(true, 1) - x.Min(true, 1),
        ["softmax"] = (_, x, _) => x.Softmax(1),
        ["matmul"] = (_, x, y) => x.MatMul(y.Permute(0, 2, 1)),
        ["rms norm"] = (i, x, _) => i.RmsNorm(x, null, 1e-6),
        ["rms norm weight"] = (i, x, _) => i.RmsNorm(x, Ramp(i, 6), 1e-6),
        ["layer norm"] = (i, x, _) => i.LayerNorm(x, null, null, 1e-5),
        ["layer norm affine"] = (i, x, _) => i.LayerNorm(x, Ramp(i, 6), Ramp(i, 6), 1e-5),
        ["group norm"] = (i, x, _) => i.GroupNorm(x, 2, Ramp(i, 4), Ramp(i, 4), 1e-5),
        ["reshape"] = (_, x, _) => x.Reshape(x.Shape[0] * 2, -1, 3),
        ["flatten unflatten"] = (_, x, _) => x.Flatten(0, 1).Unflatten(1, 2, -1),
        ["slice from the end"] = (_, x, _) => x.Slice(1, -3, -1),
        ["stride"] = (_, x, _) => x.Stride(2, 1, 2),
        ["reverse"] = (_, x, _) => x.Stride(1, -1, -1),
        ["select chunk"] = (_, x, _) => x.Select(1, 2) + x.Chunk(1, 4)[3].Squeeze(1),
        ["concat stack"] = (i, x, y) => i.Stack(1, i.Concat(2, x, y), i.Concat(2, y, x)),
        ["expand repeat"] = (_, x, _) => x.Slice(1, 0, 1).Expand(x.Shape[0], 5, x.Shape[2]).RepeatInterleave(2, 2),
        ["pad constant"] = (_, x, _) => x.Pad(0.25, new AxisPadding(1, 2, 1), new AxisPadding(-1, 0, 3)),
        ["pad reflect"] = (_, x, _) => x.Pad(PaddingMode.Reflect, new AxisPadding(1, 2, 1), new AxisPadding(2, 3, 3)),
        ["pad edge"] = (_, x, _) => x.Pad(PaddingMode.Edge, new AxisPadding(1, 2, 0)),
        ["pad reflect one axis of five"] = (_, x, _) => x.Reshape(x.Shape[0], 1, 2, 2, 6).Pad(PaddingMode.Reflect, new AxisPadding(3, 1, 1)),
        ["gather"] = (i, x, _) => x.Gather(1, i.Constant([3L, 0, 0, 2], 2, 2)),
        ["cast"] = (_, x, _) => (x * 10).Cast(ElementType.Int64).Cast(ElementType.Float32),
        ["convolution 1d"] = (i, x, _) => i.Convolution(x, Weights(i, 3, 4, 3), Ramp(i, 3), [2], [1], [1], 1),
        ["convolution 1d dilated groups"] = (i, x, _) => i.Convolution(x, Weights(i, 4, 2, 2), null, [1], [2], [2], 2),
        ["convolution 2d"] = (i, x, _) => i.Convolution(x.Unsqueeze(1), Weights(i, 2, 1, 3, 3), null, [1, 2], [1, 0], [1, 1], 1),
        ["convolution 3d"] = (i, x, _) => i.Convolution(x.Reshape(x.Shape[0], 2, 2, 1, 6), Weights(i, 3, 2, 2, 1, 3), Ramp(i, 3), [1, 1, 2], [1, 0, 1], [1, 1, 1], 1),
        ["convolution transposed"] = (i, x, _) => i.ConvolutionTransposed(x, Weights(i, 4, 3, 4), Ramp(i, 3), [2], [1], [0], 1),
        ["attention"] = (i, x, y) => i.Attention(x, y, y, heads: 2),
        ["attention with bias and scale"] = (i, x, y) => i.Attention(x, y, x, heads: 3, bias: i.Constant([0f, -1, 2, -10000], 1, 1, 4), scale: 0.4),
        ["attention sharing keys"] = (i, x, y) => i.Attention(x, y.Slice(2, 0, 2), y.Slice(2, 2, 4), heads: 3, kvHeads: 1),
        ["linear"] = (i, x, _) => i.Linear(x, Weights(i, 5, 6), Ramp(i, 5)),
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_interpreters_agree(string name)
    {
        Func<Interpreter, Tensor, Tensor, Tensor> operation = Operations[name];
        // The batch is symbolic for the graph: lengths that are only known later take part in every operation.
        NetworkFunction function = new(name, [new("x", ElementType.Float32, "batch", 4, 6), new("y", ElementType.Float32, "batch", 4, 6)],
            inputs => new NetworkValues(inputs.Interpreter) { ["result"] = operation(inputs.Interpreter, inputs["x"], inputs["y"]) });
        using HostWeights none = new("none", []);
        using INetworkSession onnx = new OnnxBackend().Load(function, none), torch = new TorchBackend().Load(function, none);
        System.Random random = new(name.Length);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = Draw(random, 2, 4, 6), ["y"] = Draw(random, 2, 4, 6) };
        HostTensor expected = torch.Run(inputs)["result"], actual = onnx.Run(inputs)["result"];
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.NotEmpty(expected.Floats);
        double worst = expected.Floats.Zip(actual.Floats, (a, b) => (double)Math.Abs(a - b)).Max();
        Assert.True(worst <= Tolerance, $"{name}: largest difference {worst:e2}");
    }

    private static Tensor Ramp(Interpreter interpreter, int count) => interpreter.Constant([.. Enumerable.Range(0, count).Select(i => 0.5f + (0.25f * i))], count);

    private static Tensor Weights(Interpreter interpreter, params long[] shape)
    {
        System.Random random = new(shape.Length);
        return interpreter.Constant(Draw(random, shape).Floats, shape);
    }

    private static HostTensor Draw(System.Random random, params long[] shape)
    {
        HostTensor tensor = HostTensor.Zeros(shape);
        for (int i = 0; i < tensor.Count; i++) tensor.Floats[i] = (float)((random.NextDouble() - 0.5) * 3);
        return tensor;
    }
}
