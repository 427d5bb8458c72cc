using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>
/// The part of a sample that is known before denoising, and how closely it is kept to. Source: diffusers <c>pipeline_ltx2_condition.py</c>,
/// <c>prepare_latents</c> and the denoising loop. Immutable.
/// </summary>
internal sealed class KnownSample
{
    private readonly float[] _clean;
    private readonly IReadOnlyList<float> _strengths;
    private readonly int _inner;

    public KnownSample(KnownVideo known)
        : this(known.Latents.Values, known.Strengths, known.Latents.Shape.Height * known.Latents.Shape.Width, known.Latents.Shape.Frames)
    {
    }

    public KnownSample(KnownAudio known)
        : this(known.Latents.Values, known.Strengths, known.Latents.Shape.Bins, known.Latents.Shape.Length)
    {
    }

    private KnownSample(float[] clean, IReadOnlyList<float> strengths, int inner, int moments)
    {
        if (strengths.Count != moments) throw new ArgumentException($"`strengths` has {strengths.Count} values; the latents have {moments} moments; give one each.", nameof(strengths));
        _clean = clean;
        _strengths = strengths;
        _inner = inner;
    }

    /// <summary>Whether nothing is left to denoise.</summary>
    public bool IsComplete => _strengths.All(s => s >= 1);

    /// <summary>Turns noise into what denoising starts from: a moment of strength s has (1 − s) of it.</summary>
    /// <param name="noise">Standard normal noise, changed in place.</param>
    /// <param name="scale">The share of noise where nothing is known.</param>
    public void Mix(Span<float> noise, float scale)
    {
        for (int i = 0; i < noise.Length; i++)
        {
            float share = (1f - StrengthAt(i)) * scale;
            noise[i] = (noise[i] * share) + (_clean[i] * (1f - share));
        }
    }

    /// <summary>Turns noise and latents into what denoising starts from: what is known replaces the latents as far as its strength says, and has less noise by it.</summary>
    /// <param name="noise">Standard normal noise, changed in place.</param>
    /// <param name="latents">Where nothing is known; may end before what is known, as keyframes have no other latents.</param>
    /// <param name="scale">The share of noise where nothing is known.</param>
    public void Mix(Span<float> noise, ReadOnlySpan<float> latents, float scale)
    {
        int positions = _inner * _strengths.Count, given = latents.Length / (noise.Length / positions);
        for (int i = 0; i < noise.Length; i++)
        {
            float strength = StrengthAt(i), share = (1f - strength) * scale;
            int at = i % positions;
            float latent = at < given ? latents[(i / positions * given) + at] : _clean[i];
            noise[i] = (noise[i] * share) + (((latent * (1f - strength)) + (_clean[i] * strength)) * (1f - share));
        }
    }

    /// <summary>Draws a denoised sample (x0) to what is known.</summary>
    public void Blend(Span<float> denoised)
    {
        for (int i = 0; i < denoised.Length; i++)
        {
            float strength = StrengthAt(i);
            denoised[i] = (denoised[i] * (1f - strength)) + (_clean[i] * strength);
        }
    }

    /// <summary>Puts back what is kept as it is, for solvers that add fresh noise to everything; others have left it there.</summary>
    public void Keep(Span<float> sample)
    {
        for (int i = 0; i < sample.Length; i++)
        {
            if (StrengthAt(i) >= 1) sample[i] = _clean[i];
        }
    }

    private float StrengthAt(int index) => _strengths[index / _inner % _strengths.Count];
}
