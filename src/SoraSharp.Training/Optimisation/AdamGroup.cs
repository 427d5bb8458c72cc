using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using TorchSharp;

namespace SoraSharp.Training.Optimisation;

/// <summary>Adam (Kingma and Ba 2015) without weight decay: for embeddings, biases, norms and the layers at the ends.</summary>
internal sealed class AdamGroup(string name, IReadOnlyList<Parameter> parameters, double rate, double beta1 = 0.9, double beta2 = 0.98, double epsilon = 1e-8)
    : ParameterGroup(name, parameters, rate)
{
    private readonly torch.Tensor _first = torch.zeros(parameters.Sum(parameter => Elements(parameter.Shape))).DetachFromDisposeScope();
    private readonly torch.Tensor _second = torch.zeros(parameters.Sum(parameter => Elements(parameter.Shape))).DetachFromDisposeScope();

    public override IEnumerable<(string Name, torch.Tensor Value)> State => [.. base.State, ("first", _first), ("second", _second)];

    public override void Step(double factor, long step)
    {
        using IDisposable scope = torch.NewDisposeScope();
        _first.mul_(TorchScalars.Of(beta1)).add_(Gradients, TorchScalars.Of(1 - beta1));
        _second.mul_(TorchScalars.Of(beta2)).addcmul_(Gradients, Gradients, TorchScalars.Of(1 - beta2));
        double bias1 = 1 - Math.Pow(beta1, step), bias2 = 1 - Math.Pow(beta2, step);
        torch.Tensor denominator = _second.div(torch.tensor((float)bias2)).sqrt_().PlusInPlace(epsilon);
        Values.MinusInPlace(_first.div(denominator).mul_(torch.tensor((float)(Rate * factor / bias1))));
    }

    public override void Dispose()
    {
        base.Dispose();
        _first.Dispose();
        _second.Dispose();
    }
}
