namespace SoraSharp.Models.Memory;

/// <summary>
/// The allocations of a forward pass in the order of its operations. A value lives from the operation that makes it to the last one that
/// reads it; an element-wise operation writes over an input that nobody reads after it. That is how ONNX Runtime plans memory.
/// </summary>
internal sealed class AllocationTimeline
{
    private readonly List<Step> _steps = [];
    private readonly List<long> _bytes = [];
    private readonly List<int> _lastUse = [];

    /// <summary>Adds an operation.</summary>
    /// <param name="bytes">What its result takes.</param>
    /// <param name="workspace">What it takes besides while it runs.</param>
    /// <param name="reads">The storages that it reads.</param>
    /// <param name="mayOverwrite">A storage whose place the result may take, or −1.</param>
    /// <returns>The result's storage.</returns>
    public int Add(long bytes, long workspace, IEnumerable<int> reads, int mayOverwrite = -1)
    {
        int storage = _bytes.Count;
        _bytes.Add(bytes);
        _lastUse.Add(_steps.Count);
        Read(reads);
        _steps.Add(new(storage, workspace, mayOverwrite));
        return storage;
    }

    /// <summary>Says that storages are read by the operation that is added next, or, after the last, by whoever takes the results.</summary>
    public void Read(IEnumerable<int> storages)
    {
        foreach (int storage in storages.Where(s => s >= 0)) _lastUse[storage] = _steps.Count;
    }

    /// <summary>The most bytes that are taken at any time.</summary>
    public long Peak()
    {
        List<int>[] endsAfter = [.. Enumerable.Range(0, _steps.Count + 1).Select(_ => new List<int>())];
        for (int storage = 0; storage < _bytes.Count; storage++) endsAfter[_lastUse[storage]].Add(storage);
        long live = 0, peak = 0;
        HashSet<int> overwritten = [];
        for (int i = 0; i < _steps.Count; i++)
        {
            Step step = _steps[i];
            bool inPlace = step.MayOverwrite >= 0 && _lastUse[step.MayOverwrite] == i && _bytes[step.MayOverwrite] == _bytes[step.Storage];
            if (inPlace) overwritten.Add(step.MayOverwrite);
            else live += _bytes[step.Storage];
            peak = Math.Max(peak, live + step.Workspace);
            live -= endsAfter[i].Where(s => !overwritten.Contains(s)).Sum(s => _bytes[s]);
        }

        return peak;
    }

    private readonly record struct Step(int Storage, long Workspace, int MayOverwrite);
}
