using System.Numerics;
using SoraSharp.Models.Audio;

namespace SoraSharp.Models.Spectral;

/// <summary>
/// The sound of a vocoder's spectra after rounds that make overlapping frames agree: the network sees a stretch of spectrogram around a frame, in which a steady tone's phase is not
/// to be found. Thread-safe.
/// </summary>
internal static class SpectralPhases
{
    /// <summary>Spectra [frames, 2·frequencies] in the scale of <see cref="BlockFourier"/> → (frames − 1)·hop samples.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static float[] Sound(ReadOnlySpan<float> spectra, SpectralVocoderConfig config, int rounds, CancellationToken cancellationToken = default)
    {
        int frequencies = config.Frequencies, frames = spectra.Length / (2 * frequencies);
        double scale = BlockFourier.Scale(config.WindowLength);
        Complex[] values = new Complex[frames * frequencies];
        for (int t = 0; t < frames; t++)
        {
            ReadOnlySpan<float> frame = spectra.Slice(2 * t * frequencies, 2 * frequencies);
            for (int f = 0; f < frequencies; f++) values[(t * frequencies) + f] = new Complex(scale * frame[f], scale * frame[frequencies + f]);
        }

        return [.. PhaseRounds.Refine(values, config.WindowLength, config.HopLength, rounds, cancellationToken).Select(sample => (float)sample)];
    }
}
