using SoraSharp.Models.Audio;

namespace SoraSharp.Models.Spectral;

/// <summary>The sound whose phases <see cref="SpectralVocoderNetwork"/> lends: Griffin-Lim's of the same spectrogram. Immutable and thread-safe.</summary>
internal sealed class VocoderCarrier
{
    private readonly SpectralVocoderNetwork _network;
    private readonly MelSettings _mel;
    private readonly GriffinLim _griffinLim;

    /// <param name="network">The network that it is for.</param>
    /// <param name="mel">What the spectrograms are made with.</param>
    public VocoderCarrier(SpectralVocoderNetwork network, MelSettings mel)
    {
        (_network, _mel) = (network, mel);
        _griffinLim = new GriffinLim(mel, network.Config.CarrierRounds);
        int windows = (2 * mel.TransformSize / mel.HopLength) + 1;
        LeastFrames = Math.Max(windows, network.Blocks(1) + 1);
    }

    /// <summary>Frames that a spectrogram must have; continue shorter ones.</summary>
    public int LeastFrames { get; }

    /// <summary>ln mel [frames · bins], frame by frame → blocks [blocks · hop], mirrored beyond both ends.</summary>
    /// <exception cref="ArgumentException">The frames are fewer than <see cref="LeastFrames"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public float[] Of(ReadOnlySpan<float> logMel, int frames, CancellationToken cancellationToken = default)
    {
        if (frames < LeastFrames) throw new ArgumentException($"The spectrogram has {frames} frames; its carrier needs at least {LeastFrames}. Repeat the last one.", nameof(frames));
        float[] sound = _griffinLim.Reconstruct(logMel, frames, cancellationToken);
        float[] blocks = new float[_network.Blocks(frames) * _mel.HopLength];
        int before = _network.BlocksBefore * _mel.HopLength, last = sound.Length - 1;
        for (int i = 0; i < blocks.Length; i++)
        {
            int at = Math.Abs(i - before);
            blocks[i] = sound[at <= last ? at : (2 * last) - at];
        }

        return blocks;
    }
}
