using SoraSharp.Models.Tensors;
using SoraSharp.Torch.Fused;
using TorchSharp;
using static TorchSharp.torch.nn;
using Tensor = SoraSharp.Models.Tensors.Tensor;

namespace SoraSharp.Torch;

/// <summary>
/// Computes a network's forward pass at once with TorchSharp, with gradients where autograd is on.
/// Values live in the caller's dispose scope. Not thread-safe: one interpreter serves one forward pass.
/// </summary>
/// <remarks>
/// With a reduced <c>computeType</c> (bfloat16) linear layers, attention and convolutions cast their operands and return that
/// type; parameters stay float32, and so do their gradients. Element-wise operations promote to the wider operand.
/// </remarks>
public sealed partial class TorchInterpreter : Interpreter
{
    private readonly Func<Parameter, torch.Tensor> _weights;
    private readonly torch.Device _device;
    private readonly torch.ScalarType? _computeType;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<string, TorchTensor> _loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<TorchTensor, torch.Tensor> _reduced = new(ReferenceEqualityComparer.Instance);

    /// <summary>Creates an interpreter for one forward pass.</summary>
    /// <param name="weights">The tensor of each parameter; they are used, not copied or disposed.</param>
    /// <param name="device">Where to compute; the CPU when null.</param>
    /// <param name="computeType">The type of matrix products and convolutions; their operands' own when null.</param>
    /// <param name="cancellationToken">Looked at before every operation.</param>
    public TorchInterpreter(Func<Parameter, torch.Tensor> weights, torch.Device? device = null, torch.ScalarType? computeType = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _weights = weights;
        _device = device ?? torch.CPU;
        _computeType = computeType;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Lets the pass use fused operations although gradients are wanted; the backward pass is then the tape's. Autograd alone when null.</summary>
    public GradientTape? Tape { get; init; }

    /// <summary>Sees the intermediate values that networks name; nothing when null.</summary>
    public Action<string, torch.Tensor>? Observer { get; init; }

    /// <summary>Brings a torch tensor into the forward pass.</summary>
    public Tensor Wrap(torch.Tensor value)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        return new TorchTensor(this, value);
    }

    /// <summary>The torch tensor behind a value of this pass.</summary>
    /// <exception cref="ArgumentException">The value belongs to another interpreter.</exception>
    public static torch.Tensor Unwrap(Tensor value) =>
        value is TorchTensor tensor ? tensor.Value : throw new ArgumentException($"The value {value} was not computed by TorchSharp; pass values of one interpreter only.", nameof(value));

    /// <inheritdoc />
    public override Tensor Weight(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (!_loaded.TryGetValue(parameter.Name, out TorchTensor? tensor))
        {
            tensor = new TorchTensor(this, _weights(parameter));
            _loaded.Add(parameter.Name, tensor);
        }

        return tensor;
    }

    /// <inheritdoc />
    public override Tensor Constant(ReadOnlySpan<float> values, params long[] shape) => Wrap(torch.tensor(values.ToArray(), shape, device: _device));

    /// <inheritdoc />
    public override Tensor Constant(ReadOnlySpan<long> values, params long[] shape) => Wrap(torch.tensor(values.ToArray(), shape, device: _device));

    /// <inheritdoc />
    public override Tensor Unary(UnaryOperation operation, Tensor x)
    {
        torch.Tensor value = Unwrap(x);
        return Wrap(operation switch
        {
            UnaryOperation.Negate => value.neg(),
            UnaryOperation.Abs => value.abs(),
            UnaryOperation.Exp => value.exp(),
            UnaryOperation.Log => value.log(),
            UnaryOperation.Sqrt => value.sqrt(),
            UnaryOperation.Reciprocal => value.reciprocal(),
            UnaryOperation.Sin => value.sin(),
            UnaryOperation.Cos => value.cos(),
            UnaryOperation.Tanh => value.tanh(),
            UnaryOperation.Sigmoid => value.sigmoid(),
            UnaryOperation.Erf => value.erf(),
            UnaryOperation.Relu => value.relu(),
            UnaryOperation.Floor => value.floor(),
            UnaryOperation.Softplus => value.relu().Plus(value.abs().neg().exp().log1p()),
            _ => throw Unknown(operation),
        });
    }

    /// <inheritdoc />
    public override Tensor Binary(BinaryOperation operation, Tensor left, Tensor right)
    {
        (torch.Tensor a, torch.Tensor b) = (Unwrap(left), Unwrap(right));
        return Wrap(operation switch
        {
            BinaryOperation.Add => a.Plus(b),
            BinaryOperation.Subtract => a.Minus(b),
            BinaryOperation.Multiply => a * b,
            BinaryOperation.Divide => left.Type == ElementType.Int64 && right.Type == ElementType.Int64 ? torch.div(a, b, torch.RoundingMode.trunc) : a / b,
            BinaryOperation.Power => a.pow(b),
            BinaryOperation.Maximum => torch.maximum(a, b),
            BinaryOperation.Minimum => torch.minimum(a, b),
            BinaryOperation.Equal => a.eq(b),
            BinaryOperation.Less => a.lt(b),
            _ => throw Unknown(operation),
        });
    }

