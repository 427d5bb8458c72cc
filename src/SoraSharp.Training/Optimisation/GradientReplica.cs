using TorchSharp;

namespace SoraSharp.Training.Optimisation;

/// <summary>
/// The optimiser's parameters once more, with gradients of their own: another thread computes a part of the batch with them while
/// the first computes the rest. The values are shared, not copied. Used by one thread at a time.
/// </summary>
internal sealed class GradientReplica : IDisposable
{
    private readonly List<(ParameterGroup Group, torch.Tensor Gradients)> _groups;

    public GradientReplica(IReadOnlyList<ParameterGroup> groups)
    {
        _groups = [.. groups.Select(group => (group, torch.zeros_like(group.Gradients, requires_grad: false).DetachFromDisposeScope()))];
        Values = _groups.SelectMany(entry => entry.Group.LeavesWith(entry.Gradients)).ToDictionary(entry => entry.Parameter.Name, entry => entry.View, StringComparer.Ordinal);
    }

    /// <summary>Trainable views by parameter name.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Values { get; }

    /// <summary>Hands the gradients over to the optimiser's and forgets them.</summary>
    public void HandOver()
    {
        foreach ((ParameterGroup group, torch.Tensor gradients) in _groups) UpdateKernels.Move(UpdateKernels.Floats(gradients), UpdateKernels.Floats(group.Gradients));
    }

    public void Dispose()
    {
        foreach (torch.Tensor leaf in Values.Values) leaf.Dispose();
        foreach ((_, torch.Tensor gradients) in _groups) gradients.Dispose();
    }
}
