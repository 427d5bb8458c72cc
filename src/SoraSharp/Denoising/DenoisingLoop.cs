using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>
/// Turns noise into latents: evaluate the network, guide in x0 space, keep to what is known, step to the next noise level.
/// x0 = sample − σ·velocity and back, in float32, as diffusers <c>pipeline_ltx2.py</c> does. Thread-safe.
/// </summary>
internal sealed class DenoisingLoop(IVideoDenoiser denoiser, IReadOnlyList<IGuider> guiders)
{
    /// <summary>Runs the plan; its latents become the sample. <paramref name="stepDone"/> is told the number of evaluations that are done and what the clean latents look like so far.</summary>
    public async Task<(VideoLatents Video, AudioLatents? Audio)> RunAsync(DenoisingPlan plan, PromptEmbedding prompt, PromptEmbedding? negative, Func<int, VideoLatents, Task> stepDone, CancellationToken cancellationToken)
    {
        IDenoisingRun run = denoiser.Start(new(prompt, negative, plan.Video.Shape, plan.Audio?.Shape, plan.FramesPerSecond) { Conditioning = plan.Conditioning });
        int after = plan.Conditioning?.Video?.Keyframes.Sum(k => k.LatentFrames) ?? 0, before = plan.Conditioning?.Control?.LeadingFrames ?? 0;
        using IDisposable? held = run as IDisposable;
        for (int i = 0; i < plan.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyDictionary<Evaluations, VelocityPrediction> velocities =
                await run.EvaluateAsync(plan.Video, plan.Audio, plan.Timestep(i), plan.Needs(i), cancellationToken).ConfigureAwait(false);

            float[] clean = GuideAndStep(plan.VideoStep(i), plan.VideoSchedule, plan.KnownVideo, plan.Noise, plan.Video.Values, kind => velocities.TryGetValue(kind, out VelocityPrediction? v) ? v.Video.Values : null);
            if (plan.Audio is not null)
            {
                GuideAndStep(plan.AudioStep(i), plan.AudioSchedule!, plan.KnownAudio, plan.Noise, plan.Audio.Values, kind => velocities.TryGetValue(kind, out VelocityPrediction? v) ? v.Audio!.Values : null);
            }

            plan.SeenVideo?.Blend(clean);
            await stepDone(i + 1, new VideoLatents(clean, plan.Video.Shape).Skip(before)).ConfigureAwait(false);
        }

        plan.SeenVideo?.Blend(plan.Video.Values);
        return (plan.Video.First(plan.Video.Shape.Frames - after).Skip(before), plan.Audio);
    }

    /// <summary>Guides and steps one modality, the sample in place; returns the guided clean sample.</summary>
    private float[] GuideAndStep(GuidanceStep step, ISchedule schedule, KnownSample? known, INoiseGenerator noise, float[] sample, Func<Evaluations, float[]?> velocityOf)
    {
        float sigma = schedule.Sigmas[step.Index];
        float[] conditional = Denoised(sample, velocityOf(Evaluations.Conditional), sigma);
        GuidancePredictions predictions = new(
            conditional,
            Denoised(sample, velocityOf(Evaluations.Unconditional), sigma),
            Denoised(sample, velocityOf(Evaluations.Perturbed), sigma),
            Denoised(sample, velocityOf(Evaluations.Isolated), sigma));

        float[] guided = (float[])conditional.Clone();
        if (known?.IsComplete != true)
        {
            foreach (IGuider guider in guiders) guider.Apply(step, predictions, guided);
        }

        known?.Blend(guided);

        float[] velocity = new float[guided.Length];
        for (int i = 0; i < velocity.Length; i++) velocity[i] = (sample[i] - guided[i]) / sigma;
        schedule.Step(step.Index, velocity, sample, noise);
        known?.Keep(sample);
        return guided;
    }

    private static float[] Denoised(float[] sample, float[]? velocity, float sigma)
    {
        if (velocity is null) return [];
        float[] x0 = new float[sample.Length];
        for (int i = 0; i < x0.Length; i++) x0[i] = sample[i] - (velocity[i] * sigma);
        return x0;
    }
}
