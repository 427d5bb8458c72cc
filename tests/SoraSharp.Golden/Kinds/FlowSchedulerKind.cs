using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Scheduling;
using SoraSharp.Stages;

namespace SoraSharp.Golden.Kinds;

/// <summary>Schedulers on flow sigmas: the schedule and the sample after every evaluation from <c>begin_index</c> on.</summary>
internal sealed class FlowSchedulerKind : GoldenKind
{
    public override string Name => "flow-scheduler";

    public override bool Matches(GoldenCase golden) => golden.HasInput("model_outputs") && Load(golden) is not null;

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        IScheduler scheduler = Load(golden)!(CheckpointFiles.FromFolder(golden.CheckpointPath));
        double[]? sigmas = golden.Call.Has("sigmas") ? golden.Call.GetDoubleArray("sigmas") : null;
        int steps = (int?)golden.Call.GetInt64OrNull("num_inference_steps") ?? sigmas?.Length ?? throw new NotSupportedException("The case gives neither sigmas nor a number of steps.");
        ISchedule schedule = scheduler.Start(new ScheduleRequest(steps, 1) { Sigmas = sigmas });

        float[] sample = [.. golden.Input("sample").Floats];
        float[] velocities = golden.Input("model_outputs").Floats;
        ReplayedNoise noise = new(golden.HasInput("noise") ? golden.Input("noise").Floats : []);
        // A case may stop before the last step, where the reference divides by zero.
        int count = (int)golden.Expected()["samples"].Shape[0];
        int begin = (int)(golden.Call.GetInt64OrNull("begin_index") ?? 0);
        float[] samples = new float[count * sample.Length];
        for (int i = 0; i < count; i++)
        {
            schedule.Step(begin + i, velocities.AsSpan(i * sample.Length, sample.Length), sample, noise);
            sample.CopyTo(samples.AsSpan(i * sample.Length));
        }

        bool wholeTimesteps = golden.Tensor("out.timesteps").Type == ElementType.Int64;
        return new()
        {
            ["sigmas"] = HostTensor.From([.. schedule.Sigmas], schedule.Sigmas.Count),
            ["timesteps"] = wholeTimesteps
                ? GoldenValue.From([.. schedule.Timesteps.Select(t => (long)t)], schedule.Timesteps.Count)
                : HostTensor.From([.. schedule.Timesteps], schedule.Timesteps.Count),
            ["samples"] = HostTensor.From(samples, [count, .. golden.Input("sample").Shape]),
        };
    }

    private static Func<CheckpointFiles, IScheduler>? Load(GoldenCase golden) => golden.ReferenceClass switch
    {
        "UniPCMultistepScheduler" => UniPcScheduler.Load,
        "DPMSolverMultistepScheduler" => DpmSolverScheduler.Load,
        "FlowMatchHeunDiscreteScheduler" => FlowMatchHeunScheduler.Load,
        "FlowMatchLCMScheduler" => folder => FlowMatchLcmScheduler.Load(folder),
        _ => null,
    };
}
