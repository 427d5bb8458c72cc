using SoraSharp.Models.Backends;

namespace SoraSharp.Models.Checkpoints;

/// <summary>Where a component's tensors are stored, under the names that networks know. Thread-safe.</summary>
internal interface ITensorStore : IWeightSource, IDisposable
{
    /// <summary>The name of every tensor.</summary>
    IReadOnlyCollection<string> TensorNames { get; }
}
