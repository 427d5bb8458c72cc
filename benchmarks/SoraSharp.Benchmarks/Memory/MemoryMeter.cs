using System.Globalization;

namespace SoraSharp.Benchmarks.Memory;

/// <summary>Looks at the process's private memory (<c>RssAnon</c> of Linux) fifty times a second and keeps the largest.</summary>
internal sealed class MemoryMeter : IDisposable
{
    private readonly Timer _timer;
    private long _peak;

    public MemoryMeter()
    {
        _timer = new(_ => Look(), null, 0, 20);
    }

    /// <summary>What is in memory now and belongs to no file, in bytes.</summary>
    public static long Private()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>The peak since the last call, and a new beginning.</summary>
    public long Reset()
    {
        Look();
        return Interlocked.Exchange(ref _peak, 0);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long now = Private(), seen = Volatile.Read(ref _peak);
        while (now > seen && Interlocked.CompareExchange(ref _peak, now, seen) is var other && other != seen) seen = other;
    }
}
