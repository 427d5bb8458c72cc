using SoraSharp.Models.Tensors;
using TorchSharp;

namespace SoraSharp.Training.Optimisation;

/// <summary>Adam (Kingma and Ba 2015) without weight decay: for embeddings, biases, norms and the layers at the ends.</summary>
internal sealed class AdamGroup(string name, IReadOnlyList<Parameter> parameters, double rate, double beta1 = 0.9, double beta2 = 0.98, double epsilon = 1e-8)
    : ParameterGroup(name, parameters, rate)
{
    private readonly torch.Tensor _first = torch.zeros(parameters.Sum(parameter => Elements(parameter.Shape))).DetachFromDisposeScope();
    private readonly torch.Tensor _second = torch.zeros(parameters.Sum(parameter => Elements(parameter.Shape))).DetachFromDisposeScope();

    public override IEnumerable<(string Name, torch.Tensor Value)> State => [.. base.State, ("first", _first), ("second", _second)];

    public override void Step(UpdateStep step)
    {
        double bias1 = 1 - Math.Pow(beta1, step.Number), bias2 = 1 - Math.Pow(beta2, step.Number);
        UpdateKernels.Adam(
            UpdateKernels.Floats(Values), UpdateKernels.Floats(Average), UpdateKernels.Floats(Gradients), UpdateKernels.Floats(_first), UpdateKernels.Floats(_second),
            new((float)(Rate * step.Factor / bias1), (float)beta1, (float)beta2, (float)(1 / bias2), (float)epsilon), (float)step.GradientLimit, (float)(1 - step.AverageKeep));
    }

    public override void Dispose()
    {
        base.Dispose();
        _first.Dispose();
        _second.Dispose();
    }
}
