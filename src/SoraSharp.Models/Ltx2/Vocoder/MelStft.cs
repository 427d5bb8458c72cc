using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.Vocoder;

/// <summary>
/// Waveform to log-mel spectrogram inside the network: a Fourier transform that sees only the past, by convolution with the
/// checkpoint's windowed bases, and the checkpoint's mel filters (diffusers <c>MelSTFT</c>).
/// </summary>
internal sealed class MelStft
{
    private const double Floor = 1e-5;
    private readonly Parameter _forwardBasis;
    private readonly Parameter _melBasis;
    private readonly BandwidthExtensionConfig _config;
    private readonly long _frequencies;

    public MelStft(ParameterScope scope, BandwidthExtensionConfig config)
    {
        _config = config;
        _frequencies = config.FilterLength / 2 + 1;
        _forwardBasis = scope["stft_fn"].Declare("forward_basis", 2 * _frequencies, 1, config.FilterLength);
        // In the checkpoint, but nothing goes back from spectra to samples.
        scope["stft_fn"].Declare("inverse_basis", 2 * _frequencies, 1, config.FilterLength);
        _melBasis = scope.Declare("mel_basis", config.MelBins, _frequencies);
    }

    /// <summary>Samples [N, T] → ln mel [N, bins, frames], magnitudes [N, frequencies, frames] and their norms [N, frames].</summary>
    public (Tensor LogMel, Tensor Magnitude, Tensor Energy) Forward(Tensor waveform)
    {
        Interpreter interpreter = waveform.Interpreter;
        Tensor padded = waveform.Unsqueeze(1).Pad(0.0, new AxisPadding(2, Math.Max(0, _config.WindowLength - _config.HopLength), 0));
        Tensor spectrum = interpreter.Convolution(padded, interpreter.Weight(_forwardBasis), null, [_config.HopLength], [0], [1], 1);
        Tensor real = spectrum.Slice(1, 0, _frequencies), imaginary = spectrum.Slice(1, _frequencies);
        Tensor power = real * real + imaginary * imaginary;
        Tensor magnitude = power.Sqrt();
        Tensor mel = interpreter.Weight(_melBasis).MatMul(magnitude);
        return (mel.AtLeast(Floor).Log(), magnitude, (magnitude * magnitude).Sum(false, 1).Sqrt());
    }
}
