using System.Globalization;
using System.Text.RegularExpressions;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Scheduling;
using SoraSharp.Stages;

namespace SoraSharp.Golden.Kinds;

/// <summary>Flow-match Euler: the schedule and the sample after every step, or sigma tables <c>sigmas.n(steps).seq(tokens)</c>.</summary>
internal sealed partial class FlowMatchEulerKind : GoldenKind
{
    public override string Name => "flow-match-euler";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "FlowMatchEulerDiscreteScheduler";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        GoldenOutputs outputs = new();
        foreach (string name in golden.Expected().All.Keys)
        {
            if (Table().Match(name) is { Success: true } table) outputs[name] = SigmaTable(golden, table);
        }

        if (golden.HasInput("sample")) Denoise(golden, outputs);
        return outputs;
    }

    private static void Denoise(GoldenCase golden, GoldenOutputs outputs)
    {
        FlowMatchEulerScheduler scheduler = FlowMatchEulerScheduler.Load(CheckpointFiles.FromFolder(golden.CheckpointPath), SigmaRange.Training);
        double[]? sigmas = golden.Call.Has("sigmas") ? golden.Call.GetDoubleArray("sigmas") : null;
        int steps = (int?)golden.Call.GetInt64OrNull("num_inference_steps") ?? sigmas?.Length ?? throw new NotSupportedException("The case gives neither sigmas nor a number of steps.");
        FlowMatchEulerSchedule schedule = scheduler.Start(steps, sigmas, golden.Call.GetDoubleOrNull("mu"));
        outputs["sigmas"] = HostTensor.From([.. schedule.Sigmas], schedule.Sigmas.Count);
        outputs["timesteps"] = HostTensor.From([.. schedule.Timesteps], schedule.Timesteps.Count);

        float[] sample = [.. golden.Input("sample").Floats];
        long[] shape = [.. golden.Input("sample").Shape];
        float[] velocities = golden.Input("model_outputs").Floats;
        int evaluations = (int)golden.Input("model_outputs").Shape[0];
        ReplayedNoise noise = new(golden.HasInput("noises") ? golden.Input("noises").Floats : []);
        int begin = (int)(golden.Call.GetInt64OrNull("begin_index") ?? 0);
        float[] all = new float[evaluations * sample.Length];
        for (int i = 0; i < evaluations; i++)
        {
            ReadOnlySpan<float> velocity = velocities.AsSpan(i * sample.Length, sample.Length);
            if (golden.HasInput("per_token_timesteps"))
            {
                HostTensor timesteps = golden.Input("per_token_timesteps");
                int tokens = timesteps.Count / evaluations;
                schedule.StepPerToken(timesteps.Floats.AsSpan(i * tokens, tokens), velocity, sample, noise);
            }
            else
            {
                schedule.Step(begin + i, velocity, sample, noise);
            }

            sample.CopyTo(all.AsSpan(i * sample.Length));
            outputs[$"sample.{i}"] = HostTensor.From([.. sample], shape);
        }

        outputs["samples"] = HostTensor.From(all, [evaluations, .. shape]);
    }

    private static GoldenValue SigmaTable(GoldenCase golden, Match table)
    {
        int steps = int.Parse(table.Groups["steps"].Value, CultureInfo.InvariantCulture);
        int tokens = int.Parse(table.Groups["tokens"].Value, CultureInfo.InvariantCulture);
        FlowMatchEulerSchedule schedule = FlowMatchEulerScheduler.Load(CheckpointFiles.FromFolder(golden.CheckpointPath)).Start(new ScheduleRequest(steps, tokens));
        return HostTensor.From([.. schedule.Sigmas], schedule.Sigmas.Count);
    }

    [GeneratedRegex(@"^out\.sigmas\.n(?<steps>\d+)\.seq(?<tokens>\d+)$")]
    private static partial Regex Table();
}
