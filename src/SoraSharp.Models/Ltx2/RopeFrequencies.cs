namespace SoraSharp.Models.Ltx2;

/// <summary>
/// The frequencies of LTX-2's rotary embeddings: θ^(i/(n−1))·π/2 for i = 0 … n−1, rounded to float32.
/// Source: diffusers <c>transformer_ltx2.py</c>, <c>LTX2AudioVideoRotaryPosEmbed.forward</c>.
/// </summary>
internal static class RopeFrequencies
{
    /// <param name="count">How many, n.</param>
    /// <param name="theta">The ratio of the highest to the lowest.</param>
    /// <param name="doublePrecision">Whether the powers are computed in float64; otherwise every operation rounds to float32.</param>
    public static float[] Of(int count, double theta, bool doublePrecision)
    {
        float[] frequencies = new float[count];
        for (int i = 0; i < count; i++)
        {
            frequencies[i] = doublePrecision
                ? (float)(Math.Pow(theta, LinSpace(i, count)) * Math.PI / 2)
                : (float)Math.Pow((float)theta, LinSpaceFloat32(i, count)) * MathF.PI / 2;
        }

        return frequencies;
    }

    /// <summary>The i-th of n numbers spread evenly over 0 to 1, counted from the nearer end as torch.linspace does.</summary>
    private static double LinSpace(int i, int count)
    {
        if (count == 1) return 0;
        double step = 1.0 / (count - 1);
        return i < count / 2 ? step * i : 1 - step * (count - 1 - i);
    }

    private static float LinSpaceFloat32(int i, int count)
    {
        if (count == 1) return 0;
        float step = 1f / (count - 1);
        return i < count / 2 ? step * i : 1 - step * (count - 1 - i);
    }
}
