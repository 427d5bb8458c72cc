using SoraSharp.Stages;

namespace SoraSharp.Golden;

/// <summary>Gives a case's draws of noise one after the other, whatever the seed.</summary>
internal sealed class GivenNoise(params float[][] draws) : INoiseSource
{
    public INoiseGenerator Start(long seed) => new Generator(draws);

    private sealed class Generator(float[][] draws) : INoiseGenerator
    {
        private int _next;

        public void FillNormal(Span<float> destination)
        {
            if (_next == draws.Length) throw new InvalidOperationException($"The case gives {draws.Length} draws of noise; another of {destination.Length} was asked for.");
            float[] draw = draws[_next++];
            if (draw.Length != destination.Length) throw new InvalidOperationException($"The case's draw {_next - 1} has {draw.Length} values; {destination.Length} were asked for.");
            draw.CopyTo(destination);
        }
    }
}

/// <summary>A decoder that remembers the latents it was given.</summary>
internal sealed class OverheardDecoder(IVideoDecoder inner) : IVideoDecoder
{
    public VideoLatents? Heard { get; private set; }

    public Task<VideoFrames> DecodeAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        Heard = latents;
        return inner.DecodeAsync(latents, shape, progress, cancellationToken);
    }
}
