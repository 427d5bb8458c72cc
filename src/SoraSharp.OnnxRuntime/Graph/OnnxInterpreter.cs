using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime.Graph.Proto;
using static SoraSharp.OnnxRuntime.Graph.GraphBuilder;

namespace SoraSharp.OnnxRuntime.Graph;

/// <summary>
/// Emits the graph of a forward pass. Every value's lengths are tracked, as numbers where they are known, else as
/// symbols that cost a node only where something computes with them.
/// </summary>
internal sealed partial class OnnxInterpreter : Interpreter
{
    private readonly GraphBuilder _graph;
    private readonly Func<Parameter, StoredTensor> _find;
    private readonly Dictionary<string, OnnxTensor> _weights = [];
    private readonly Dictionary<string, string> _narrow = [];
    private readonly Dictionary<string, Dim> _axes = [];
    private readonly Dictionary<string, OnnxDim> _lengths = [];
    private readonly List<(string Name, OnnxTensor Value)>? _observed;

    /// <param name="graph">Where the nodes go.</param>
    /// <param name="find">Finds a parameter in the checkpoint, with the shape that it must have.</param>
    /// <param name="observed">Receives the values that the network offers for observation, or null.</param>
    public OnnxInterpreter(GraphBuilder graph, Func<Parameter, StoredTensor> find, List<(string Name, OnnxTensor Value)>? observed = null)
    {
        _graph = graph;
        _find = find;
        _observed = observed;
    }

    /// <summary>Declares an input; axes of one name share one symbol.</summary>
    public OnnxTensor Input(InputSpec input)
    {
        _graph.Input(input);
        Dim?[] shape = [.. input.Shape.Select(axis => axis.Length is { } length ? (Dim?)length : _axes.TryGetValue(axis.Name!, out Dim known) ? known : null)];
        OnnxTensor tensor = new(this, input.Name, input.Type, shape);
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (input.Shape[axis].Name is { } name) _axes.TryAdd(name, tensor.Shape[axis]);
        }

