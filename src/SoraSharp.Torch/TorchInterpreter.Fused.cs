using SoraSharp.Models.Tensors;
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
    public override Tensor GeluTanh(Tensor x) => Wrap(functional.gelu(Unwrap(x), TorchSharp.Modules.GELU.Approximate.tanh));

    /// <inheritdoc />
    public override Tensor LeakyRelu(Tensor x, double slope) => Wrap(Unwrap(x).leaky_relu(TorchScalars.Of(slope)));

    /// <inheritdoc />
    public override Tensor RmsNorm(Tensor x, Tensor? weight, double eps)
    {
        torch.Tensor value = Unwrap(x);
        torch.Tensor normed = value * value.Squared().mean([-1], true).Plus(eps).rsqrt();
        return Wrap(weight is null ? normed : normed * Unwrap(weight).to(normed.dtype));
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
