using SoraSharp.Stages;

namespace SoraSharp.Noise;

/// <summary>Noise as PyTorch's CPU generator draws it, so that a seed starts here as it does in diffusers. Thread-safe.</summary>
public sealed class TorchNoiseSource : INoiseSource
{
    /// <inheritdoc />
    public INoiseGenerator Start(long seed) => new TorchRandom(seed);
}
