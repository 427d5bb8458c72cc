namespace SoraSharp.Stages;

/// <summary>Where a generation's noise comes from. Implementations are thread-safe.</summary>
public interface INoiseSource
{
    /// <summary>Starts a stream of noise; equal seeds give equal streams.</summary>
    INoiseGenerator Start(long seed);
}

/// <summary>A stream of noise, drawn in the order of the calls. Used by one thread at a time.</summary>
public interface INoiseGenerator
{
    /// <summary>Fills with independent samples of the standard normal distribution, as one draw of a tensor of that many elements.</summary>
    void FillNormal(Span<float> destination);
}
