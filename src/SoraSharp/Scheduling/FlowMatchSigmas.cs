using System.Numerics;
using MathNet.Numerics;

namespace SoraSharp.Scheduling;

/// <summary>
/// The sigmas of flow matching: spaced, shifted, stretched, respaced. Source: diffusers <c>scheduling_flow_match_euler_discrete.py</c>.
/// Given sigmas are shifted in float32 and generated ones in float64, as there, because the difference shows in the last bits of every step.
/// Thread-safe.
/// </summary>
internal static class FlowMatchSigmas
{
    private const double KarrasRho = 7;
    private const double BetaShape = 0.6;

    /// <summary>The sigmas of a number of steps between the largest and the smallest training sigma; the final 0 is not among them.</summary>
    public static float[] FromSteps(FlowMatchEulerConfig config, int steps, double? mu)
    {
        double first = TrainingSigma(config, config.TrainTimesteps) * config.TrainTimesteps;
        double last = TrainingSigma(config, 1) * config.TrainTimesteps;
        double[] sigmas = LinearSpace(first, last, steps);
        for (int i = 0; i < steps; i++) sigmas[i] /= config.TrainTimesteps;
        return Convert(config, sigmas, mu);
    }

    /// <summary>The given sigmas after the configured shift; the final 0 is not among them.</summary>
    public static float[] FromSigmas(FlowMatchEulerConfig config, IReadOnlyList<double> given, double? mu)
    {
        float[] sigmas = new float[given.Count];
        for (int i = 0; i < sigmas.Length; i++) sigmas[i] = (float)given[i];
        return Convert(config, sigmas, mu);
    }

    /// <summary><paramref name="count"/> numbers from <paramref name="start"/> to <paramref name="stop"/>, rounded as numpy's linspace rounds.</summary>
    public static double[] LinearSpace(double start, double stop, int count)
    {
        double[] values = new double[count];
        double step = count > 1 ? (stop - start) / (count - 1) : 0;
        for (int i = 0; i < count; i++) values[i] = (i * step) + start;
        if (count > 1) values[^1] = stop;
        return values;
    }

    /// <summary>Applies the configured shift and terminal in place, in the precision of <typeparamref name="T"/>.</summary>
    public static void ShiftAndStretch<T>(FlowMatchEulerConfig config, T[] sigmas, double? mu)
        where T : IFloatingPointIeee754<T>
    {
        Shift(config, sigmas, mu);
        if (config.ShiftTerminal > 0) Stretch(sigmas, config.ShiftTerminal);
    }

    private static float[] Convert<T>(FlowMatchEulerConfig config, T[] sigmas, double? mu)
        where T : IFloatingPointIeee754<T>
    {
        ShiftAndStretch(config, sigmas, mu);
        double first = config.SigmaMax ?? double.CreateChecked(sigmas[0]);
        double last = config.SigmaMin ?? double.CreateChecked(sigmas[^1]);
        double[]? spaced = config.Spacing switch
        {
            SigmaSpacing.Karras => Karras(first, last, sigmas.Length),
            SigmaSpacing.Exponential => Array.ConvertAll(LinearSpace(Math.Log(first), Math.Log(last), sigmas.Length), Math.Exp),
            SigmaSpacing.Beta => Beta(first, last, sigmas.Length),
            _ => null,
        };
        return spaced is null ? Array.ConvertAll(sigmas, float.CreateChecked) : Array.ConvertAll(spaced, s => (float)s);
    }

    private static void Shift<T>(FlowMatchEulerConfig config, T[] sigmas, double? mu)
        where T : IFloatingPointIeee754<T>
    {
        if (config.UseDynamicShifting)
        {
            double weight = config.TimeShift == TimeShift.Exponential ? Math.Exp(mu!.Value) : mu!.Value;
            T w = T.CreateChecked(weight);
            for (int i = 0; i < sigmas.Length; i++) sigmas[i] = w / (w + ((T.One / sigmas[i]) - T.One));
        }
        else
        {
            T shift = T.CreateChecked(config.Shift);
            T excess = T.CreateChecked(config.Shift - 1);
            for (int i = 0; i < sigmas.Length; i++) sigmas[i] = shift * sigmas[i] / (T.One + (excess * sigmas[i]));
        }
    }

    private static void Stretch<T>(T[] sigmas, double terminal)
        where T : IFloatingPointIeee754<T>
    {
        T scale = (T.One - sigmas[^1]) / T.CreateChecked(1 - terminal);
        for (int i = 0; i < sigmas.Length; i++) sigmas[i] = T.One - ((T.One - sigmas[i]) / scale);
    }

    private static double[] Karras(double first, double last, int count)
    {
        double high = Math.Pow(first, 1 / KarrasRho);
        double low = Math.Pow(last, 1 / KarrasRho);
        return Array.ConvertAll(LinearSpace(0, 1, count), ramp => Math.Pow(high + (ramp * (low - high)), KarrasRho));
    }

    private static double[] Beta(double first, double last, int count) =>
        Array.ConvertAll(LinearSpace(0, 1, count), ramp => last + (BetaQuantile(1 - ramp) * (first - last)));

    /// <summary>The inverse of the regularised incomplete beta function, by bisection down to the spacing of doubles.</summary>
    private static double BetaQuantile(double probability)
    {
        if (probability <= 0) return 0;

        double low = 0, high = 1;
        while (true)
        {
            double middle = 0.5 * (low + high);
            if (middle <= low || middle >= high) return probability >= 1 ? 1 : middle;
            if (SpecialFunctions.BetaRegularized(BetaShape, BetaShape, middle) < probability) low = middle;
            else high = middle;
        }
    }

    /// <summary>The sigma of a training timestep, in float32 as the reference keeps it; the static shift applies here a first time.</summary>
    private static double TrainingSigma(FlowMatchEulerConfig config, int timestep)
    {
        float sigma = (float)timestep / config.TrainTimesteps;
        if (config.UseDynamicShifting) return sigma;
        return (float)config.Shift * sigma / (1f + ((float)(config.Shift - 1) * sigma));
    }
}
