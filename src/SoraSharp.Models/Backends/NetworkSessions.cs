using System.Collections.Concurrent;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Backends;

/// <summary>Holds memory that it can give back and take again when it is next needed.</summary>
internal interface IReleasable : IDisposable
{
    /// <summary>Gives the memory back; whoever is using it finishes first. What is needed again is loaded again.</summary>
    void Release();
}

/// <summary>
/// The functions of one checkpoint component, each loaded when it is first run and kept until it is released. Thread-safe: requests that
/// need the same function at the same time share one session.
/// </summary>
internal sealed class NetworkSessions(INetworkBackend backend, IWeightSource weights) : IReleasable
{
    private readonly ConcurrentDictionary<object, SharedSession> _sessions = new();
    private volatile bool _disposed;

    /// <summary>Runs a function once.</summary>
    /// <param name="key">What tells this function from the component's others.</param>
    /// <param name="function">Makes the function when it is first needed.</param>
    /// <param name="inputs">Its inputs by name.</param>
    /// <param name="cancellationToken">Answered while the network runs.</param>
    public IReadOnlyDictionary<string, HostTensor> Run(object key, Func<NetworkFunction> function, IReadOnlyDictionary<string, HostTensor> inputs, CancellationToken cancellationToken)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            SharedSession session = _sessions.GetOrAdd(key, _ => new(() => backend.Load(function(), weights)));
            // Released between being found and being used: another one takes its place.
            if (!session.TryEnter()) continue;
            try
            {
                return session.Network.Run(inputs, cancellationToken);
            }
            catch when (!session.IsLoaded)
            {
                // A failed load is not kept: the next request tries again, and gets its own message.
                _sessions.TryRemove(KeyValuePair.Create(key, session));
                throw;
            }
            finally
            {
                session.Leave();
            }
        }
    }

    /// <summary>How many functions are loaded.</summary>
    public int Loaded => _sessions.Values.Count(s => s.IsLoaded);

    /// <summary>
    /// Gives back the memory of every function: at once, or where one is running as soon as it has run. What is run later is loaded again.
    /// </summary>
    public void Release()
    {
        foreach (KeyValuePair<object, SharedSession> entry in _sessions)
        {
            if (_sessions.TryRemove(entry)) entry.Value.Retire();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Release();
    }

    /// <summary>A session and how many are running it; given back when it is retired and nobody runs it.</summary>
    private sealed class SharedSession(Func<INetworkSession> load)
    {
        private readonly Lazy<INetworkSession> _network = new(load);
        private readonly Lock _gate = new();
        private int _users;
        private bool _retired;

        /// <summary>Loaded when it is first asked for.</summary>
        public INetworkSession Network => _network.Value;

        public bool IsLoaded => _network.IsValueCreated;

        public bool TryEnter()
        {
            lock (_gate)
            {
                if (!_retired) _users++;
                return !_retired;
            }
        }

        public void Leave()
        {
            lock (_gate)
            {
                _users--;
                DisposeIfUnused();
            }
        }

        public void Retire()
        {
            lock (_gate)
            {
                _retired = true;
                DisposeIfUnused();
            }
        }

        private void DisposeIfUnused()
        {
            if (_retired && _users == 0 && IsLoaded) Network.Dispose();
        }
    }
}
