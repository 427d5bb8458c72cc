using SoraSharp.Models.Tensors;
using SoraSharp.Torch.Fused;
using TorchSharp;
using static TorchSharp.torch.nn;
using Tensor = SoraSharp.Models.Tensors.Tensor;

namespace SoraSharp.Torch;

/// <content>Composite operations that libtorch has as one kernel.</content>
public sealed partial class TorchInterpreter
{
    /// <inheritdoc />
    public override Tensor Silu(Tensor x) => Wrap(functional.silu(Unwrap(x)));

    /// <inheritdoc />
    public override Tensor Gelu(Tensor x) => Wrap(Unwrap(x).gelu());

    /// <inheritdoc />
    public override Tensor GeluTanh(Tensor x)
    {
        torch.Tensor value = Unwrap(x);
        return Wrap(FusedTensors.Fits(value) && MayFuse(out GradientTape? tape, value) ? FusedGelu.Apply(value, tape) : functional.gelu(value, TorchSharp.Modules.GELU.Approximate.tanh));
    }

    /// <inheritdoc />
    public override Tensor LeakyRelu(Tensor x, double slope) => Wrap(Unwrap(x).leaky_relu(TorchScalars.Of(slope)));

    /// <inheritdoc />
    public override Tensor RmsNorm(Tensor x, Tensor? weight, double eps)
    {
        torch.Tensor value = Unwrap(x);
        torch.Tensor? gain = weight is null ? null : Unwrap(weight);
        if (FusedTensors.Fits(value) && (gain is null || gain.dtype == torch.ScalarType.Float32) && MayFuse(out GradientTape? tape, value, gain))
            return Wrap(FusedRmsNorm.Normalise(value, _computeType ?? value.dtype, eps, gain, null, tape));
        // Squares need more than eight bits; by way of the norm they are not kept for the backward pass.
        torch.Tensor single = value.dtype is torch.ScalarType.BFloat16 or torch.ScalarType.Float16 ? value.to(torch.ScalarType.Float32) : value;
        torch.Tensor normed = single * single.norm(-1, true).Squared().mul(TorchScalars.Of(1.0 / value.shape[^1])).Plus(eps).rsqrt();
        return Wrap(gain is null ? normed : normed * gain.to(normed.dtype));
    }

    /// <inheritdoc />
    public override Tensor RmsNormModulated(Tensor x, Tensor? weight, double eps, Tensor scale, Tensor shift)
    {
        torch.Tensor value = Unwrap(x), gain = Unwrap(scale), offset = Unwrap(shift);
        bool oneEach = value.dim() == 3 && gain.dim() == 3 && gain.shape[1] == 1 && gain.shape[0] == value.shape[0] && gain.shape.SequenceEqual(offset.shape);
        if (!oneEach || !FusedTensors.Fits(value) || !MayFuse(out GradientTape? tape, value, gain, offset)) return base.RmsNormModulated(x, weight, eps, scale, shift);
        gain = gain.to(torch.ScalarType.Float32).Plus(1);
        if (weight is not null) gain *= Unwrap(weight);
        return Wrap(FusedRmsNorm.Normalise(value, _computeType ?? value.dtype, eps, gain, offset.to(torch.ScalarType.Float32), tape));
    }

    /// <inheritdoc />
    public override Tensor AddGated(Tensor x, Tensor y, Tensor? gate)
    {
        torch.Tensor left = Unwrap(x), right = Unwrap(y);
        if (gate is null) return left.shape.SequenceEqual(right.shape) && MayFuse(out GradientTape? sums, left, right) && sums is not null ? Wrap(sums.Sum(left, right)) : base.AddGated(x, y, gate);
        torch.Tensor factor = Unwrap(gate).to(torch.ScalarType.Float32);
        return FusedGatedSum.Fits(left, right, factor) && MayFuse(out GradientTape? tape, left, right, factor)
            ? Wrap(FusedGatedSum.Add(left, right, factor, tape))
            : base.AddGated(x, y, gate);
    }

    /// <inheritdoc />
    public override Tensor Rotate(Tensor x, Tensor cos, Tensor sin, Dim groups, bool interleaved)
    {
        torch.Tensor value = Unwrap(x), cosines = Unwrap(cos), sines = Unwrap(sin);
        return !interleaved && FusedRotary.Fits(value, cosines, sines) && MayFuse(out GradientTape? tape, value)
            ? Wrap(FusedRotary.Rotate(value, cosines, sines, (int)groups.Value, tape))
            : base.Rotate(x, cos, sin, groups, interleaved);
    }

    /// <summary>Fused operations give gradients through a tape alone; without one they serve where no gradients are wanted.</summary>
    private bool MayFuse(out GradientTape? tape, params ReadOnlySpan<torch.Tensor?> inputs)
    {
        bool differentiates = false;
        if (torch.is_grad_enabled())
        {
            foreach (torch.Tensor? input in inputs) differentiates |= input is not null && input.requires_grad;
        }

        tape = differentiates ? Tape : null;
        return !differentiates || Tape is not null;
    }

    /// <inheritdoc />
    public override Tensor LayerNorm(Tensor x, Tensor? weight, Tensor? bias, double eps)
    {
        torch.Tensor value = Unwrap(x);
        return Wrap(functional.layer_norm(value, [value.shape[^1]], Like(value, weight), Like(value, bias), eps));
    }

    /// <inheritdoc />
    public override Tensor GroupNorm(Tensor x, int groups, Tensor? weight, Tensor? bias, double eps)
    {
        torch.Tensor value = Unwrap(x);
        return Wrap(functional.group_norm(value, groups, Like(value, weight), Like(value, bias), eps));
    }

    private static torch.Tensor? Like(torch.Tensor value, Tensor? weight) => weight is null ? null : Unwrap(weight).to(value.dtype);
}
