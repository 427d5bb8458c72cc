using SoraSharp.Models.Tensors;
using TorchSharp;

namespace SoraSharp.Training.Optimisation;

/// <summary>Adam (Kingma and Ba 2015) without weight decay: for embeddings, biases, norms and the layers at the ends.</summary>
internal sealed class AdamGroup : ParameterGroup
{
    private const double Beta1 = 0.9, Beta2 = 0.98, Epsilon = 1e-8;
    private readonly torch.Tensor _first;
    private readonly torch.Tensor _second;

    /// <param name="name">What it is called in saved states.</param>
    /// <param name="parameters">Parameters of any shapes.</param>
    /// <param name="rate">The full learning rate.</param>
    /// <param name="device">Where it computes with tensor operations; on the CPU with vector kernels when null.</param>
    public AdamGroup(string name, IReadOnlyList<Parameter> parameters, double rate, torch.Device? device = null)
        : base(name, parameters, rate, device) => (_first, _second) = (Zeros(Values.numel()), Zeros(Values.numel()));

    public override IEnumerable<(string Name, torch.Tensor Value)> State => [.. base.State, ("first", _first), ("second", _second)];

    public override void Step(UpdateStep step)
    {
        double bias1 = 1 - Math.Pow(Beta1, step.Number), bias2 = 1 - Math.Pow(Beta2, step.Number);
        AdamStep adam = new((float)(Rate * step.Factor / bias1), (float)Beta1, (float)Beta2, (float)(1 / bias2), (float)Epsilon);
        float limit = (float)step.GradientLimit, share = (float)(1 - step.AverageKeep);
        if (UsesKernels) UpdateKernels.Adam(UpdateKernels.Floats(Values), UpdateKernels.Floats(Average), UpdateKernels.Floats(Gradients), UpdateKernels.Floats(_first), UpdateKernels.Floats(_second), adam, limit, share);
        else TensorUpdates.Adam(Values, Average, Gradients, (_first, _second), adam, limit, share);
    }

    public override void Dispose()
    {
        base.Dispose();
        _first.Dispose();
        _second.Dispose();
    }
}
