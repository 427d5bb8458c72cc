using SoraSharp.Stages;

namespace SoraSharp.Golden;

/// <summary>Gives a case's noise in the order of the draws.</summary>
internal sealed class ReplayedNoise(float[] noises) : INoiseGenerator
{
    private int _next;

    public void FillNormal(Span<float> destination)
    {
        noises.AsSpan(_next, destination.Length).CopyTo(destination);
        _next += destination.Length;
    }
}
