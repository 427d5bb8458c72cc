namespace SoraSharp.Golden;

/// <summary>A kind of case: recognises its cases by what they say and computes their outputs. No state between cases.</summary>
public abstract class GoldenKind
{
    /// <summary>A short name for reports, for example <c>ltx2-transformer</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a case is of this kind, by its reference class, call and tensors; never by the names of folders.</summary>
    public abstract bool Matches(GoldenCase golden);

    /// <summary>Computes the outputs from the inputs.</summary>
    /// <returns>At least every output that the case expects, under its name.</returns>
    public abstract GoldenOutputs Run(GoldenCase golden, GoldenContext context);

    /// <summary>What is expected; more than <c>io.safetensors</c> where a case has results that are not tensors.</summary>
    public virtual GoldenOutputs Expected(GoldenCase golden)
    {
        ArgumentNullException.ThrowIfNull(golden);
        return golden.Expected();
    }
}
