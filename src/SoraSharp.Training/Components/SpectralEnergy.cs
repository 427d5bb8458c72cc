using SoraSharp.Torch;
using TorchSharp;

namespace SoraSharp.Training.Components;

/// <summary>
/// The loss of a vocoder that is given noise: the energy distance between sounds as they are and as they are made (Gritsenko et al. 2020, "A Spectral Energy Distance for
/// Parallel Speech Synthesis", equation 5): twice the distance of something made from the truth, less the distance between two that were made with other noise. Its
/// smallest value is where both are distributed alike, so that noise stays noise; a mere distance from the truth would be least for its mean.
/// Distances are absolute differences of magnitudes and the root of summed squares of log magnitudes, of short-time spectra in five resolutions. Not thread-safe.
/// </summary>
internal sealed class SpectralEnergy : IDisposable
{
    /// <summary>The largest window, samples; sounds must be longer.</summary>
    public const int LargestWindow = 2048;

    /// <summary>Magnitudes below are silence: 80 dB under white noise of deviation one.</summary>
    private const double Silence = 1e-4;

    private static readonly int[] Windows = [128, 256, 512, 1024, LargestWindow];
    private readonly torch.Tensor[] _hann = [.. Windows.Select(size => torch.hann_window(size).DetachFromDisposeScope())];

    /// <summary>The distance of two versions from the truth, all [B, samples]; their mean convergence ‖|S| − |Ŝ|‖/‖|S|‖ for information.</summary>
    public (torch.Tensor Loss, double Convergence) Measure(torch.Tensor truth, torch.Tensor first, torch.Tensor second)
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor loss = torch.zeros(1);
        double convergence = 0;
        for (int i = 0; i < Windows.Length; i++)
        {
            (torch.Tensor Magnitude, torch.Tensor Log) x = Spectrum(truth, i), y = Spectrum(first, i), z = Spectrum(second, i);
            // Loud and quiet sounds count alike.
            torch.Tensor weight = x.Magnitude.mean([1, 2], keepdim: true).Plus(Silence).reciprocal();
            loss = loss.Plus(Distance(x, y, weight)).Plus(Distance(x, z, weight)).Minus(Distance(y, z, weight));
            convergence += (x.Magnitude.Minus(y.Magnitude).Squared().sum() / x.Magnitude.Squared().sum()).sqrt().item<float>() / Windows.Length;
        }

        return (loss.div(TorchScalars.Of(Windows.Length)).MoveToOuterDisposeScope(), convergence);
    }

    public void Dispose()
    {
        foreach (torch.Tensor window in _hann) window.Dispose();
    }

    private (torch.Tensor Magnitude, torch.Tensor Log) Spectrum(torch.Tensor sound, int i)
    {
        torch.Tensor parts = torch.view_as_real(torch.stft(sound, Windows[i], Windows[i] / 4, Windows[i], _hann[i], center: false, return_complex: true));
        // A periodic Hann window's squares sum to three eighths.
        torch.Tensor power = parts.Squared().sum([-1]).div(TorchScalars.Of(0.375 * Windows[i])).Plus(Silence * Silence);
        return (power.sqrt(), power.log().mul(TorchScalars.Of(0.5)));
    }

    private static torch.Tensor Distance((torch.Tensor Magnitude, torch.Tensor Log) a, (torch.Tensor Magnitude, torch.Tensor Log) b, torch.Tensor weight)
    {
        torch.Tensor magnitude = a.Magnitude.Minus(b.Magnitude).abs().mul(weight).mean();
        // A root's slope has no end at zero, where both are silent.
        torch.Tensor log = a.Log.Minus(b.Log).Squared().mean([1]).Plus(1e-4).sqrt().mean();
        return magnitude.Plus(log);
    }
}
