using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.OnnxRuntime.Tests;

public sealed class OnnxBackendTests
{
    private static readonly OnnxBackend Backend = new();

    [Fact]
    public void One_session_serves_all_lengths()
    {
        ParameterScope scope = new();
        Parameter weight = scope.Declare("weight", 3, 2), bias = scope.Declare("bias", 3);
        NetworkFunction function = new("linear", [new("x", ElementType.Float32, "batch", "tokens", 2)], inputs =>
        {
            Interpreter interpreter = inputs.Interpreter;
            Tensor y = interpreter.Linear(inputs["x"], interpreter.Weight(weight), interpreter.Weight(bias));
            return new NetworkValues(interpreter) { ["y"] = y, ["flat"] = y.Reshape(y.Shape[0], y.Shape[1] * y.Shape[2]) };
        });
        using HostWeights weights = Weights(("weight", [1, 2, 3, 4, 5, 6], [3, 2]), ("bias", [0.5f, 0, -0.5f], [3]));
        using INetworkSession session = Backend.Load(function, weights);

        foreach ((int batch, int tokens) in new[] { (1, 1), (2, 3), (1, 7) })
        {
            float[] x = [.. Enumerable.Range(0, batch * tokens * 2).Select(i => (float)i)];
            IReadOnlyDictionary<string, HostTensor> result = session.Run(Inputs(("x", HostTensor.From(x, batch, tokens, 2))));
            Assert.Equal([batch, tokens, 3], result["y"].Shape);
            Assert.Equal([batch, tokens * 3], result["flat"].Shape);
            for (int row = 0; row < batch * tokens; row++)
            {
                float a = x[2 * row], b = x[(2 * row) + 1];
                Assert.Equal([a + (2 * b) + 0.5f, (3 * a) + (4 * b), (5 * a) + (6 * b) - 0.5f], result["y"].Floats[(3 * row)..(3 * row + 3)]);
            }
        }
    }

    [Fact]
    public void Symbolic_lengths_take_part_in_arithmetic_and_reshapes()
    {
        // [B, T, C] → windows of two tokens → back, with an odd tail cut off: everything by symbols.
        NetworkFunction function = new("windows", [new("x", ElementType.Float32, "batch", "tokens", 4)], inputs =>
        {
            Tensor x = inputs["x"];
            Dim pairs = x.Shape[1] / 2;
            Tensor windows = x.Slice(1, 0, pairs * 2).Reshape(x.Shape[0], pairs, 2, 4);
            Tensor swapped = windows.Stride(2, -1, -1);
            return new NetworkValues(inputs.Interpreter) { ["y"] = swapped.Reshape(x.Shape[0], pairs * 2, 4), ["all"] = windows.Flatten(0, 2) };
        });
        using HostWeights none = Weights();
        using INetworkSession session = Backend.Load(function, none);
        float[] x = [.. Enumerable.Range(0, 2 * 5 * 4).Select(i => (float)i)];
        IReadOnlyDictionary<string, HostTensor> result = session.Run(Inputs(("x", HostTensor.From(x, 2, 5, 4))));
        Assert.Equal([2, 4, 4], result["y"].Shape);
        Assert.Equal([8, 4], result["all"].Shape);
        Assert.Equal([4f, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11], result["y"].Floats[..16]);
    }

