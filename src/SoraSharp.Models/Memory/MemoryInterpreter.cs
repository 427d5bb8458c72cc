using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Memory;

/// <summary>
/// Runs a forward pass on sizes alone: what every operation allocates, and when it is let go. So a network's definition says how much
/// memory it takes, without weights and without a run.
/// </summary>
/// <param name="weights">How the backend holds weights of half precision.</param>
/// <param name="typeOf">The type that a parameter is stored in.</param>
internal sealed partial class MemoryInterpreter(HalfPrecisionWeights weights, Func<Parameter, ElementType> typeOf) : Interpreter
{
    private readonly AllocationTimeline _timeline = new();
    private readonly Dictionary<string, MemoryTensor> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _mapped = new(StringComparer.Ordinal);
    private readonly Dictionary<MemoryTensor, NarrowWeight> _narrow = [];

    /// <summary>Bytes of the weights that are read where the file is mapped, by name.</summary>
    public IReadOnlyDictionary<string, long> MappedWeights => _mapped;

    /// <summary>Bytes of weights that are copied when the function is loaded.</summary>
    public long CopiedWeights { get; private set; }

    /// <summary>The most that values and workspaces take at any time.</summary>
    public long Peak() => _timeline.Peak();

    /// <summary>An input: the caller keeps it to the end.</summary>
    public MemoryTensor Input(InputSpec input, IReadOnlyDictionary<string, long> axes) => new(this, input.Type, [.. input.Shape.Select(axis => axis.Length ?? axes[axis.Name!])], -1);

    /// <summary>Keeps the outputs to the end.</summary>
    public void Keep(IEnumerable<Tensor> outputs) => _timeline.Read(outputs.Select(o => Of(o).Storage));

    public override Tensor Weight(Parameter parameter)
    {
        if (_weights.TryGetValue(parameter.Name, out MemoryTensor? known)) return known;
        ElementType stored = typeOf(parameter);
        long count = parameter.Shape.Aggregate(1L, (product, length) => product * length);
        bool half = stored is ElementType.Float16 or ElementType.BFloat16;
        MemoryTensor weight = new(this, half ? ElementType.Float32 : stored, [.. parameter.Shape], -1);
        if (half) _narrow.Add(weight, new(parameter.Name, count * stored.ByteSize()));
        else _mapped.Add(parameter.Name, weight.Bytes);
        _weights.Add(parameter.Name, weight);
        return weight;
    }

    public override Tensor Constant(ReadOnlySpan<float> values, params long[] shape) => new MemoryTensor(this, ElementType.Float32, shape, -1);

    public override Tensor Constant(ReadOnlySpan<long> values, params long[] shape) => new MemoryTensor(this, ElementType.Int64, shape, -1);

    public override Tensor Unary(UnaryOperation operation, Tensor x) => Elementwise(x);

    public override Tensor Binary(BinaryOperation operation, Tensor left, Tensor right)
    {
        ElementType type = operation is BinaryOperation.Equal or BinaryOperation.Less ? ElementType.Bool : left.Type;
        long[] shape = Broadcast(Of(left).Lengths, Of(right).Lengths);
        return Add(type, shape, 0, Of(left).Lengths.SequenceEqual(shape) ? left : right, left, right);
    }

    public override Tensor Where(Tensor condition, Tensor left, Tensor right) =>
        Add(left.Type, Broadcast(Of(condition).Lengths, Broadcast(Of(left).Lengths, Of(right).Lengths)), 0, null, condition, left, right);

    public override Tensor Reduce(ReduceOperation operation, Tensor x, int[] axes, bool keepAxes)
    {
        List<long> shape = [];
        for (int axis = 0; axis < x.Rank; axis++)
        {
            if (!axes.Contains(axis)) shape.Add(Of(x).Lengths[axis]);
            else if (keepAxes) shape.Add(1);
        }

        return Add(x.Type, [.. shape], 0, null, x);
    }

    public override Tensor Cast(Tensor x, ElementType type) => Add(type, Of(x).Lengths, 0, null, x);

