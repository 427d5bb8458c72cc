using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using TorchSharp;

namespace SoraSharp.Training.Optimisation;

/// <summary>All parameters of what is trained, in groups, with one step for all of them.</summary>
internal sealed class Optimiser : IDisposable
{
    private const double GradientLimit = 1;
    private readonly IReadOnlyList<ParameterGroup> _groups;
    private readonly Dictionary<string, torch.Tensor> _values = new(StringComparer.Ordinal);

    private readonly int _threads;

    /// <param name="groups">What is trained.</param>
    /// <param name="threads">Threads that share an update's groups.</param>
    public Optimiser(IReadOnlyList<ParameterGroup> groups, int threads = 1)
    {
        _groups = groups;
        _threads = threads;
        foreach ((Parameter parameter, torch.Tensor view) in groups.SelectMany(group => group.Parameters)) _values.Add(parameter.Name, view);
    }

    /// <summary>The number of updates made.</summary>
    public long Steps { get; private set; }

    /// <summary>The number of values.</summary>
    public long Count => _groups.Sum(group => group.Values.numel());

    /// <summary>Trainable views by parameter name.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Values => _values;

    /// <summary>Averaged values by parameter name: what is sampled from and shipped. Views; they change with every step.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Averages =>
        _groups.SelectMany(group => group.Averages).ToDictionary(entry => entry.Parameter.Name, entry => entry.View, StringComparer.Ordinal);

    /// <summary>Sets every value, and its average, with <paramref name="initial"/>.</summary>
    public void Initialise(Func<Parameter, torch.Tensor> initial)
    {
        using IDisposable noGradients = torch.no_grad();
        foreach (ParameterGroup group in _groups)
        {
            foreach ((Parameter parameter, torch.Tensor view) in group.Parameters)
            {
                using torch.Tensor value = initial(parameter);
                view.copy_(value);
            }

            group.Average.copy_(group.Values);
        }
    }

    /// <summary>One update from the gradients in place, which are then forgotten.</summary>
    /// <returns>The norm of the gradients of the Adam groups before they were limited.</returns>
    public double Step(double factor, double averageKeep)
    {
        using IDisposable noGradients = torch.no_grad();
        Steps++;
        double norm = 0;
        foreach (ParameterGroup group in _groups.Where(group => group is AdamGroup))
        {
            using torch.Tensor square = group.Gradients.Squared().sum();
            norm += square.item<float>();
        }

        norm = Math.Sqrt(norm);
        if (!double.IsFinite(norm)) throw new TrainingException("The gradients are not finite; lower the learning rate and resume from the last saved state.");
        double keep = Math.Min(averageKeep, (1.0 + Steps) / (10.0 + Steps));
        UpdateStep step = new(Steps, factor, GradientLimit / Math.Max(norm, GradientLimit), keep);
        // The largest first, so that the threads end together.
        Parallel.ForEach(_groups.OrderByDescending(group => group.Values.numel()), new ParallelOptions { MaxDegreeOfParallelism = _threads }, group =>
        {
            using IDisposable alsoHere = torch.no_grad();
            group.Step(step);
        });
        return norm;
    }

    /// <summary>The parameters once more, for another thread.</summary>
    public GradientReplica Replicate() => new(_groups);

    /// <summary>Everything needed to go on exactly, by name.</summary>
    public IEnumerable<(string Name, torch.Tensor Value)> State =>
        _groups.SelectMany(group => group.State.Select(entry => ($"{group.Name}.{entry.Name}", entry.Value)));

    /// <summary>Takes up a saved state.</summary>
    public void Restore(Func<string, torch.Tensor> saved, long steps)
    {
        using IDisposable noGradients = torch.no_grad();
        foreach ((string name, torch.Tensor value) in State)
        {
            using torch.Tensor stored = saved(name);
            value.copy_(stored);
        }

        Steps = steps;
    }

    public void Dispose()
    {
        foreach (ParameterGroup group in _groups) group.Dispose();
    }
}
