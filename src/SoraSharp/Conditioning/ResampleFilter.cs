namespace SoraSharp.Conditioning;

/// <summary>The weight of a source pixel by its distance; beyond the support it is 0.</summary>
/// <param name="Support">The longest distance that counts, in pixels of the smaller picture.</param>
/// <param name="Weight">From distance to weight, not normalised.</param>
internal sealed record ResampleFilter(double Support, Func<double, double> Weight)
{
    /// <summary>A triangle.</summary>
    public static ResampleFilter Bilinear { get; } = new(1, x => Math.Abs(x) < 1 ? 1 - Math.Abs(x) : 0);

    /// <summary>Cubic convolution with a = −0.5 (Keys 1981).</summary>
    public static ResampleFilter Bicubic { get; } = new(2, Cubic);

    /// <summary>A sinc windowed by a wider one, three lobes (Lanczos; Duchon 1979).</summary>
    public static ResampleFilter Lanczos { get; } = new(3, x => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0);

    private static double Cubic(double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        if (x < 1) return (((a + 2) * x) - (a + 3)) * x * x + 1;
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
