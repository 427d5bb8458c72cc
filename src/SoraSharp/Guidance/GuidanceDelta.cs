using SoraSharp.Stages;

namespace SoraSharp.Guidance;

/// <summary>The step that every guidance term takes. Thread-safe.</summary>
internal static class GuidanceDelta
{
    /// <summary>guided ← guided + weight·(conditional − other), in float32 and in the reference's order.</summary>
    public static void Add(float weight, ReadOnlySpan<float> conditional, ReadOnlySpan<float> other, Span<float> guided, Evaluations needed)
    {
        if (other.Length != guided.Length || conditional.Length != guided.Length)
        {
            throw new ArgumentException($"Guidance of {guided.Length} values got {conditional.Length} of the conditional evaluation and {other.Length} of the {needed} one; run every evaluation that the guider needs, on the same sample.", nameof(other));
        }

        for (int i = 0; i < guided.Length; i++) guided[i] += weight * (conditional[i] - other[i]);
    }
}
