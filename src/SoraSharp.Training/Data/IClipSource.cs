namespace SoraSharp.Training.Data;

/// <summary>Where training clips come from. For one reader.</summary>
internal interface IClipSource<T> : IDisposable
{
    /// <summary>Clips made so far.</summary>
    long Made { get; }

    /// <summary>Some clips; waits for them. An error while making one is thrown here.</summary>
    /// <exception cref="TrainingDataException">A clip could not be made.</exception>
    T[] Take(int count);
}

/// <summary>How clips are prepared.</summary>
/// <param name="Producers">Threads that prepare them.</param>
/// <param name="Pool">Clips that are kept and drawn from again; 0 to use each once, in their order.</param>
internal sealed record ClipOptions(int Producers = 1, int Pool = 0)
{
    /// <summary>Begins to prepare clips.</summary>
    /// <param name="first">The number of the first clip.</param>
    /// <param name="make">Makes the clip of a number.</param>
    /// <param name="ahead">Clips that may wait where each is used once.</param>
    public IClipSource<T> Open<T>(long first, Func<long, T> make, int ahead) =>
        Pool == 0 ? new BackgroundProducer<T>(first, make, ahead) : new ClipReservoir<T>(first, make, Producers, Pool);
}
