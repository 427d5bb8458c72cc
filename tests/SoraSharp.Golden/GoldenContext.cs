using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Golden;

/// <summary>What kinds run with: the backend, and checkpoints that several cases share.</summary>
public sealed class GoldenContext(Func<INetworkBackend> backend) : IDisposable
{
    private readonly Lazy<INetworkBackend> _backend = new(backend);
    private readonly Dictionary<string, CheckpointComponent> _components = new(StringComparer.Ordinal);

    /// <summary>Runs networks; made when the first case asks for it.</summary>
    public INetworkBackend Backend => _backend.Value;

    /// <summary>Opens a component's folder, once; owned by the context.</summary>
    public CheckpointComponent Open(string folder)
    {
        if (!_components.TryGetValue(folder, out CheckpointComponent? component))
            _components.Add(folder, component = CheckpointComponent.Open(folder));
        return component;
    }

    public void Dispose()
    {
        foreach (CheckpointComponent component in _components.Values) component.Dispose();
        if (_backend.IsValueCreated) (_backend.Value as IDisposable)?.Dispose();
    }
}
