using SoraSharp.Stages;

namespace SoraSharp.Scheduling;

/// <summary>
/// UniPC's noise levels and memory for one modality of one generation. Tensors and scalars are float32 as in the reference.
/// Not thread-safe.
/// </summary>
internal sealed class UniPcSchedule : ISchedule
{
    private readonly UniPcConfig _config;
    private readonly float[] _sigmas;
    private readonly float[] _timesteps;
    private readonly StepOrder _order = new();

    /// <summary>Denoised samples of the last evaluations, the newest first.</summary>
    private readonly List<float[]> _history = [];

    private float[]? _lastSample;
    private int _lastOrder;

    public UniPcSchedule(UniPcConfig config, double[] sigmas)
    {
        _config = config;
        _sigmas = [.. sigmas.Select(s => (float)s), config.EndsAtSmallestSigma ? (float)sigmas[^1] : 0f];
        // Wan was trained on whole timesteps; the reference truncates.
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

        if (_lastSample is not null && !_config.DisableCorrector.Contains(index - 1)) Update(index - 1, _lastOrder, _lastSample, denoised, sample);

        _history.Insert(0, denoised);
        if (_history.Count > _config.SolverOrder) _history.RemoveAt(_config.SolverOrder);
        _lastOrder = OrderAt(index);
        _lastSample = sample.ToArray();
        Update(index, _lastOrder, _lastSample, null, sample);
    }

    /// <summary>As many evaluations as are remembered, fewer near the end; the step to 0 is infinitely long in λ and can only be of first order.</summary>
    private int OrderAt(int index)
    {
        if (_sigmas[index + 1] == 0f) return 1;
        int order = Math.Min(_config.SolverOrder, _history.Count);
        return _config.LowerOrderFinal ? Math.Min(order, Count - index) : order;
    }

    /// <summary>From level <paramref name="from"/> to the next: the predictor, or the corrector where the denoised sample there is known.</summary>
    private void Update(int from, int order, float[] sample, float[]? reached, Span<float> result)
    {
        float sigmaTo = _sigmas[from + 1], alphaTo = 1f - sigmaTo;
        float h = Lambda(from + 1) - Lambda(from);
        float growth = (float)ExpMinusOne(-h);
        float b = _config.LinearB ? -h : growth;

        float[] ratios = new float[order];
        for (int k = 1; k < order; k++) ratios[k - 1] = (Lambda(from - k) - Lambda(from)) / h;
        ratios[order - 1] = 1f;
        double[] weights = Weights(ratios, h, b, corrects: reached is not null);

        float keep = sigmaTo / _sigmas[from], replace = alphaTo * growth, bend = alphaTo * b;
        float[] newest = _history[0];
        for (int i = 0; i < result.Length; i++)
        {
            float curve = 0f;
            for (int k = 1; k < order; k++) curve += (float)weights[k - 1] * ((_history[k][i] - newest[i]) / ratios[k - 1]);
            if (reached is not null) curve += (float)weights[order - 1] * (reached[i] - newest[i]);
            float straight = (keep * sample[i]) - (replace * newest[i]);
            result[i] = curve == 0f ? straight : straight - (bend * curve);
        }
    }

    /// <summary>ρ of the paper: the weights that match the Taylor expansion up to the order.</summary>
    private static double[] Weights(float[] ratios, float h, float b, bool corrects)
    {
        int order = ratios.Length;
        int count = corrects ? order : order - 1;
        if (count == 0) return [];
        // The reference's choice for the lowest orders, which the equations would give only for small h.
        if (count == 1) return [0.5];

        double[,] matrix = new double[count, count];
        double[] right = new double[count];
        double phi = (ExpMinusOne(-h) / -h) - 1, factorial = 1;
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < count; k++) matrix[i, k] = Math.Pow(ratios[k], i);
            right[i] = phi * factorial / b;
            factorial *= i + 2;
            phi = (phi / -h) - (1 / factorial);
        }

        return Solve(matrix, right);
    }

    private static double[] Solve(double[,] matrix, double[] right)
    {
        int n = right.Length;
        for (int c = 0; c < n; c++)
        {
            int pivot = Enumerable.Range(c, n - c).MaxBy(r => Math.Abs(matrix[r, c]));
            (right[c], right[pivot]) = (right[pivot], right[c]);
            for (int k = 0; k < n; k++) (matrix[c, k], matrix[pivot, k]) = (matrix[pivot, k], matrix[c, k]);
            for (int r = c + 1; r < n; r++)
            {
                double factor = matrix[r, c] / matrix[c, c];
                for (int k = c; k < n; k++) matrix[r, k] -= factor * matrix[c, k];
                right[r] -= factor * right[c];
            }
        }

        for (int r = n - 1; r >= 0; r--)
        {
            for (int k = r + 1; k < n; k++) right[r] -= matrix[r, k] * right[k];
            right[r] /= matrix[r, r];
        }

        return right;
    }

    /// <summary>Half the logarithm of the signal-to-noise ratio: ln α − ln σ.</summary>
    private float Lambda(int level) => MathF.Log(1f - _sigmas[level]) - MathF.Log(_sigmas[level]);

    /// <summary>e^x − 1 without loss for small x (Kahan).</summary>
    private static double ExpMinusOne(double x)
    {
        double u = Math.Exp(x);
        if (u == 1) return x;
        double difference = u - 1;
        return difference == -1 || double.IsInfinity(u) ? difference : difference * x / Math.Log(u);
    }
}
