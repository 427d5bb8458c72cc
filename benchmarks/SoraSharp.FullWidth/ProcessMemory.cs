using System.Globalization;

namespace SoraSharp.FullWidth;

/// <summary>What the process takes, looked at again and again until disposed (Linux).</summary>
internal sealed class ProcessMemory : IDisposable
{
    private readonly Timer _timer;
    private long _private, _resident;

    public ProcessMemory() => _timer = new(_ => Look(), null, 0, 20);

    /// <summary>The most memory of its own, bytes: mapped files left out.</summary>
    public long Private => _private;

    /// <summary>The most memory, bytes: pages of mapped files that the system kept included.</summary>
    public long Resident => _resident;

    public void Dispose()
    {
        Look();
        _timer.Dispose();
    }

    private void Look()
    {
        long own = 0, all = 0;
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("RssAnon:", StringComparison.Ordinal)) own = Bytes(line);
            else if (line.StartsWith("VmRSS:", StringComparison.Ordinal)) all = Bytes(line);
        }

        _private = Math.Max(_private, own);
        _resident = Math.Max(_resident, all);
    }

    private static long Bytes(string line) => 1024 * long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
