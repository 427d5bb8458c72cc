namespace SoraSharp.Training.Data;

/// <summary>
/// Clips that are handed out again and again while threads add new ones: a GPU trains faster than scenes can be rendered, and a clip at another noise
/// level is nearly as good as a new one. Full, it forgets its oldest. For one reader; what is drawn depends on how fast the threads are.
/// </summary>
internal sealed class ClipReservoir<T> : IClipSource<T>
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _changed = new();
    private readonly Thread[] _threads;
    private readonly List<T> _clips = [];
    private readonly int _capacity;
    private readonly Random _random;
    private long _next;
    private int _oldest;
    private Exception? _failure;

    /// <param name="first">The number of the first clip.</param>
    /// <param name="make">Makes the clip of a number; called by several threads at once.</param>
    /// <param name="threads">Threads that make clips.</param>
    /// <param name="capacity">Clips kept.</param>
    public ClipReservoir(long first, Func<long, T> make, int threads, int capacity)
    {
        _capacity = capacity;
        _next = first - 1;
        _random = new Random(unchecked((int)first));
        _threads = [.. Enumerable.Range(0, threads).Select(_ => ClipThread.Start(() => Produce(make)))];
    }

    /// <inheritdoc />
    public long Made { get; private set; }

    /// <summary>Draws clips that are there, each equally often; waits until there are as many as asked for.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of meanwhile.</exception>
    public T[] Take(int count)
    {
        if (count > _capacity) throw new ArgumentOutOfRangeException(nameof(count), count, $"{count} clips were asked for; {_capacity} are kept.");
        while (true)
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
                if (_failure is not null) throw new TrainingDataException($"A training clip could not be made: {_failure.Message}", _failure);
                if (_clips.Count >= count) return [.. Enumerable.Range(0, count).Select(_ => _clips[_random.Next(_clips.Count)])];
                _changed.Reset();
            }

            _changed.Wait();
        }
    }

    public void Dispose()
    {
        // The token's source and the event live on: somebody may be waiting.
        _stop.Cancel();
        _changed.Set();
        foreach (Thread thread in _threads) thread.Join();
    }

    private void Produce(Func<long, T> make)
    {
        try
        {
            while (!_stop.IsCancellationRequested) Add(make(Interlocked.Increment(ref _next)));
        }
        catch (Exception e)
        {
            // Handed over to the reader.
            lock (_lock) _failure ??= e;
            _changed.Set();
        }
    }

    private void Add(T clip)
    {
        lock (_lock)
        {
            Made++;
            if (_clips.Count < _capacity)
            {
                _clips.Add(clip);
            }
            else
            {
                _clips[_oldest] = clip;
                _oldest = (_oldest + 1) % _capacity;
            }
        }

        _changed.Set();
    }
}
