using System.Runtime.InteropServices;
using Google.Protobuf;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime.Graph.Proto;

namespace SoraSharp.OnnxRuntime.Graph;

/// <summary>Collects nodes, constants, inputs and outputs, and hands out unique names. Knows the format, not the mathematics.</summary>
internal sealed class GraphBuilder(string name)
{
    // Opset 21 and IR 10 are understood by every ONNX Runtime since 1.18.
    private const long OnnxOpset = 21;
    private const long IrVersion = 10;

    private readonly GraphProto _graph = new() { Name = name };
    private readonly Dictionary<string, string> _constants = [];
    private readonly Dictionary<string, string> _shared = [];
    private readonly List<NodeProto> _first = [];
    private int _count;

    /// <summary>The weights declared so far.</summary>
    public List<(TensorProto Initializer, StoredTensor Stored)> Weights { get; } = [];

    /// <summary>Adds a node with one output and returns the output's name. Null inputs are left out.</summary>
    public string Node(string operation, IEnumerable<string?> inputs, params ReadOnlySpan<AttributeProto> attributes) => Node("", operation, inputs, attributes);

    /// <summary>Adds a node of ONNX Runtime's own operator set.</summary>
    public string ContribNode(string operation, IEnumerable<string?> inputs, params ReadOnlySpan<AttributeProto> attributes) => Node("com.microsoft", operation, inputs, attributes);

    /// <summary>
    /// Converts a weight. ONNX Runtime computes a node's inputs from the last in the graph to the first: conversions stand at the graph's beginning, so that
    /// each runs just before its result is read, and not all before anything else.
    /// </summary>
    public string WeightCast(string weight, ElementType type)
    {
        string output = Node("", "Cast", [weight], [Attribute("to", (long)DataTypeOf(type))]);
        _first.Add(_graph.Node[^1]);
        _graph.Node.RemoveAt(_graph.Node.Count - 1);
        return output;
    }

    /// <summary>Adds a node once: asked again for the same operation on the same inputs, the first output serves.</summary>
    public string SharedNode(string operation, string[] inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        string key = $"{operation}({string.Join(",", inputs)}){string.Join(",", attributes.ToArray().Select(a => a.ToString()))}";
        if (!_shared.TryGetValue(key, out string? output))
        {
            output = Node("", operation, inputs, attributes);
            _shared.Add(key, output);
        }

        return output;
    }

    /// <summary>A constant of the graph; equal constants are stored once.</summary>
    public string Constant<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        string? key = bytes.Length <= 64 ? $"{typeof(T).Name}[{string.Join(",", shape.ToArray())}]{Convert.ToHexString(bytes)}" : null;
        if (key is not null && _constants.TryGetValue(key, out string? known)) return known;

        string name = $"constant_{_count++}";
        TensorProto tensor = new()
        {
            Name = name,
            DataType = (int)DataTypeOf<T>(),
            RawData = ByteString.CopyFrom(bytes),
        };
        tensor.Dims.AddRange(shape.ToArray());
        _graph.Initializer.Add(tensor);
        if (key is not null) _constants.Add(key, name);
        return name;
    }

    /// <summary>An int64 constant with one axis.</summary>
    public string Int64s(params ReadOnlySpan<long> values) => Constant(values, [values.Length]);

    /// <summary>Declares a weight; where its data is gets filled in when all are known (see <see cref="WeightPlacement"/>).</summary>
    public void Weight(string name, StoredTensor stored)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)DataTypeOf(stored.Type) };
        tensor.Dims.AddRange(stored.Shape);
        _graph.Initializer.Add(tensor);
        Weights.Add((tensor, stored));
    }

    /// <summary>Declares an input.</summary>
    public void Input(InputSpec input)
    {
        TensorShapeProto shape = new();
        foreach (AxisSpec axis in input.Shape)
        {
            shape.Dim.Add(axis.Length is { } length
                ? new TensorShapeProto.Types.Dimension { DimValue = length }
                : new TensorShapeProto.Types.Dimension { DimParam = axis.Name });
        }

        _graph.Input.Add(ValueInfo(input.Name, input.Type, shape));
    }

    /// <summary>Makes a value an output under a name of its own.</summary>
    public void Output(string name, OnnxTensor value)
    {
        NodeProto node = new() { OpType = "Identity", Name = $"output_{name}" };
        node.Input.Add(value.Name);
        node.Output.Add(name);
        _graph.Node.Add(node);
        _graph.Output.Add(ValueInfo(name, value.Type, null));
    }

    /// <summary>The model, as ONNX Runtime loads it.</summary>
    public byte[] ToModel()
    {
        NodeProto[] nodes = [.. _first, .. _graph.Node];
        _first.Clear();
        _graph.Node.Clear();
        _graph.Node.AddRange(nodes);
        ModelProto model = new() { IrVersion = IrVersion, ProducerName = "SoraSharp", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxOpset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        return model.ToByteArray();
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Attribute(string name, float value) => new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    public static AttributeProto Attribute(string name, string value) => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    public static AttributeProto Attribute(string name, IEnumerable<int> values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values.Select(v => (long)v));
        return attribute;
    }

    public static TensorProto.Types.DataType DataTypeOf(ElementType type) => type switch
    {
        ElementType.Float32 => TensorProto.Types.DataType.Float,
        ElementType.Float16 => TensorProto.Types.DataType.Float16,
        ElementType.BFloat16 => TensorProto.Types.DataType.Bfloat16,
        ElementType.Int64 => TensorProto.Types.DataType.Int64,
        ElementType.Bool => TensorProto.Types.DataType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    private static TensorProto.Types.DataType DataTypeOf<T>() => default(T) switch
    {
        float => TensorProto.Types.DataType.Float,
        long => TensorProto.Types.DataType.Int64,
        bool => TensorProto.Types.DataType.Bool,
        _ => throw new NotSupportedException($"{typeof(T).Name} constants are not part of any network."),
    };

    private static ValueInfoProto ValueInfo(string name, ElementType type, TensorShapeProto? shape)
    {
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)DataTypeOf(type) };
        if (shape is not null) tensor.Shape = shape;
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private string Node(string domain, string operation, IEnumerable<string?> inputs, ReadOnlySpan<AttributeProto> attributes)
    {
        string output = $"{operation}_{_count++}";
        NodeProto node = new() { Domain = domain, OpType = operation, Name = output };
        node.Input.AddRange(inputs.Select(input => input ?? ""));
        node.Output.Add(output);
        foreach (AttributeProto attribute in attributes) node.Attribute.Add(attribute);
        _graph.Node.Add(node);
        return output;
    }
}
