using SoraSharp.Stages;

namespace SoraSharp.Scheduling;

/// <summary>
/// DPM-Solver++'s noise levels and memory for one modality of one generation: a step is a weighted sum of the sample, the last
/// denoised samples and noise, with weights computed in float64. Not thread-safe.
/// </summary>
internal sealed class DpmSolverSchedule : ISchedule
{
    /// <summary>With this many steps or more, the reference does not lower the order at the end.</summary>
    private const int ManySteps = 15;

    private readonly DpmSolverConfig _config;
    private readonly float[] _sigmas;
    private readonly float[] _timesteps;
    private readonly StepOrder _order = new();

    /// <summary>Denoised samples of the last evaluations, the newest first.</summary>
    private readonly List<float[]> _history = [];

    public DpmSolverSchedule(DpmSolverConfig config, double[] sigmas)
    {
        _config = config;
        _sigmas = [.. sigmas.Select(s => (float)s), (float)config.FinalSigma];
        _timesteps = [.. sigmas.Select(s => (float)(long)(s * config.TrainTimesteps))];
    }

    public int Count => _timesteps.Length;

    public IReadOnlyList<float> Sigmas => _sigmas;

    public IReadOnlyList<float> Timesteps => _timesteps;

    public void Step(int index, ReadOnlySpan<float> velocity, Span<float> sample, INoiseGenerator noise)
    {
        _order.Check(index, Count, velocity.Length, sample.Length);
        float[] denoised = new float[sample.Length];
        for (int i = 0; i < denoised.Length; i++) denoised[i] = sample[i] - (_sigmas[index] * velocity[i]);
        _history.Insert(0, denoised);
        if (_history.Count > _config.SolverOrder) _history.RemoveAt(_config.SolverOrder);

        float[] fresh = [];
        if (_config.IsStochastic)
        {
            ArgumentNullException.ThrowIfNull(noise);
            // Drawn even where its weight is 0, so that later draws are the reference's.
            fresh = new float[sample.Length];
            noise.FillNormal(fresh);
        }

        Advance(index, OrderAt(index), sample, fresh);
    }

    /// <summary>As many evaluations as are remembered, fewer at the end; the step to 0 is infinitely long in λ and can only be of first order.</summary>
    private int OrderAt(int index)
    {
        bool few = _config.LowerOrderFinal && Count < ManySteps;
        int order = _history.Count;
        if (index == Count - 1 && (_config.EulerAtFinal || few || _config.FinalSigma == 0)) return 1;
        return index == Count - 2 && few ? Math.Min(order, 2) : order;
    }

    private void Advance(int index, int order, Span<float> sample, ReadOnlySpan<float> fresh)
    {
        double from = _sigmas[index], to = _sigmas[index + 1], alpha = 1 - to;
        double h = Lambda(index + 1) - Lambda(index);
        // The noise's share of the path: twice as long where noise is added on the way.
        double length = _config.IsStochastic ? 2 * h : h;
        double growth = 1 - Math.Exp(-length);
        double keep = to / from * (_config.IsStochastic ? Math.Exp(-h) : 1), spread = _config.IsStochastic ? to * Math.Sqrt(growth) : 0;
        (double slope, double bend) = Derivatives(order, length, growth);
        (double ratio0, double ratio1) = (order > 1 ? (Lambda(index) - Lambda(index - 1)) / h : 1, order > 2 ? (Lambda(index - 1) - Lambda(index - 2)) / h : 1);

        for (int i = 0; i < sample.Length; i++)
        {
            double newest = _history[0][i], result = (keep * sample[i]) + (alpha * growth * newest);
            if (order > 1)
            {
                double first = (newest - _history[1][i]) / ratio0, second = 0;
                if (order > 2)
                {
                    double change = first - ((_history[1][i] - _history[2][i]) / ratio1);
                    first += ratio0 / (ratio0 + ratio1) * change;
                    second = change / (ratio0 + ratio1);
                }

                result += alpha * ((slope * first) + (bend * second));
            }

            if (_config.IsStochastic) result += spread * fresh[i];
            sample[i] = (float)result;
        }
    }

    /// <summary>The weights of the first and second derivative of the denoised sample along λ.</summary>
    private (double Slope, double Bend) Derivatives(int order, double length, double growth)
    {
        if (order == 1) return (0, 0);
        double exact = 1 - (growth / length);
        if (order == 2) return (_config.HeunForm ? exact : 0.5 * growth, 0);
        double curved = (length - growth) / (length * length);
        // The reference has this sign for its stochastic third order; a Taylor expansion would give the other's.
        return (exact, _config.IsStochastic ? -curved - 0.5 : 0.5 - curved);
    }

    /// <summary>Half the logarithm of the signal-to-noise ratio: ln α − ln σ.</summary>
    private double Lambda(int level) => Math.Log(1.0 - _sigmas[level]) - Math.Log(_sigmas[level]);
}
