using SoraSharp.Models.Tensors;
using TorchSharp;
using Xunit;
using Tensor = SoraSharp.Models.Tensors.Tensor;

namespace SoraSharp.Torch.Tests;

/// <summary>
/// Fused operations give the values and the gradients that autograd finds for the operations they stand for: float32 within 1e-5 of
/// the largest value, bfloat16 within 2 %.
/// </summary>
public sealed class FusedOperationTests
{
    private const int Groups = 2, Rows = 5, Features = 64, Heads = 2, LongRows = 37, OtherRows = 21;

    private static readonly Dictionary<string, Func<Interpreter, Tensor[], Tensor>> Operations = new()
    {
        ["rms norm"] = (i, x) => i.RmsNorm(x[0], null, 1e-6),
        ["rms norm weight"] = (i, x) => i.RmsNorm(x[0], x[5], 1e-6),
        ["rms norm modulated"] = (i, x) => i.RmsNormModulated(x[0], null, 1e-6, x[2], x[3]),
        ["rms norm weight modulated"] = (i, x) => i.RmsNormModulated(x[0], x[5], 1e-6, x[2], x[3]),
        ["gated sum"] = (i, x) => i.AddGated(x[0], x[1], x[4]),
        ["gated sum of one value"] = (i, x) => i.AddGated(x[0], i.RmsNormModulated(x[0], null, 1e-6, x[2], x[3]), x[4]),
        ["sum of a stream that is read twice"] = (i, x) => Stream(i, i.AddGated(x[0] * x[1], i.RmsNorm(x[0], null, 1e-6), null), x[4]),
        ["sum of one value with itself"] = (i, x) => i.RmsNorm(i.AddGated(x[0], x[0], null), x[5], 1e-6),
        ["linear"] = (i, x) => i.Linear(x[6], x[7], x[5]),
        ["linear without bias, twice"] = (i, x) => i.Linear(i.Linear(x[6], x[7], null), x[7], null),
        ["linear of a value that is read twice"] = (i, x) => i.AddGated(i.Linear(i.RmsNorm(x[6], null, 1e-6), x[7], x[5]), i.Linear(i.RmsNorm(x[6], null, 1e-6), x[7], null), null),
        ["linear of a computed value"] = (i, x) => i.Linear(x[6] * 2, x[7], x[5]),
        ["linear after what belongs to a clip"] = (i, x) => i.Linear(i.RmsNormModulated(x[6], null, 1e-6, i.Linear(x[2], x[7], null), x[3]), x[7], x[5]),
        ["attention"] = (i, x) => i.Attention(x[6], x[8], x[9], Heads),
        ["attention to itself, scaled"] = (i, x) => i.Attention(x[6], x[6], x[6], Heads, scale: 0.3),
        ["attention of layers"] = (i, x) => i.Attention(i.Linear(x[6], x[7], x[5]), i.Linear(x[8], x[7], null), i.Linear(x[8], x[7], x[5]), Heads),
        ["gelu tanh"] = (_, x) => x[0].GeluTanh(),
        ["rotate"] = (i, x) => i.Rotate(x[0], Table(i, Math.Cos, Heads), Table(i, Math.Sin, Heads), Heads, interleaved: false),
        ["rotate one table for all heads"] = (i, x) => i.Rotate(x[0], Table(i, Math.Cos, 1), Table(i, Math.Sin, 1), Heads, interleaved: false),
        ["used twice after other operations"] = (i, x) => i.AddGated(i.RmsNorm(x[0] * x[1], null, 1e-6), (x[0] * x[1]).GeluTanh(), x[4] * 2),
    };

