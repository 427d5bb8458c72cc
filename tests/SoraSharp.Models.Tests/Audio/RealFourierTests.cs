using System.Numerics;
using SoraSharp.Models.Audio;
using Xunit;

namespace SoraSharp.Models.Tests.Audio;

public sealed class RealFourierTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    [InlineData(64)]
    public void Equals_the_sum_it_stands_for_and_inverts(int length)
    {
        Random random = new(1);
        double[] frame = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
        RealFourier fourier = new(length);
        Complex[] spectrum = new Complex[fourier.Bins];
        fourier.Forward(frame, spectrum);
        for (int k = 0; k < spectrum.Length; k++)
        {
            Complex expected = Complex.Zero;
            for (int n = 0; n < length; n++) expected += frame[n] * Complex.FromPolarCoordinates(1, -2 * Math.PI * k * n / length);
            Assert.True((expected - spectrum[k]).Magnitude < 1e-12, $"{k}: {spectrum[k]} instead of {expected}");
        }

        double[] back = new double[length];
        fourier.Inverse(spectrum, back);
        for (int n = 0; n < length; n++) Assert.Equal(frame[n], back[n], 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void An_odd_length_is_refused(int length) => Assert.Throws<ArgumentOutOfRangeException>(() => new RealFourier(length));
}