        return tensor;
    }

    public override Tensor Weight(Parameter parameter)
    {
        if (!_weights.TryGetValue(parameter.Name, out OnnxTensor? weight))
        {
            StoredTensor stored = _find(parameter);
            string name = $"weight:{parameter.Name}";
            _graph.Weight(name, stored);
            ElementType type = stored.Type;
            if (type is ElementType.Float16 or ElementType.BFloat16)
            {
                // Half precision is a way to store, the CPU computes in float32. The session's options say when this is folded.
                string narrow = name;
                name = _graph.WeightCast(name, ElementType.Float32);
                _narrow.Add(name, narrow);
                type = ElementType.Float32;
            }

            weight = new OnnxTensor(this, name, type, [.. parameter.Shape.Select(length => (Dim?)length)]);
            _weights.Add(parameter.Name, weight);
        }

        return weight;
    }

    public override Tensor Constant(ReadOnlySpan<float> values, params long[] shape) => new OnnxTensor(this, _graph.Constant(values, shape), ElementType.Float32, Known(shape));

    public override Tensor Constant(ReadOnlySpan<long> values, params long[] shape) => new OnnxTensor(this, _graph.Constant(values, shape), ElementType.Int64, Known(shape));

    public override Tensor Unary(UnaryOperation operation, Tensor x) => SameShape(x, _graph.Node(operation switch
    {
        UnaryOperation.Negate => "Neg",
        UnaryOperation.Abs or UnaryOperation.Exp or UnaryOperation.Log or UnaryOperation.Sqrt or UnaryOperation.Reciprocal
            or UnaryOperation.Sin or UnaryOperation.Cos or UnaryOperation.Tanh or UnaryOperation.Sigmoid or UnaryOperation.Erf
            or UnaryOperation.Relu or UnaryOperation.Floor or UnaryOperation.Softplus => operation.ToString(),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation."),
    }, [Name(x)]));

    public override Tensor Binary(BinaryOperation operation, Tensor left, Tensor right)
    {
        string node = _graph.Node(operation switch
        {
            BinaryOperation.Add => "Add",
            BinaryOperation.Subtract => "Sub",
            BinaryOperation.Multiply => "Mul",
            BinaryOperation.Divide => "Div",
            BinaryOperation.Power => "Pow",
            BinaryOperation.Maximum => "Max",
            BinaryOperation.Minimum => "Min",
            BinaryOperation.Equal => "Equal",
            BinaryOperation.Less => "Less",
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation."),
        }, [Name(left), Name(right)]);
        ElementType type = operation is BinaryOperation.Equal or BinaryOperation.Less ? ElementType.Bool : left.Type;
        return new OnnxTensor(this, node, type, Broadcast(left.Shape, right.Shape));
    }

    public override Tensor Where(Tensor condition, Tensor left, Tensor right)
    {
        string node = _graph.Node("Where", [Name(condition), Name(left), Name(right)]);
        OnnxTensor both = new(this, node, left.Type, Broadcast(left.Shape, right.Shape));
        return new OnnxTensor(this, node, left.Type, Broadcast(condition.Shape, both.Shape));
    }

    public override Tensor Reduce(ReduceOperation operation, Tensor x, int[] axes, bool keepAxes)
    {
        string node = _graph.Node($"Reduce{operation}", [Name(x), _graph.Int64s([.. axes.Select(a => (long)a)])], Attribute("keepdims", keepAxes ? 1 : 0));
        List<Dim?> shape = [];
        for (int axis = 0; axis < x.Rank; axis++)
        {
            if (!axes.Contains(axis)) shape.Add(x.Shape[axis]);
            else if (keepAxes) shape.Add(1);
        }

        return new OnnxTensor(this, node, x.Type, [.. shape]);
    }

    public override Tensor Cast(Tensor x, ElementType type) =>
        new OnnxTensor(this, _graph.Node("Cast", [Name(x)], Attribute("to", (long)DataTypeOf(type))), type, Nullable(x.Shape));

    public override Tensor MatMul(Tensor left, Tensor right)
    {
        string node = _graph.Node("MatMul", [Name(left), Name(right)]);
        Dim?[] batch = Broadcast([.. left.Shape.SkipLast(2)], [.. right.Shape.SkipLast(2)]);
        return new OnnxTensor(this, node, left.Type, [.. batch, left.Shape[^2], right.Shape[^1]]);
    }

    public override Tensor Softmax(Tensor x, int axis) => SameShape(x, _graph.Node("Softmax", [Name(x)], Attribute("axis", axis)));

    public override Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        // FusedMatMul reads the weight as the checkpoint stores it ([out, in]); a Transpose node would copy it.
        string node = _graph.ContribNode("FusedMatMul", [Name(x), Name(weight)], Attribute("transB", 1L));
        OnnxTensor product = new(this, node, ElementType.Float32, [.. x.Shape.SkipLast(1).Select(d => (Dim?)d), weight.Shape[0]]);
        return bias is null ? product : product + bias;
    }

    public override Tensor Attention(Tensor query, Tensor key, Tensor value, int heads, int? kvHeads = null, Tensor? bias = null, double? scale = null)
    {
        if (kvHeads is { } shared && shared != heads)
        {
            key = ShareHeads(key, heads, shared);
            value = ShareHeads(value, heads, shared);
        }

        string? biasName = null;
        if (bias is not null)
        {
            // The operator broadcasts batch and heads of the bias, not its rows.
            bias = bias.Rank == 3 ? bias.Unsqueeze(1) : bias;
            if (bias.Shape[2] != query.Shape[1]) bias = bias.Expand(bias.Shape[0], bias.Shape[1], query.Shape[1], bias.Shape[3]);
            biasName = Name(bias);
        }

        List<AttributeProto> attributes = [Attribute("num_heads", heads)];
        if (scale is { } factor) attributes.Add(Attribute("scale", (float)factor));
        string node = _graph.ContribNode("MultiHeadAttention", [Name(query), Name(key), Name(value), null, null, biasName], [.. attributes]);
        return new OnnxTensor(this, node, query.Type, query.Shape[0], query.Shape[1], value.Shape[2]);
    }

    public override Tensor Silu(Tensor x) => SameShape(x, _graph.ContribNode("QuickGelu", [Name(x)], Attribute("alpha", 1f)));

    public override Tensor Gelu(Tensor x) => SameShape(x, _graph.ContribNode("Gelu", [Name(x)]));

    public override Tensor GeluTanh(Tensor x) => SameShape(x, _graph.ContribNode("FastGelu", [Name(x)]));

    public override Tensor LeakyRelu(Tensor x, double slope) => SameShape(x, _graph.Node("LeakyRelu", [Name(x)], Attribute("alpha", (float)slope)));

    public override Tensor RmsNorm(Tensor x, Tensor? weight, double eps) =>
        SameShape(x, _graph.Node("SimplifiedLayerNormalization", [Name(x), weight is null ? Filled(x, 1) : Name(weight)], Attribute("axis", -1L), Attribute("epsilon", (float)eps)));

    public override Tensor LayerNorm(Tensor x, Tensor? weight, Tensor? bias, double eps)
    {
        if ((weight is null || bias is null) && !x.Shape[^1].IsKnown) return base.LayerNorm(x, weight, bias, eps);
        // ONNX Runtime's SkipLayerNormFusion reads a bias without looking whether there is one, and crashes.
        return SameShape(x, _graph.Node("LayerNormalization", [Name(x), weight is null ? Filled(x, 1) : Name(weight), bias is null ? Filled(x, 0) : Name(bias)], Attribute("axis", -1L), Attribute("epsilon", (float)eps)));
    }

    public override void Observe(string name, Tensor value) => _observed?.Add((name, (OnnxTensor)value));

    internal string EmitLength(OnnxTensor owner, int axis) =>
        _graph.SharedNode("Shape", [owner.Name], Attribute("start", axis), Attribute("end", axis + 1));

    internal Dim CombineLengths(DimOperation operation, Dim left, Dim right)
    {
        string node = _graph.SharedNode(operation switch
        {
            DimOperation.Add => "Add",
            DimOperation.Subtract => "Sub",
            DimOperation.Multiply => "Mul",
            _ => "Div",
        }, [LengthValue(left), LengthValue(right)]);
        if (!_lengths.TryGetValue(node, out OnnxDim? symbol))
        {
            symbol = new OnnxDim(this, node);
            _lengths.Add(node, symbol);
        }

        return Dim.FromSymbol(symbol);
    }

    // Fewer key-value heads than heads: [B, L, kv·D] → [B, L, heads·D], each repeated for its neighbours.
    private static Tensor ShareHeads(Tensor x, int heads, int kvHeads)
    {
        Dim size = x.Shape[2] / kvHeads;
        return x.Reshape(x.Shape[0], x.Shape[1], kvHeads, size).RepeatInterleave(2, heads / kvHeads).Reshape(x.Shape[0], x.Shape[1], size * heads);
    }

    private string LengthValue(Dim length) => length.IsKnown ? _graph.Int64s(length.Value) : ((OnnxDim)length.Symbol!).Value;

    /// <summary>One value for every feature of the last axis.</summary>
    private string Filled(Tensor x, float value)
    {
        float[] values = new float[x.Shape[^1].Value];
        Array.Fill(values, value);
        return _graph.Constant<float>(values, [values.Length]);
    }

    private OnnxTensor SameShape(Tensor x, string node) => new(this, node, x.Type, Nullable(x.Shape));

    private string Name(Tensor tensor)
    {
        if (tensor is not OnnxTensor value || value.Interpreter != this)
        {
            throw new ArgumentException($"The value {tensor} belongs to another interpreter; a forward pass uses the values it was given and what it computes from them.", nameof(tensor));
        }

        return value.Name;
    }

    private static Dim?[] Known(long[] shape) => [.. shape.Select(length => (Dim?)length)];

    private static Dim?[] Nullable(IReadOnlyList<Dim> shape) => [.. shape.Select(length => (Dim?)length)];

    private static Dim?[] Broadcast(IReadOnlyList<Dim> left, IReadOnlyList<Dim> right)
    {
        int rank = Math.Max(left.Count, right.Count);
        Dim?[] result = new Dim?[rank];
        for (int i = 0; i < rank; i++)
        {
            Dim a = i < rank - left.Count ? 1 : left[i - (rank - left.Count)];
            Dim b = i < rank - right.Count ? 1 : right[i - (rank - right.Count)];
            if (a == b || b == 1) result[i] = a;
            else if (a == 1) result[i] = b;
            else if (a.IsKnown && b.IsKnown) throw new ArgumentException($"Shapes [{string.Join(", ", left)}] and [{string.Join(", ", right)}] do not broadcast.");
            else if (a.IsKnown) result[i] = a;
            else if (b.IsKnown) result[i] = b;
            // Two different symbols: either may be 1, so the length is read from the result.
        }

        return result;
    }
}