    [Fact]
    public void Attention_equals_its_definition_with_bias_scale_and_shared_heads()
    {
        const int queries = 5, keys = 7, heads = 4, kvHeads = 2, size = 3;
        System.Random random = new(1);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)(random.NextDouble() - 0.5) * 4)];
        float[] q = Draw(queries * heads * size), k = Draw(keys * kvHeads * size), v = Draw(keys * kvHeads * size), bias = Draw(keys);
        NetworkFunction function = new("attention",
            [new("q", ElementType.Float32, 1, "queries", heads * size), new("k", ElementType.Float32, 1, "keys", kvHeads * size), new("v", ElementType.Float32, 1, "keys", kvHeads * size), new("bias", ElementType.Float32, 1, 1, 1, "keys")],
            inputs => new NetworkValues(inputs.Interpreter) { ["y"] = inputs.Interpreter.Attention(inputs["q"], inputs["k"], inputs["v"], heads, kvHeads, inputs["bias"], 0.7) });
        using HostWeights none = Weights();
        using INetworkSession session = Backend.Load(function, none);
        float[] y = session.Run(Inputs(
            ("q", HostTensor.From(q, 1, queries, heads * size)), ("k", HostTensor.From(k, 1, keys, kvHeads * size)),
            ("v", HostTensor.From(v, 1, keys, kvHeads * size)), ("bias", HostTensor.From(bias, 1, 1, 1, keys))))["y"].Floats;

        for (int h = 0; h < heads; h++)
        {
            int kv = h / (heads / kvHeads);
            for (int i = 0; i < queries; i++)
            {
                double[] score = [.. Enumerable.Range(0, keys).Select(j => (0.7 * Enumerable.Range(0, size).Sum(d => (double)q[(((i * heads) + h) * size) + d] * k[(((j * kvHeads) + kv) * size) + d])) + bias[j])];
                double max = score.Max();
                double[] weight = [.. score.Select(s => Math.Exp(s - max))];
                for (int d = 0; d < size; d++)
                {
                    double expected = Enumerable.Range(0, keys).Sum(j => weight[j] * v[(((j * kvHeads) + kv) * size) + d]) / weight.Sum();
                    Assert.Equal(expected, y[(((i * heads) + h) * size) + d], 1e-5);
                }
            }
        }
    }

    [Fact]
    public void A_missing_or_misshapen_weight_is_named()
    {
        ParameterScope scope = new();
        Parameter weight = scope["block"]["ff"].Declare("weight", 4);
        NetworkFunction function = new("add", [new("x", ElementType.Float32, 4)], inputs => new NetworkValues(inputs.Interpreter) { ["y"] = inputs["x"] + inputs.Interpreter.Weight(weight) });
        using HostWeights empty = Weights();
        CheckpointException missing = Assert.Throws<CheckpointException>(() => Backend.Load(function, empty));
        Assert.Contains("block.ff.weight", missing.Message, StringComparison.Ordinal);
        using HostWeights wrong = Weights(("block.ff.weight", [1, 2, 3], [3]));
        CheckpointException misshapen = Assert.Throws<CheckpointException>(() => Backend.Load(function, wrong));
        Assert.Contains("[3]", misshapen.Message, StringComparison.Ordinal);
        Assert.Contains("[4]", misshapen.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_inputs_are_named_with_what_is_expected()
    {
        NetworkFunction function = new("sum", [new("a", ElementType.Float32, "n"), new("b", ElementType.Float32, "n")], inputs => new NetworkValues(inputs.Interpreter) { ["y"] = inputs["a"] + inputs["b"] });
        using HostWeights none = Weights();
        using INetworkSession session = Backend.Load(function, none);
        Assert.Contains("`b`", Assert.Throws<ArgumentException>(() => session.Run(Inputs(("a", HostTensor.Zeros(2))))).Message, StringComparison.Ordinal);
        Assert.Contains("n = 2", Assert.Throws<ArgumentException>(() => session.Run(Inputs(("a", HostTensor.Zeros(2)), ("b", HostTensor.Zeros(3))))).Message, StringComparison.Ordinal);
        Assert.Contains("`c`", Assert.Throws<ArgumentException>(() => session.Run(Inputs(("a", HostTensor.Zeros(2)), ("b", HostTensor.Zeros(2)), ("c", HostTensor.Zeros(2))))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_is_answered_while_the_network_runs()
    {
        // About a second of matrix products, one node each.
        NetworkFunction function = new("slow", [new("x", ElementType.Float32, 512, 512)], inputs =>
        {
            Tensor y = inputs["x"];
            for (int i = 0; i < 400; i++) y = y.MatMul(inputs["x"]).Tanh();
            return new NetworkValues(inputs.Interpreter) { ["y"] = y };
        });
        using HostWeights none = Weights();
        using INetworkSession session = Backend.Load(function, none);
        using CancellationTokenSource source = new();
        Task run = Task.Run(() => session.Run(Inputs(("x", HostTensor.Zeros(512, 512))), source.Token));
        await Task.Delay(30);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Throws<OperationCanceledException>(() => session.Run(Inputs(("x", HostTensor.Zeros(512, 512))), new CancellationToken(true)));
    }

    [Fact]
    public async Task Runs_side_by_side_give_the_bytes_of_a_run_alone()
    {
        NetworkFunction function = new("mix", [new("x", ElementType.Float32, "n", 64)], inputs =>
        {
            Tensor x = inputs["x"];
            return new NetworkValues(inputs.Interpreter) { ["y"] = x.MatMul(x.Permute(1, 0)).Softmax(-1).MatMul(x).GeluTanh() };
        });
        using HostWeights none = Weights();
        using INetworkSession session = Backend.Load(function, none);
        System.Random random = new(2);
        HostTensor[] inputs = [.. Enumerable.Range(1, 8).Select(n => HostTensor.From([.. Enumerable.Range(0, n * 64).Select(_ => (float)random.NextDouble())], n, 64))];
        float[][] alone = [.. inputs.Select(x => session.Run(Inputs(("x", x)))["y"].Floats)];
        float[][] together = await Task.WhenAll(inputs.Select(x => Task.Run(() => session.Run(Inputs(("x", x)))["y"].Floats)));
        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_disposed_session_says_so_and_an_unknown_provider_lists_the_known()
    {
        NetworkFunction function = new("same", [new("x", ElementType.Float32, 1)], inputs => new NetworkValues(inputs.Interpreter) { ["y"] = inputs["x"] });
        using HostWeights none = Weights();
        INetworkSession session = Backend.Load(function, none);
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(Inputs(("x", HostTensor.Zeros(1)))));
        InvalidOperationException unknown = Assert.Throws<InvalidOperationException>(() => new OnnxBackend(new() { ExecutionProvider = "CUDA" }).Load(function, none));
        Assert.Contains("CPUExecutionProvider", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxBackend(new() { Threads = -1 }));
    }

    private static Dictionary<string, HostTensor> Inputs(params (string Name, HostTensor Value)[] inputs) => inputs.ToDictionary(i => i.Name, i => i.Value);

    private static HostWeights Weights(params (string Name, float[] Data, long[] Shape)[] tensors) =>
        new("test weights", tensors.Select(t => KeyValuePair.Create(t.Name, HostTensor.From(t.Data, t.Shape))));
}
