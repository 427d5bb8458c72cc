using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Scheduling;

/// <summary>
/// What a checkpoint's <c>scheduler_config.json</c> says about UniPC on flow matching (Wan). A key the file omits has the default of
/// diffusers' <c>UniPCMultistepScheduler</c>. Immutable and thread-safe.
/// </summary>
public sealed record UniPcConfig
{
    /// <summary>The timestep that belongs to sigma 1.</summary>
    /// <value>1 or more; 1000 by default.</value>
    public int TrainTimesteps { get; init; } = 1000;

    /// <summary>The static shift: σ ← s·σ / (1 + (s − 1)·σ).</summary>
    /// <value>Above 0; 1 (none) by default. Wan has 3 for small videos and 5 for large ones.</value>
    public double FlowShift { get; init; } = 1;

    /// <summary>The last sigma before 0: the shifted sigmas are stretched to end there.</summary>
    /// <value>0 (no stretching) by default, below 1.</value>
    public double ShiftTerminal { get; init; }

    /// <summary>The order of accuracy, and of the solver's memory.</summary>
    /// <value>1 to 4; 2 by default.</value>
    public int SolverOrder { get; init; } = 2;

    /// <summary>Whether B(h) is h (<c>bh1</c>) instead of e^h − 1 (<c>bh2</c>).</summary>
    public bool LinearB { get; init; }

    /// <summary>Whether the last steps go down in order, to 1.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Steps after which nothing is corrected.</summary>
    public IReadOnlyList<long> DisableCorrector { get; init; } = [];

    /// <summary>Whether sampling ends at the schedule's smallest sigma instead of 0.</summary>
    public bool EndsAtSmallestSigma { get; init; }

    /// <summary>Reads a <c>scheduler_config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or range, or asks for what flow matching does not use.</exception>
    public static UniPcConfig Parse(ModelConfig json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (!json.GetBool("use_flow_sigmas", false)) throw json.Wrong("use_flow_sigmas", "only flow sigmas are supported; it must be true");
        if (json.GetString("prediction_type", "epsilon") != "flow_prediction") throw json.Wrong("prediction_type", "only \"flow_prediction\" is supported");
        string[] unsupported = ["use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_dynamic_shifting", "thresholding"];
        foreach (string key in unsupported)
        {
            if (json.GetBool(key, false)) throw json.Wrong(key, "it is not supported with flow sigmas; it must be false");
        }

        if (!json.GetBool("predict_x0", true)) throw json.Wrong("predict_x0", "only true is supported");
        if (json.Has("solver_p")) throw json.Wrong("solver_p", "another predictor is not supported; it must be null");
        string type = json.GetString("solver_type", "bh2");
        string final = json.GetString("final_sigmas_type", "zero");
        if (final is not ("zero" or "sigma_min")) throw json.Wrong("final_sigmas_type", "it must be \"zero\" or \"sigma_min\"");
        UniPcConfig config = new()
        {
            TrainTimesteps = json.GetSize("num_train_timesteps", 1000),
            FlowShift = json.GetDouble("flow_shift", 1),
            ShiftTerminal = json.GetDoubleOrNull("shift_terminal") ?? 0,
            SolverOrder = (int)json.GetInt64("solver_order", 2, 1, 4),
            LinearB = type switch
            {
                "bh1" => true,
                // Names of other solvers that diffusers reads as bh2.
                "bh2" or "midpoint" or "heun" or "logrho" => false,
                _ => throw json.Wrong("solver_type", "it must be \"bh1\" or \"bh2\""),
            },
            LowerOrderFinal = json.GetBool("lower_order_final", true),
            DisableCorrector = json.GetInt64Array("disable_corrector", []),
            EndsAtSmallestSigma = final == "sigma_min",
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

    /// <summary>This configuration, once every value is known to be usable.</summary>
    /// <exception cref="ArgumentException">Values are out of range; the message lists all of them.</exception>
    internal UniPcConfig Validated()
    {
        List<string> errors = [];
        if (TrainTimesteps < 1) errors.Add($"`num_train_timesteps` is {TrainTimesteps}; it must be 1 or more; 1000 is usual");
        if (!(FlowShift > 0) || !double.IsFinite(FlowShift)) errors.Add($"`flow_shift` is {FlowShift}; it must be finite and above 0; 1 shifts nothing");
        if (!(ShiftTerminal >= 0 && ShiftTerminal < 1)) errors.Add($"`shift_terminal` is {ShiftTerminal}; it must be at least 0 and below 1; 0 or null stretches nothing");
        if (SolverOrder is < 1 or > 4) errors.Add($"`solver_order` is {SolverOrder}; it goes from 1 to 4; 2 is usual");
        return errors.Count == 0 ? this : throw new ArgumentException(string.Join(". ", errors) + ".");
    }
}
