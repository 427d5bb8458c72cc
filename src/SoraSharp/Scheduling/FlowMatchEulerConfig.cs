using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Scheduling;

/// <summary>
/// What a checkpoint's <c>scheduler_config.json</c> says about flow-match Euler. A key the file omits has the default of diffusers'
/// <c>FlowMatchEulerDiscreteScheduler</c>, which is this record's. Immutable and thread-safe.
/// </summary>
public sealed record FlowMatchEulerConfig
{
    /// <summary>The timestep that belongs to sigma 1.</summary>
    /// <value>1 or more; 1000 by default.</value>
    public int TrainTimesteps { get; init; } = 1000;

    /// <summary>The static shift, used when <see cref="UseDynamicShifting"/> is false: σ ← s·σ / (1 + (s − 1)·σ).</summary>
    /// <value>Above 0; 1 (none) by default.</value>
    public double Shift { get; init; } = 1;

    /// <summary>Whether the shift follows the sequence length.</summary>
    public bool UseDynamicShifting { get; init; }

    /// <summary>μ of the dynamic shift at <see cref="BaseSequenceLength"/> tokens.</summary>
    /// <value>0.5 by default; LTX-2 has 0.95.</value>
    public double BaseShift { get; init; } = 0.5;

    /// <summary>μ of the dynamic shift at <see cref="MaxSequenceLength"/> tokens.</summary>
    /// <value>1.15 by default; LTX-2 has 2.05.</value>
    public double MaxShift { get; init; } = 1.15;

    /// <summary>The token count at which μ is <see cref="BaseShift"/>.</summary>
    /// <value>256 by default; LTX-2 has 1024.</value>
    public int BaseSequenceLength { get; init; } = 256;

    /// <summary>The token count at which μ is <see cref="MaxShift"/>; longer sequences extrapolate.</summary>
    /// <value>4096 by default; not <see cref="BaseSequenceLength"/>.</value>
    public int MaxSequenceLength { get; init; } = 4096;

    /// <summary>How μ shifts.</summary>
    public TimeShift TimeShift { get; init; } = TimeShift.Exponential;

    /// <summary>The last sigma before 0: the shifted sigmas are stretched to end there.</summary>
    /// <value>0 (no stretching) by default, below 1; LTX-2 has 0.1.</value>
    public double ShiftTerminal { get; init; }

    /// <summary>The spacing put between the first and the last shifted sigma.</summary>
    public SigmaSpacing Spacing { get; init; } = SigmaSpacing.AsShifted;

    /// <summary>Whether sigma rises from 0 to 1 instead of falling.</summary>
    public bool InvertSigmas { get; init; }

    /// <summary>Whether every step predicts the clean sample and adds fresh noise.</summary>
    public bool StochasticSampling { get; init; }

    /// <summary>
    /// The lowest level from which a stochastic step adds fresh noise; steps from lower ones follow the flow, so that what is large is mended while it can be
    /// and detail settles (as churn's lower bound in Karras et al., arXiv 2206.00364, algorithm 2). Not a key of diffusers, which adds noise in every step.
    /// </summary>
    /// <value>0 (every step) by default, at most 1.</value>
    public double StochasticSigmaMin { get; init; }

    /// <summary>The smallest sigma of a converted spacing; null takes the shifted schedule's last.</summary>
    public double? SigmaMin { get; init; }

    /// <summary>The largest sigma of a converted spacing; null takes the shifted schedule's first.</summary>
    public double? SigmaMax { get; init; }