    /// <inheritdoc />
    public override Tensor Where(Tensor condition, Tensor left, Tensor right) => Wrap(torch.where(Unwrap(condition), Unwrap(left), Unwrap(right)));

    /// <inheritdoc />
    public override Tensor Reduce(ReduceOperation operation, Tensor x, int[] axes, bool keepAxes)
    {
        torch.Tensor value = Unwrap(x);
        long[] dims = [.. axes.Select(axis => (long)axis)];
        return Wrap(operation switch
        {
            ReduceOperation.Sum => value.sum(dims, keepAxes),
            ReduceOperation.Mean => value.mean(dims, keepAxes),
            ReduceOperation.Max => value.amax(dims, keepAxes),
            ReduceOperation.Min => value.amin(dims, keepAxes),
            _ => throw Unknown(operation),
        });
    }

    /// <inheritdoc />
    public override Tensor Cast(Tensor x, ElementType type) => Wrap(Unwrap(x).to(TorchTypes.Of(type)));

    /// <inheritdoc />
    public override Tensor MatMul(Tensor left, Tensor right) => Wrap(torch.matmul(Compute(left), Compute(right)));

    /// <inheritdoc />
    public override Tensor Softmax(Tensor x, int axis) => Wrap(functional.softmax(Unwrap(x), axis));

    /// <inheritdoc />
    public override Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        torch.Tensor input = Compute(x), matrix = Compute(weight);
        torch.Tensor? offset = bias is null ? null : Compute(bias), givenOffset = bias is null ? null : Unwrap(bias);
        torch.Tensor given = Unwrap(weight);
        return Wrap(FusedLinear.Fits(input, given, givenOffset) && MayFuse(out GradientTape? tape, input, given, givenOffset) && tape is not null
            ? FusedLinear.Apply(input, given, (matrix, offset), givenOffset, tape)
            : functional.linear(input, matrix, offset));
    }

    /// <inheritdoc />
    public override Tensor Attention(Tensor query, Tensor key, Tensor value, int heads, int? kvHeads = null, Tensor? bias = null, double? scale = null)
    {
        int shared = kvHeads ?? heads;
        torch.Tensor q = Compute(query), k = Compute(key), v = Compute(value);
        if (shared == heads && bias is null && FusedAttention.Fits(q, k, v) && MayFuse(out GradientTape? tape, q, k, v))
            return Wrap(FusedAttention.Apply(q, k, v, heads, scale ?? 1 / Math.Sqrt(q.shape[2] / (double)heads), tape));
        (q, k, v) = (Heads(q, heads), Heads(k, shared), Heads(v, shared));
        if (shared != heads)
        {
            k = k.repeat_interleave(heads / shared, 1);
            v = v.repeat_interleave(heads / shared, 1);
        }

        if (q.device_type == DeviceType.CUDA) return Wrap(OneKernel(q, k, v, bias is null ? null : Unwrap(bias), scale));
        // Explicit products: below some 300 tokens their backward pass is faster than that of the fused form.
        torch.Tensor scores = torch.matmul(q.mul(TorchScalars.Of(scale ?? 1 / Math.Sqrt(q.shape[^1]))), k.transpose(-1, -2));
        if (bias is not null) scores = scores.Plus(Unwrap(bias).to(scores.dtype));
        return Wrap(torch.matmul(functional.softmax(scores, -1), v).transpose(1, 2).flatten(2));
    }

    /// <summary>Attention of heads [B, heads, L, d] by libtorch's own kernel, which keeps no scores; its scale is fixed to 1/√d.</summary>
    internal static torch.Tensor OneKernel(torch.Tensor q, torch.Tensor k, torch.Tensor v, torch.Tensor? bias, double? scale)
    {
        if (scale is { } factor) q = q.mul(TorchScalars.Of(factor * Math.Sqrt(q.shape[^1])));
        return functional.scaled_dot_product_attention(q, k, v, bias?.to(q.dtype)).transpose(1, 2).flatten(2);
    }

    /// <inheritdoc />
    public override void Observe(string name, Tensor value) => Observer?.Invoke(name, Unwrap(value));

    private static torch.Tensor Heads(torch.Tensor x, long heads) => x.unflatten(2, heads, x.shape[2] / heads).transpose(1, 2);

    private static ArgumentOutOfRangeException Unknown<T>(T operation)
        where T : struct, Enum => new(nameof(operation), operation, "Not an operation.");

    /// <summary>The value in the type that matrix products are computed in; a parameter is cast once a pass.</summary>
    private torch.Tensor Compute(Tensor x)
    {
        var tensor = (TorchTensor)x;
        if (_computeType is not { } type || tensor.Value.dtype == type || tensor.Type != ElementType.Float32) return tensor.Value;
        if (!_reduced.TryGetValue(tensor, out torch.Tensor? reduced))
        {
            // A value that many layers read is walked back once; a parameter gets its gradients from each.
            bool cuts = Tape is not null && torch.is_grad_enabled() && tensor.Value.requires_grad && FusedTensors.HasManyRows(tensor.Value);
            reduced = cuts ? Tape!.Cast(tensor.Value, type) : tensor.Value.to(type);
            _reduced.Add(tensor, reduced);
        }

        return reduced;
    }
}
