using SoraSharp.Models.Backends;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Memory;

public sealed class FunctionMemoryTests
{
    private const int Rows = 1000, Features = 300;
    private const long Row = Rows * Features * sizeof(float);

    [Fact]
    public void A_value_lives_until_it_was_read_for_the_last_time()
    {
        // Two of the three results at a time; besides, the input and the copy of the output.
        Assert.Equal(Row + (2 * Row) + Row, Activations(x => x.Permute(1, 0).Permute(1, 0).Permute(1, 0)));
    }

    [Fact]
    public void A_shape_alone_takes_no_memory() => Assert.Equal(Row + Row + Row, Activations(x => x.Exp().Reshape(Features, Rows).Reshape(-1)));

    [Fact]
    public void Element_wise_operations_write_over_what_nobody_reads_again() => Assert.Equal(Row + Row + Row, Activations(x => (x.Exp() + 1).Sqrt().Silu()));

    [Fact]
    public void What_is_read_again_is_not_written_over() => Assert.Equal(Row + (2 * Row) + Row, Activations(x =>
    {
        Tensor y = x.Exp();
        return y.Sin() * y;
    }));

    [Fact]
    public void Weights_count_where_they_are()
    {
        FunctionMemory wide = Linear(HalfPrecisionWeights.WidenedAtLoad, ElementType.Float32);
        FunctionMemory copied = Linear(HalfPrecisionWeights.WidenedAtLoad, ElementType.BFloat16);
        FunctionMemory mapped = Linear(HalfPrecisionWeights.WidenedAtUse, ElementType.BFloat16);
        const long weight = 2000L * Features * sizeof(float), result = Rows * 2000 * sizeof(float);

        Assert.Equal(("w", weight, 0L, Row + (2 * result)), Summary(wide));
        Assert.Equal(("", 0L, weight, Row + (2 * result)), Summary(copied));
        // The widened matrix exists beside the result while they are multiplied.
        Assert.Equal(("w", weight / 2, 0L, Row + weight + (2 * result)), Summary(mapped));

        static (string, long, long, long) Summary(FunctionMemory m) => (string.Join(",", m.MappedWeights.Keys), m.MappedWeights.Values.Sum(), m.CopiedWeights, m.Activations);
    }

    [Fact]
    public void Looking_up_rows_of_a_half_precision_table_does_not_widen_it()
    {
        Parameter table = new("table", [100_000, Features]);
        NetworkFunction function = new("f", [new("ids", ElementType.Int64, "n")], inputs => new(inputs.Interpreter) { ["y"] = inputs.Interpreter.Weight(table).Gather(0, inputs["ids"]) });
        FunctionMemory memory = FunctionMemory.Of(new(function, new Dictionary<string, long> { ["n"] = 10 }), HalfPrecisionWeights.WidenedAtUse, _ => ElementType.BFloat16);

        Assert.Equal(100_000L * Features * 2, memory.MappedWeights["table"]);
        Assert.Equal((10 * sizeof(long)) + (2 * 10 * Features * sizeof(float)), memory.Activations);
    }

    [Fact]
    public void Scores_of_attention_count_where_a_bias_is_added_to_them()
    {
        const int tokens = 512, width = 64, heads = 4;
        long without = Attention(false), with = Attention(true);

        Assert.True(without < 20L * tokens * width * sizeof(float));
        Assert.True(with - without >= (long)heads * tokens * tokens * sizeof(float));

        static long Attention(bool biased)
        {
            NetworkFunction function = new("f", [new("x", ElementType.Float32, 1, "n", width), new("bias", ElementType.Float32, 1, 1, "n", "n")], inputs => new(inputs.Interpreter)
            {
                ["y"] = inputs.Interpreter.Attention(inputs["x"], inputs["x"], inputs["x"], heads, bias: biased ? inputs["bias"] : null),
            });
            return FunctionMemory.Of(new(function, new Dictionary<string, long> { ["n"] = tokens }), HalfPrecisionWeights.WidenedAtLoad, _ => ElementType.Float32).Activations - ((long)tokens * tokens * sizeof(float));
        }
    }

    private static FunctionMemory Linear(HalfPrecisionWeights half, ElementType stored)
    {
        Parameter weight = new("w", [2000, Features]);
        NetworkFunction function = new("f", [new("x", ElementType.Float32, Rows, Features)], inputs => new(inputs.Interpreter) { ["y"] = inputs.Interpreter.Linear(inputs["x"], inputs.Interpreter.Weight(weight), null) });
        return FunctionMemory.Of(new(function, new Dictionary<string, long>()), half, _ => stored);
    }

    private static long Activations(Func<Tensor, Tensor> body)
    {
        NetworkFunction function = new("f", [new("x", ElementType.Float32, Rows, Features)], inputs => new(inputs.Interpreter) { ["y"] = body(inputs["x"]) });
        return FunctionMemory.Of(new(function, new Dictionary<string, long>()), HalfPrecisionWeights.WidenedAtLoad, _ => ElementType.Float32).Activations;
    }
}