    /// <summary>Reads a <c>scheduler_config.json</c>. Keys this scheduler does not have are left alone, as diffusers does.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or range.</exception>
    public static FlowMatchEulerConfig Parse(ModelConfig json)
    {
        ArgumentNullException.ThrowIfNull(json);
        FlowMatchEulerConfig defaults = new();
        FlowMatchEulerConfig config = new()
        {
            TrainTimesteps = json.GetSize("num_train_timesteps", defaults.TrainTimesteps),
            Shift = json.GetDouble("shift", defaults.Shift),
            UseDynamicShifting = json.GetBool("use_dynamic_shifting", false),
            BaseShift = json.GetDoubleOrNull("base_shift") ?? defaults.BaseShift,
            MaxShift = json.GetDoubleOrNull("max_shift") ?? defaults.MaxShift,
            BaseSequenceLength = json.GetSize("base_image_seq_len", defaults.BaseSequenceLength),
            MaxSequenceLength = json.GetSize("max_image_seq_len", defaults.MaxSequenceLength),
            TimeShift = json.GetString("time_shift_type", "exponential") switch
            {
                "exponential" => TimeShift.Exponential,
                "linear" => TimeShift.Linear,
                _ => throw json.Wrong("time_shift_type", "it must be \"exponential\" or \"linear\""),
            },
            ShiftTerminal = json.GetDoubleOrNull("shift_terminal") ?? 0,
            Spacing = ParseSpacing(json),
            InvertSigmas = json.GetBool("invert_sigmas", false),
            StochasticSampling = json.GetBool("stochastic_sampling", false),
            StochasticSigmaMin = json.GetDoubleOrNull("stochastic_sigma_min") ?? defaults.StochasticSigmaMin,
            SigmaMin = json.GetDoubleOrNull("sigma_min"),
            SigmaMax = json.GetDoubleOrNull("sigma_max"),
        };
        try
        {
            return config.Validated();
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException($"{json.Source} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>μ of the dynamic shift for a sequence: linear through the two configured points.</summary>
    /// <param name="sequenceLength">The number of tokens, 1 or more.</param>
    public double Mu(int sequenceLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequenceLength, 1);
        double slope = (MaxShift - BaseShift) / (MaxSequenceLength - BaseSequenceLength);
        return (sequenceLength * slope) + (BaseShift - (slope * BaseSequenceLength));
    }

    /// <summary>This configuration, once every value is known to be usable.</summary>
    /// <exception cref="ArgumentException">Values are out of range; the message lists all of them.</exception>
    internal FlowMatchEulerConfig Validated()
    {
        List<string> errors = [];
        if (TrainTimesteps < 1) errors.Add($"`num_train_timesteps` is {TrainTimesteps}; it must be 1 or more; 1000 is usual");
        if (!(Shift > 0) || !double.IsFinite(Shift)) errors.Add($"`shift` is {Shift}; it must be finite and above 0; 1 shifts nothing");
        if (!double.IsFinite(BaseShift) || !double.IsFinite(MaxShift)) errors.Add($"`base_shift` is {BaseShift} and `max_shift` {MaxShift}; both must be finite");
        if (UseDynamicShifting && MaxSequenceLength == BaseSequenceLength) errors.Add($"`base_image_seq_len` and `max_image_seq_len` are both {MaxSequenceLength}; they must differ");
        if (!(ShiftTerminal >= 0 && ShiftTerminal < 1)) errors.Add($"`shift_terminal` is {ShiftTerminal}; it must be at least 0 and below 1; 0 or null stretches nothing");
        if (!(StochasticSigmaMin >= 0 && StochasticSigmaMin <= 1)) errors.Add($"`stochastic_sigma_min` is {StochasticSigmaMin}; it must be from 0 to 1; 0 adds noise in every step");
        if (!Enum.IsDefined(TimeShift)) errors.Add($"the time shift {TimeShift} is unknown; use one of {string.Join(", ", Enum.GetNames<TimeShift>())}");
        if (!Enum.IsDefined(Spacing)) errors.Add($"the sigma spacing {Spacing} is unknown; use one of {string.Join(", ", Enum.GetNames<SigmaSpacing>())}");
        return errors.Count == 0 ? this : throw new ArgumentException(string.Join(". ", errors) + ".");
    }

    private static SigmaSpacing ParseSpacing(ModelConfig json)
    {
        (string Key, SigmaSpacing Spacing)[] known =
            [("use_karras_sigmas", SigmaSpacing.Karras), ("use_exponential_sigmas", SigmaSpacing.Exponential), ("use_beta_sigmas", SigmaSpacing.Beta)];
        (string Key, SigmaSpacing Spacing)[] set = [.. known.Where(k => json.GetBool(k.Key, false))];
        return set.Length switch
        {
            0 => SigmaSpacing.AsShifted,
            1 => set[0].Spacing,
            _ => throw json.Wrong(set[0].Key, $"at most one of {string.Join(", ", known.Select(k => k.Key))} may be true"),
        };
    }
}
