using System.Threading.Channels;

namespace SoraSharp.Training.Data;

/// <summary>Makes numbered items one after the other on a thread of its own, a bounded number ahead of the reader.</summary>
internal sealed class BackgroundProducer<T> : IClipSource<T>
{
    private readonly Channel<T> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    /// <param name="first">The number of the first item.</param>
    /// <param name="make">Makes the item of a number.</param>
    /// <param name="ahead">How many items may wait.</param>
    public BackgroundProducer(long first, Func<long, T> make, int ahead)
    {
        _queue = Channel.CreateBounded<T>(ahead);
        _thread = ClipThread.Start(() => Produce(first, make));
    }

    /// <inheritdoc />
    public long Made { get; private set; }

    /// <inheritdoc />
    public T[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private T Next()
    {
        ValueTask<T> next = _queue.Reader.ReadAsync();
        try
        {
            return next.AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException e) when (e.InnerException is not null)
        {
            throw new TrainingDataException($"A training clip could not be made: {e.InnerException.Message}", e.InnerException);
        }
    }

    private void Produce(long first, Func<long, T> make)
    {
        try
        {
            for (long number = first; !_stop.IsCancellationRequested; number++)
            {
                _queue.Writer.WriteAsync(make(number), _stop.Token).AsTask().GetAwaiter().GetResult();
                Made++;
            }
        }
        catch (OperationCanceledException)
        {
            _queue.Writer.TryComplete();
        }
        catch (Exception e)
        {
            // Handed over to the reader, who is waiting for the item.
            _queue.Writer.TryComplete(e);
        }
    }
}

/// <summary>A training clip could not be made.</summary>
internal sealed class TrainingDataException(string message, Exception inner) : Exception(message, inner);
