using SoraSharp.Models.Tensors;
using TorchSharp;

namespace SoraSharp.Training.Optimisation;

/// <summary>One update.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Factor">The schedule's factor on the rate, 0 to 1.</param>
/// <param name="GradientLimit">What gradients of Adam's groups are multiplied by.</param>
/// <param name="AverageKeep">What is kept of the averages.</param>
internal readonly record struct UpdateStep(long Number, double Factor, double GradientLimit, double AverageKeep);

/// <summary>
/// Parameters that are updated alike, side by side in one buffer with their gradients and averages, so that an update is
/// a handful of operations however many tensors there are. Every parameter is a view into the buffer.
/// </summary>
internal abstract class ParameterGroup : IDisposable
{
    private readonly List<(Parameter Parameter, long Offset, long Count, torch.Tensor View)> _entries = [];

    protected ParameterGroup(string name, IReadOnlyList<Parameter> parameters, double rate, torch.Device? device)
    {
        Name = name;
        Rate = rate;
        Device = device ?? torch.CPU;
        UsesKernels = device is null;
        long total = parameters.Sum(parameter => Elements(parameter.Shape));
        Values = Zeros(total);
        Gradients = Zeros(total);
        Average = Zeros(total);
        long offset = 0;
        foreach (Parameter parameter in parameters)
        {
            long count = Elements(parameter.Shape);
            _entries.Add((parameter, offset, count, Leaf(parameter, offset, Gradients)));
            offset += count;
        }
    }

    /// <summary>Where its numbers are.</summary>
    public torch.Device Device { get; }

    /// <summary>What it is called in saved states.</summary>
    public string Name { get; }

    /// <summary>The full learning rate, before the schedule's factor.</summary>
    public double Rate { get; }

    /// <summary>All values, one after the other.</summary>
    public torch.Tensor Values { get; }

    /// <summary>All gradients.</summary>
    public torch.Tensor Gradients { get; }

    /// <summary>The exponential moving average of all values.</summary>
    public torch.Tensor Average { get; }

    /// <summary>Parameters with their views into <see cref="Values"/>.</summary>
    public IEnumerable<(Parameter Parameter, torch.Tensor View)> Parameters => _entries.Select(entry => (entry.Parameter, entry.View));

    /// <summary>Parameters with views of their averages.</summary>
    public IEnumerable<(Parameter Parameter, torch.Tensor View)> Averages =>
        _entries.Select(entry => (entry.Parameter, Average.narrow(0, entry.Offset, entry.Count).view([.. entry.Parameter.Shape])));

    /// <summary>Parameters with new trainable views into <see cref="Values"/>, whose gradients go to a buffer like <see cref="Gradients"/>. The caller disposes them.</summary>
    public IEnumerable<(Parameter Parameter, torch.Tensor View)> LeavesWith(torch.Tensor gradients) => _entries.Select(entry => (entry.Parameter, Leaf(entry.Parameter, entry.Offset, gradients)));

    /// <summary>Everything that must be kept to go on exactly.</summary>
    public virtual IEnumerable<(string Name, torch.Tensor Value)> State => [("values", Values), ("average", Average)];

    /// <summary>Moves the values along their gradients, the averages after the values, and forgets the gradients.</summary>
    public abstract void Step(UpdateStep step);

    public virtual void Dispose()
    {
        foreach ((_, _, _, torch.Tensor view) in _entries) view.Dispose();
        Values.Dispose();
        Gradients.Dispose();
        Average.Dispose();
    }

    private torch.Tensor Leaf(Parameter parameter, long offset, torch.Tensor gradients)
    {
        long count = Elements(parameter.Shape);
        torch.Tensor leaf = Values.narrow(0, offset, count).view([.. parameter.Shape]).detach().requires_grad_().DetachFromDisposeScope();
        leaf.grad = gradients.narrow(0, offset, count).view([.. parameter.Shape]);
        return leaf;
    }

    /// <summary>Numbers of an optimiser's memory, on the parameters' device.</summary>
    protected torch.Tensor Zeros(long count) => torch.zeros(count, device: Device).DetachFromDisposeScope();

    /// <summary>Whether it updates with the vector kernels in the CPU's memory: where no device was named.</summary>
    protected bool UsesKernels { get; }

    protected static long Elements(IEnumerable<long> shape) => shape.Aggregate(1L, (product, length) => product * length);
}
