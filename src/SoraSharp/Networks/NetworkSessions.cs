using System.Collections.Concurrent;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Networks;

/// <summary>
/// The functions of one checkpoint component, each loaded when it is first run and kept until disposal. Thread-safe: requests that
/// need the same function at the same time share one session.
/// </summary>
internal sealed class NetworkSessions(INetworkBackend backend, IWeightSource weights) : IDisposable
{
    private readonly ConcurrentDictionary<object, Lazy<INetworkSession>> _sessions = new();
    private volatile bool _disposed;

    /// <summary>Runs a function once.</summary>
    /// <param name="key">What tells this function from the component's others.</param>
    /// <param name="function">Makes the function when it is first needed.</param>
    /// <param name="inputs">Its inputs by name.</param>
    /// <param name="cancellationToken">Answered while the network runs.</param>
    public IReadOnlyDictionary<string, HostTensor> Run(object key, Func<NetworkFunction> function, IReadOnlyDictionary<string, HostTensor> inputs, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        Lazy<INetworkSession> session = _sessions.GetOrAdd(key, _ => new(() => backend.Load(function(), weights)));
        try
        {
            return session.Value.Run(inputs, cancellationToken);
        }
        catch when (!session.IsValueCreated)
        {
            // A failed load is not kept: the next request tries again, and gets its own message.
            _sessions.TryRemove(KeyValuePair.Create(key, session));
            throw;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (Lazy<INetworkSession> session in _sessions.Values)
        {
            if (session.IsValueCreated) session.Value.Dispose();
        }

        _sessions.Clear();
    }
}
