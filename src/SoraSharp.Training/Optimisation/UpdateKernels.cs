using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace SoraSharp.Training.Optimisation;

/// <summary>
/// The optimisers' element-wise parts, each as one pass over memory: an update of ten million parameters is bound by how often they
/// are read and written. Every kernel leaves the gradients at zero.
/// </summary>
internal static class UpdateKernels
{
    /// <summary>
    /// Momentum with Nesterov's look ahead: momentum ← keep·momentum + gradient, update ← gradient + keep·momentum.
    /// </summary>
    /// <returns>The sum of the squares of the update.</returns>
    public static double Momentum(Span<float> gradients, Span<float> momentum, Span<float> update, float keep)
    {
        Vector<float> kept = new(keep), squares = Vector<float>.Zero;
        int i = 0;
        for (; i <= gradients.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> gradient = new(gradients[i..]), moved = (new Vector<float>(momentum[i..]) * kept) + gradient, ahead = gradient + (moved * kept);
            moved.CopyTo(momentum[i..]);
            ahead.CopyTo(update[i..]);
            squares += ahead * ahead;
            Vector<float>.Zero.CopyTo(gradients[i..]);
        }

        double sum = Vector.Sum(squares);
        for (; i < gradients.Length; i++)
        {
            momentum[i] = (momentum[i] * keep) + gradients[i];
            update[i] = gradients[i] + (momentum[i] * keep);
            sum += update[i] * update[i];
            gradients[i] = 0;
        }

        return sum;
    }

    /// <summary>sum ← sum + part, part ← 0.</summary>
    public static void Move(Span<float> part, Span<float> sum)
    {
        int i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sum[i..]) + new Vector<float>(part[i..])).CopyTo(sum[i..]);
            Vector<float>.Zero.CopyTo(part[i..]);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += part[i];
            part[i] = 0;
        }
    }

    /// <summary>value ← value·shrink − rate·update, then average ← average + share·(value − average).</summary>
    public static void Apply(Span<float> values, Span<float> averages, ReadOnlySpan<float> update, float shrink, float rate, float share)
    {
        Vector<float> shrinks = new(shrink), rates = new(rate), shares = new(share);
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = (new Vector<float>(values[i..]) * shrinks) - (new Vector<float>(update[i..]) * rates), average = new(averages[i..]);
            value.CopyTo(values[i..]);
            (average + ((value - average) * shares)).CopyTo(averages[i..]);
        }

        for (; i < values.Length; i++)
        {
            values[i] = (values[i] * shrink) - (update[i] * rate);
            averages[i] += (values[i] - averages[i]) * share;
        }
    }

    /// <summary>Adam's update of values and averages; gradients count times <paramref name="limit"/>.</summary>
    public static void Adam(Span<float> values, Span<float> averages, Span<float> gradients, Span<float> first, Span<float> second, AdamStep step, float limit, float share)
    {
        Vector<float> shares = new(share), limits = new(limit), rate = new(step.Rate), epsilon = new(step.Epsilon);
        Vector<float> keep1 = new(step.Beta1), add1 = new(1 - step.Beta1), keep2 = new(step.Beta2), add2 = new(1 - step.Beta2), unbias = new(step.SecondUnbias);
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> gradient = new Vector<float>(gradients[i..]) * limits;
            Vector<float> mean = (new Vector<float>(first[i..]) * keep1) + (gradient * add1), square = (new Vector<float>(second[i..]) * keep2) + (gradient * gradient * add2);
            mean.CopyTo(first[i..]);
            square.CopyTo(second[i..]);
            Vector<float> value = new Vector<float>(values[i..]) - (mean / (Vector.SquareRoot(square * unbias) + epsilon) * rate), average = new(averages[i..]);
            value.CopyTo(values[i..]);
            (average + ((value - average) * shares)).CopyTo(averages[i..]);
            Vector<float>.Zero.CopyTo(gradients[i..]);
        }

        for (; i < values.Length; i++)
        {
            float gradient = gradients[i] * limit;
            first[i] = (first[i] * step.Beta1) + (gradient * (1 - step.Beta1));
            second[i] = (second[i] * step.Beta2) + (gradient * gradient * (1 - step.Beta2));
            values[i] -= first[i] / (MathF.Sqrt(second[i] * step.SecondUnbias) + step.Epsilon) * step.Rate;
            averages[i] += (values[i] - averages[i]) * share;
            gradients[i] = 0;
        }
    }

    /// <summary>The numbers of a dense float32 tensor in the CPU's memory.</summary>
    public static Span<float> Floats(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}

/// <summary>The numbers of one Adam step.</summary>
/// <param name="Rate">The rate, the first moment's unbiasing included.</param>
/// <param name="Beta1">What is kept of the mean.</param>
/// <param name="Beta2">What is kept of the mean square.</param>
/// <param name="SecondUnbias">The mean square's unbiasing.</param>
/// <param name="Epsilon">Keeps the quotient finite.</param>
internal readonly record struct AdamStep(float Rate, float Beta1, float Beta2, float SecondUnbias, float Epsilon);
