using SoraSharp.Models.Tensors;

namespace SoraSharp.Denoising;

/// <summary>
/// The timesteps of tokens that are not equally noisy: t·(1 − strength) of each, in float32 (diffusers <c>pipeline_ltx2_condition.py</c>).
/// Tokens of few strengths share levels, for which modulation is computed once. Immutable.
/// </summary>
internal sealed class KnownTimesteps
{
    private readonly float[] _noisy;
    private readonly long[] _levels;

    /// <param name="strengths">How closely each moment is kept to.</param>
    /// <param name="tokens">Tokens, moment by moment; each has equally many.</param>
    public KnownTimesteps(IReadOnlyList<float> strengths, int tokens)
    {
        float[] distinct = [.. strengths.Distinct()];
        _noisy = [.. distinct.Select(strength => 1f - strength)];
        _levels = [.. Enumerable.Range(0, tokens).Select(token => (long)Array.IndexOf(distinct, strengths[(int)((long)token * strengths.Count / tokens)]))];
    }

    /// <summary>Whether every token is clean.</summary>
    public bool IsComplete => _noisy is [0f];

    /// <summary>Puts a modality's timesteps and its noise level among a network's inputs.</summary>
    /// <param name="inputs">Where to.</param>
    /// <param name="known">What is known of the modality; null for nothing, and one timestep a row.</param>
    /// <param name="timestep">The time as the schedule gives it.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="timestepName">Names the timesteps.</param>
    /// <param name="levelsName">Names the tokens' levels.</param>
    /// <param name="sigmaName">Names the noise level of the whole; 0 for a modality that is given whole. Null for networks that are not told.</param>
    public static void Add(Dictionary<string, HostTensor> inputs, KnownTimesteps? known, float timestep, int batch, string timestepName, string levelsName, string? sigmaName = null)
    {
        HostTensor time = Row(known?.IsComplete == true ? 0 : timestep, batch);
        if (sigmaName is not null) inputs.Add(sigmaName, time);
        if (known is null or { IsComplete: true })
        {
            inputs.Add(timestepName, time);
            return;
        }

        inputs.Add(timestepName, HostTensor.From(Array.ConvertAll(known._noisy, share => timestep * share), known._noisy.Length));
        inputs.Add(levelsName, HostTensor.From(Enumerable.Repeat(known._levels, batch).SelectMany(row => row).ToArray(), batch, known._levels.Length));
    }

    private static HostTensor Row(float value, int batch) => HostTensor.From(Enumerable.Repeat(value, batch).ToArray(), batch);
}