    public static TheoryData<string, bool> Cases => [.. Operations.Keys.SelectMany(name => new[] { (name, false), (name, true) })];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_the_operations_they_stand_for(string name, bool half)
    {
        using IDisposable scope = torch.NewDisposeScope();
        (torch.Tensor expected, torch.Tensor[] expectedGradients) = Run(name, null, null);
        (torch.Tensor actual, torch.Tensor[] actualGradients) = Run(name, new GradientTape(), half ? torch.ScalarType.BFloat16 : null);
        double tolerance = half ? 0.02 : 1e-5;
        AssertClose(expected, actual, tolerance, $"{name}: value");
        for (int i = 0; i < expectedGradients.Length; i++) AssertClose(expectedGradients[i], actualGradients[i], tolerance, $"{name}: gradient of input {i}");
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(0.3, false)]
    [InlineData(null, true)]
    public void Attention_by_one_kernel_is_attention(double? scale, bool biased)
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.manual_seed(6);
        torch.Tensor q = torch.randn(Groups, Heads, LongRows, 16), k = torch.randn(Groups, Heads, OtherRows, 16), v = torch.randn(Groups, Heads, OtherRows, 16);
        torch.Tensor? bias = biased ? torch.randn(Groups, 1, LongRows, OtherRows) : null;
        torch.Tensor scores = torch.matmul(q, k.transpose(2, 3)).mul(TorchScalars.Of(scale ?? 0.25));
        torch.Tensor expected = torch.matmul((bias is null ? scores : scores.Plus(bias)).softmax(-1), v).transpose(1, 2).flatten(2);
        AssertClose(expected, TorchInterpreter.OneKernel(q, k, v, bias, scale), 1e-5, "value");
    }

    [Fact]
    public void The_norm_of_halves_is_computed_in_singles()
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.manual_seed(6);
        torch.Tensor x = torch.randn(Groups, Rows, 10).to(torch.ScalarType.BFloat16);
        TorchInterpreter interpreter = new(parameter => throw new InvalidOperationException(parameter.Name));
        torch.Tensor single = x.to(torch.ScalarType.Float32);
        AssertClose(single * single.Squared().mean([-1], true).Plus(1e-6).rsqrt(), TorchInterpreter.Unwrap(interpreter.RmsNorm(interpreter.Wrap(x), null, 1e-6)), 1e-5, "value");
    }

    [Fact]
    public void Without_a_tape_gradients_go_the_plain_way()
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor[] inputs = Inputs();
        TorchInterpreter interpreter = new(parameter => throw new InvalidOperationException(parameter.Name));
        torch.Tensor y = TorchInterpreter.Unwrap(interpreter.RmsNorm(interpreter.Wrap(inputs[0]), null, 1e-6));
        Assert.False(y.is_leaf);
        y.sum(torch.ScalarType.Float32).backward();
        Assert.NotNull(inputs[0].grad);
    }

    [Fact]
    public void A_cut_value_is_walked_once_and_gets_every_use()
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor[] inputs = Inputs();
        GradientTape tape = new();
        torch.Tensor cut = tape.Cut(inputs[0].mul(inputs[1]));
        torch.Tensor loss = cut.mul(cut).sum(torch.ScalarType.Float32).add(cut.sum(torch.ScalarType.Float32));
        tape.Backward(loss);
        torch.Tensor product = inputs[0].detach().mul(inputs[1].detach());
        AssertClose(product.mul(2).add(1).mul(inputs[1].detach()), inputs[0].grad!, 1e-5, "gradient through a cut");
    }

    private static (torch.Tensor Value, torch.Tensor[] Gradients) Run(string name, GradientTape? tape, torch.ScalarType? type)
    {
        torch.Tensor[] inputs = Inputs();
        TorchInterpreter interpreter = new(parameter => throw new InvalidOperationException(parameter.Name), computeType: type) { Tape = tape };
        torch.Tensor value = TorchInterpreter.Unwrap(Operations[name](interpreter, [.. inputs.Select(interpreter.Wrap)]));
        torch.Tensor loss = value.to(torch.ScalarType.Float32).mul(Draw(9, [.. value.shape])).sum(torch.ScalarType.Float32);
        if (tape is null) loss.backward();
        else tape.Backward(loss);
        return (value.detach(), [.. inputs.Select(input => input.grad is { } gradient ? gradient : torch.zeros_like(input, requires_grad: false))]);
    }

    /// <summary>x and y [groups, rows, features], scale, shift and gate [groups, 1, features], weight [features]; z [groups, long rows, features],
    /// matrix [features, features], two of [groups, other rows, features].</summary>
    private static torch.Tensor[] Inputs() =>
    [
        Draw(1, Groups, Rows, Features).requires_grad_(), Draw(2, Groups, Rows, Features).requires_grad_(), Draw(3, Groups, 1, Features).requires_grad_(),
        Draw(4, Groups, 1, Features).requires_grad_(), Draw(5, Groups, 1, Features).requires_grad_(), Draw(6, Features).requires_grad_(),
        Draw(7, Groups, LongRows, Features).requires_grad_(), Draw(8, Features, Features).mul(0.1).detach().requires_grad_(),
        Draw(9, Groups, OtherRows, Features).requires_grad_(), Draw(10, Groups, OtherRows, Features).requires_grad_(),
    ];

    private static Tensor Stream(Interpreter interpreter, Tensor sum, Tensor gate) => interpreter.AddGated(sum, interpreter.RmsNorm(sum, null, 1e-6), gate);

    private static Tensor Table(Interpreter interpreter, Func<double, double> function, int groups)
    {
        int count = Rows * groups * (Features / Heads / 2);
        return interpreter.Constant([.. Enumerable.Range(0, count).Select(i => (float)function(0.37 * i))], 1, Rows, groups, Features / Heads / 2);
    }

    private static torch.Tensor Draw(int seed, params long[] shape)
    {
        System.Random random = new(seed);
        float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)((random.NextDouble() - 0.5) * 3))];
        return torch.tensor(values, shape);
    }

    private static void AssertClose(torch.Tensor expected, torch.Tensor actual, double tolerance, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        double largest = expected.abs().max().item<float>(), worst = expected.sub(actual.to(torch.ScalarType.Float32)).abs().max().item<float>();
        Assert.True(worst <= tolerance * Math.Max(1, largest), $"{what}: off by {worst:e2} of at most {largest:e2}");
    }
}