    public override Tensor MatMul(Tensor left, Tensor right)
    {
        long[] a = Of(left).Lengths, b = Of(right).Lengths;
        return Add(left.Type, [.. Broadcast(a[..^2], b[..^2]), a[^2], b[^1]], 0, null, left, right);
    }

    public override Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        Tensor product = Add(ElementType.Float32, [.. Of(x).Lengths[..^1], Of(weight).Lengths[0]], 0, null, x, weight);
        return bias is null ? product : product + bias;
    }

    public override Tensor Softmax(Tensor x, int axis) => Elementwise(x);

    public override Tensor Attention(Tensor query, Tensor key, Tensor value, int heads, int? kvHeads = null, Tensor? bias = null, double? scale = null)
    {
        long[] q = Of(query).Lengths, k = Of(key).Lengths;
        long shared = heads / (kvHeads ?? heads), floats = sizeof(float);
        // The operator lays out queries, keys, values and its result head by head.
        long workspace = (2 * Of(query).Bytes) + (shared * (Of(key).Bytes + Of(value).Bytes));
        // Scores exist as a whole only where a bias is added to them.
        if (bias is not null) workspace += checked(2 * floats * q[0] * heads * q[1] * k[1]);
        return Add(ElementType.Float32, [q[0], q[1], Of(value).Lengths[2] * shared], workspace, null, [query, key, value, .. bias is null ? Array.Empty<Tensor>() : [bias]]);
    }

    public override Tensor Silu(Tensor x) => Elementwise(x);

    public override Tensor Gelu(Tensor x) => Elementwise(x);

    public override Tensor GeluTanh(Tensor x) => Elementwise(x);

    public override Tensor LeakyRelu(Tensor x, double slope) => Elementwise(x);

    public override Tensor RmsNorm(Tensor x, Tensor? weight, double eps) => Add(x.Type, Of(x).Lengths, 0, null, x);

    public override Tensor LayerNorm(Tensor x, Tensor? weight, Tensor? bias, double eps) => Add(x.Type, Of(x).Lengths, 0, null, x);

    private MemoryTensor Elementwise(Tensor x) => Add(x.Type, Of(x).Lengths, 0, x, x);

    private MemoryTensor Add(ElementType type, long[] shape, long workspace, Tensor? mayOverwrite, params Tensor[] reads)
    {
        foreach (Tensor read in reads) Widen(Of(read));
        long bytes = new MemoryTensor(this, type, shape, -1).Bytes;
        int storage = _timeline.Add(bytes, workspace, reads.Select(r => Of(r).Storage), mayOverwrite is null ? -1 : Of(mayOverwrite).Storage);
        return new(this, type, shape, storage);
    }

    /// <summary>A weight of half precision becomes float32 where it is first read.</summary>
    private void Widen(MemoryTensor tensor)
    {
        if (!_narrow.Remove(tensor, out NarrowWeight narrow)) return;
        if (weights == HalfPrecisionWeights.WidenedAtLoad || tensor.Bytes <= BackendMemory.AlwaysWidenedBytes)
        {
            CopiedWeights += tensor.Bytes;
        }
        else
        {
            _mapped[narrow.Name] = narrow.Bytes;
            tensor.Storage = _timeline.Add(tensor.Bytes, 0, []);
        }
    }

    /// <summary>A weight in half precision that nothing has read whole so far.</summary>
    private readonly record struct NarrowWeight(string Name, long Bytes);

    private static MemoryTensor Of(Tensor tensor) => (MemoryTensor)tensor;

    private static long[] Broadcast(long[] left, long[] right)
    {
        long[] result = new long[Math.Max(left.Length, right.Length)];
        for (int i = 1; i <= result.Length; i++)
        {
            long a = i <= left.Length ? left[^i] : 1, b = i <= right.Length ? right[^i] : 1;
            if (a != b && a != 1 && b != 1) throw new ArgumentException($"Shapes [{string.Join(", ", left)}] and [{string.Join(", ", right)}] do not broadcast.");
            result[^i] = a == 1 ? b : a;
        }

        return result;
    }
}
