using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Noise;
using SoraSharp.Scheduling;
using SoraSharp.Stages;

namespace SoraSharp.Golden.Kinds;

/// <summary>UniPC on flow sigmas: the schedule and the sample after every step from <c>begin_index</c> on.</summary>
internal sealed class UniPcKind : GoldenKind
{
    public override string Name => "unipc";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "UniPCMultistepScheduler";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        UniPcScheduler scheduler = UniPcScheduler.Load(CheckpointFiles.FromFolder(golden.CheckpointPath));
        double[]? sigmas = golden.Call.Has("sigmas") ? golden.Call.GetDoubleArray("sigmas") : null;
        int steps = (int?)golden.Call.GetInt64OrNull("num_inference_steps") ?? sigmas?.Length ?? throw new NotSupportedException("The case gives neither sigmas nor a number of steps.");
        ISchedule schedule = scheduler.Start(new ScheduleRequest(steps, 1) { Sigmas = sigmas });

        float[] sample = [.. golden.Input("sample").Floats];
        float[] velocities = golden.Input("model_outputs").Floats;
        // A case may stop before the last step, where the reference divides by zero.
        int count = (int)golden.Expected()["samples"].Shape[0];
        int begin = (int)(golden.Call.GetInt64OrNull("begin_index") ?? 0);
        float[] samples = new float[count * sample.Length];
        for (int i = 0; i < count; i++)
        {
            schedule.Step(begin + i, velocities.AsSpan(i * sample.Length, sample.Length), sample, new TorchRandom(0));
            sample.CopyTo(samples.AsSpan(i * sample.Length));
        }

        return new()
        {
            ["sigmas"] = HostTensor.From([.. schedule.Sigmas], schedule.Sigmas.Count),
            ["timesteps"] = GoldenValue.From([.. schedule.Timesteps.Select(t => (long)t)], schedule.Timesteps.Count),
            ["samples"] = HostTensor.From(samples, [count, .. golden.Input("sample").Shape]),
        };
    }
}
