using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.Upsampler;

/// <summary>What may be done to upsampled latents (diffusers <c>pipeline_ltx2_latent_upsample.py</c>). Results are new. Thread-safe.</summary>
internal static class LatentFilters
{
    /// <summary>
    /// Gives every channel of every row the mean and standard deviation that it has in a reference, as far as <paramref name="factor"/> says:
    /// 0 changes nothing, 1 all (adaptive instance normalisation, Huang and Belongie 2017). Deviations are unbiased.
    /// </summary>
    /// <param name="latents">[B, C, …].</param>
    /// <param name="reference">[B, C, …], with other lengths after the channels.</param>
    /// <param name="factor">From −10 to 10.</param>
    /// <exception cref="ArgumentException">Rows or channels differ, or a channel has a single element.</exception>
    public static HostTensor MatchStatistics(HostTensor latents, HostTensor reference, double factor)
    {
        int channels = (int)(latents.Shape[0] * latents.Shape[1]);
        if (latents.Shape[0] != reference.Shape[0] || latents.Shape[1] != reference.Shape[1]) throw new ArgumentException($"The latents are {latents} and their reference is {reference}; rows and channels must agree.", nameof(reference));
        int size = latents.Count / channels, referenceSize = reference.Count / channels;
        if (size < 2 || referenceSize < 2) throw new ArgumentException($"The latents are {latents} and their reference is {reference}; a channel needs two elements to have a deviation.", nameof(latents));

        float[] result = new float[latents.Count];
        float share = (float)factor;
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<float> own = latents.Floats.AsSpan(c * size, size);
            Span<float> into = result.AsSpan(c * size, size);
            (float mean, float deviation) = Statistics(own);
            (float wantedMean, float wantedDeviation) = Statistics(reference.Floats.AsSpan(c * referenceSize, referenceSize));
            for (int i = 0; i < size; i++)
            {
                float matched = ((own[i] - mean) / deviation * wantedDeviation) + wantedMean;
                // Interpolated from the nearer end, as the reference's framework does.
                into[i] = Math.Abs(share) < 0.5f ? own[i] + (share * (matched - own[i])) : matched - ((matched - own[i]) * (1 - share));
            }
        }

        return HostTensor.From(result, [.. latents.Shape]);
    }

    /// <summary>Makes large values smaller and leaves small ones: z·(1 − 0.8·s·sigmoid(4·s·(|z| − 1))) with s = 0.75·compression.</summary>
    /// <param name="latents">Any shape.</param>
    /// <param name="compression">0 (nothing) to 1 (full effect).</param>
    /// <exception cref="ArgumentOutOfRangeException">The compression is outside its range.</exception>
    public static HostTensor ToneMap(HostTensor latents, double compression)
    {
        if (compression is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(compression), compression, "The tone-mapping compression must be from 0 (none) to 1 (full).");
        float slope = (float)(4 * 0.75 * compression), depth = (float)(0.8 * 0.75 * compression);
        return HostTensor.From(Array.ConvertAll(latents.Floats, z => z * (1 - (depth / (1 + MathF.Exp(-slope * (Math.Abs(z) - 1)))))), [.. latents.Shape]);
    }

    private static (float Mean, float Deviation) Statistics(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values) sum += value;
        double mean = sum / values.Length, squares = 0;
        foreach (float value in values) squares += (value - mean) * (value - mean);
        return ((float)mean, (float)Math.Sqrt(squares / (values.Length - 1)));
    }
}
