using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Scheduling;

/// <summary>
/// What a checkpoint's <c>scheduler_config.json</c> says about DPM-Solver++ on flow matching. A key the file omits has the default of
/// diffusers' <c>DPMSolverMultistepScheduler</c>. Immutable and thread-safe.
/// </summary>
public sealed record DpmSolverConfig
{
    /// <summary>The timestep that belongs to sigma 1.</summary>
    /// <value>1 or more; 1000 by default.</value>
    public int TrainTimesteps { get; init; } = 1000;

    /// <summary>The static shift: σ ← s·σ / (1 + (s − 1)·σ).</summary>
    /// <value>Above 0; 1 (none) by default.</value>
    public double FlowShift { get; init; } = 1;

    /// <summary>The order of accuracy, and of the solver's memory.</summary>
    /// <value>1 to 3; 2 by default.</value>
    public int SolverOrder { get; init; } = 2;

    /// <summary>Whether the second order is Heun's form and not the midpoint's.</summary>
    public bool HeunForm { get; init; }

    /// <summary>Whether every step adds fresh noise (SDE-DPM-Solver++).</summary>
    public bool IsStochastic { get; init; }

    /// <summary>Whether fewer than 15 steps go down in order at the end.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Whether the last step is of first order however many there are.</summary>
    public bool EulerAtFinal { get; init; }

    /// <summary>The last noise level.</summary>
    /// <value>0 by default, below 1.</value>
    public double FinalSigma { get; init; }

    /// <summary>Reads a <c>scheduler_config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or range, or asks for what flow matching does not use.</exception>
    public static DpmSolverConfig Parse(ModelConfig json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (!json.GetBool("use_flow_sigmas", false)) throw json.Wrong("use_flow_sigmas", "only flow sigmas are supported; it must be true");
        if (json.GetString("prediction_type", "epsilon") != "flow_prediction") throw json.Wrong("prediction_type", "only \"flow_prediction\" is supported");
        foreach (string key in (string[])["use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas", "use_dynamic_shifting", "thresholding"])
        {
            if (json.GetBool(key, false)) throw json.Wrong(key, "it is not supported with flow sigmas; it must be false");
        }

        DpmSolverConfig config = new()
        {
            TrainTimesteps = json.GetSize("num_train_timesteps", 1000),
            FlowShift = json.GetDouble("flow_shift", 1),
            SolverOrder = (int)json.GetInt64("solver_order", 2, 1, 3),
            HeunForm = json.GetString("solver_type", "midpoint") switch
            {
                "heun" => true,
                // Names of other solvers that diffusers reads as midpoint.
                "midpoint" or "logrho" or "bh1" or "bh2" => false,
                _ => throw json.Wrong("solver_type", "it must be \"midpoint\" or \"heun\""),
            },
            IsStochastic = json.GetString("algorithm_type", "dpmsolver++") switch
            {
                "sde-dpmsolver++" => true,
                "dpmsolver++" or "deis" => false,
                _ => throw json.Wrong("algorithm_type", "flow matching takes \"dpmsolver++\" or \"sde-dpmsolver++\""),
            },
            LowerOrderFinal = json.GetBool("lower_order_final", true),
            EulerAtFinal = json.GetBool("euler_at_final", false),
            FinalSigma = json.GetString("final_sigmas_type", "zero") switch
            {
                "zero" => 0,
                "sigma_min" => SmallestSigma(json),
                _ => throw json.Wrong("final_sigmas_type", "it must be \"zero\" or \"sigma_min\""),
            },
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
    internal DpmSolverConfig Validated()
    {
        List<string> errors = [];
        if (TrainTimesteps < 1) errors.Add($"`num_train_timesteps` is {TrainTimesteps}; it must be 1 or more; 1000 is usual");
        if (!(FlowShift > 0) || !double.IsFinite(FlowShift)) errors.Add($"`flow_shift` is {FlowShift}; it must be finite and above 0; 1 shifts nothing");
        if (SolverOrder is < 1 or > 3) errors.Add($"`solver_order` is {SolverOrder}; it goes from 1 to 3; 2 is usual");
        if (!(FinalSigma >= 0 && FinalSigma < 1)) errors.Add($"the final sigma is {FinalSigma}; it must be at least 0 and below 1; 0 is usual");
        return errors.Count == 0 ? this : throw new ArgumentException(string.Join(". ", errors) + ".");
    }

    /// <summary>The reference takes it from the first β of a schedule that flow matching does not use otherwise.</summary>
    private static double SmallestSigma(ModelConfig json)
    {
        if (json.Has("trained_betas") || json.GetBool("rescale_betas_zero_snr", false) || json.GetString("beta_schedule", "linear") is not ("linear" or "scaled_linear"))
        {
            throw json.Wrong("final_sigmas_type", "\"sigma_min\" is supported with a linear or scaled_linear beta_schedule only; use \"zero\"");
        }

        float kept = 1 - (float)json.GetDouble("beta_start", 0.0001);
        return Math.Sqrt((1 - kept) / kept);
    }
}
