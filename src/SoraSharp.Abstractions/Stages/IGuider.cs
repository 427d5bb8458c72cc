namespace SoraSharp.Stages;

/// <summary>The ways in which a denoiser can be evaluated at one noise level.</summary>
[Flags]
public enum Evaluations
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>With the prompt: the base of every guidance.</summary>
    Conditional = 1,

    /// <summary>With the negative prompt.</summary>
    Unconditional = 2,

    /// <summary>With the prompt, self-attention perturbed in the model's guidance blocks.</summary>
    Perturbed = 4,

    /// <summary>With the prompt, video and sound isolated from each other.</summary>
    Isolated = 8,
}

/// <summary>Where in a generation a guider is asked.</summary>
/// <param name="Index">The evaluation, from 0.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Sigma">The noise level.</param>
/// <param name="Terms">How strongly this modality is to be guided.</param>
public readonly record struct GuidanceStep(int Index, int Count, float Sigma, GuidanceTerms Terms);

/// <summary>The denoised samples (x0) of one modality that a guider chooses a direction from; all in one layout.</summary>
public readonly ref struct GuidancePredictions
{
    /// <summary>Of the evaluations that were run; those that were not are empty.</summary>
    public GuidancePredictions(ReadOnlySpan<float> conditional, ReadOnlySpan<float> unconditional, ReadOnlySpan<float> perturbed, ReadOnlySpan<float> isolated)
    {
        Conditional = conditional;
        Unconditional = unconditional;
        Perturbed = perturbed;
        Isolated = isolated;
    }

    /// <summary>With the prompt; always there.</summary>
    public ReadOnlySpan<float> Conditional { get; }

    /// <summary>With the negative prompt; empty where no guider asked for it.</summary>
    public ReadOnlySpan<float> Unconditional { get; }

    /// <summary>With perturbed self-attention; empty where no guider asked for it.</summary>
    public ReadOnlySpan<float> Perturbed { get; }

    /// <summary>With video and sound isolated; empty where no guider asked for it.</summary>
    public ReadOnlySpan<float> Isolated { get; }
}

/// <summary>
/// Moves a denoised sample (x0) where a guidance term wants it. Guiders chain: each adds its own delta to what those before
/// it left, and a rescaling comes last. Video and sound are guided apart, each with its own terms. Implementations are
/// immutable and thread-safe.
/// </summary>
public interface IGuider
{
    /// <summary>The evaluations it needs besides the conditional one; what no guider needs is not run.</summary>
    Evaluations Needs(GuidanceStep step);

    /// <summary>Adds this guider's delta.</summary>
    /// <param name="step">Where in the generation.</param>
    /// <param name="predictions">The denoised samples, as the network predicted them.</param>
    /// <param name="guided">The conditional sample plus the deltas of the guiders before this one; changed in place.</param>
    void Apply(GuidanceStep step, GuidancePredictions predictions, Span<float> guided);
}
