using System.Security.Cryptography;
using SoraSharp.Stages;

namespace SoraSharp.Planning;

/// <summary>Makes one shot of a request: checks every value against the model, fills in defaults and says the style in the model's words. Thread-safe.</summary>
public sealed class SingleShotPlanner : IShotPlanner
{
    /// <inheritdoc />
    public Task<IReadOnlyList<Shot>> PlanAsync(VideoRequest request, ModelProfile profile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(profile);
        cancellationToken.ThrowIfCancellationRequested();
        request = GivenStreams.Settle(request, profile);
        List<ValueError> errors = [.. RequestValidation.Check(request, profile)];
        FrameSize size = request.Size ?? profile.DefaultShape.Size;
        double rate = request.FramesPerSecond ?? profile.DefaultShape.FramesPerSecond;
        VideoShape? shape = errors.Any(e => e.Name is "frames" or "duration" or "framesPerSecond") ? null : new(Frames(request, profile, rate), size, rate);
        ShotConditioning conditioning = ConditioningReader.Read(request, profile, shape, errors);
        if (errors.Count > 0) throw new InvalidRequestException(errors);

        QualityPreset preset = profile.PresetOf(request.Quality);
        int steps = request.Sigmas?.Count ?? request.Steps ?? preset.Steps;
        return Task.FromResult<IReadOnlyList<Shot>>(
        [
            new()
            {
                Index = 0,
                Prompt = StyleWording.Apply(request.Prompt, request.Style, profile),
                NegativePrompt = request.NegativePrompt ?? profile.NegativePrompt,
                Shape = shape!.Value,
                // 32 bits: PyTorch's generator, which noise is drawn like, is seeded with no more.
                Seed = request.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue),
                Steps = steps,
                // Noise levels of a preset are for its number of steps.
                Sigmas = request.Sigmas ?? (preset.Sigmas?.Count == steps ? preset.Sigmas : null),
                SoundPass = SoundPassOf(request, preset, profile),
                Scheduler = request.Scheduler,
                VideoGuidance = request.VideoGuidance.Over(preset.VideoGuidance),
                AudioGuidance = request.AudioGuidance.Over(preset.AudioGuidance),
                Refinement = Refinement(request, preset, profile, shape!.Value),
                Conditioning = conditioning,
            },
        ]);
    }

    /// <summary>The second stage; none where nobody asks for it, or where a preset would have one and the model has none or takes another size.</summary>
    private static ShotRefinement? Refinement(VideoRequest request, QualityPreset preset, ModelProfile profile, VideoShape shape)
    {
        if (profile.Refinement is not { } own || !(request.TwoStages ?? (preset.TwoStages && shape.Size.Width % own.SizeStep == 0 && shape.Size.Height % own.SizeStep == 0))) return null;
        RefinementSettings asked = request.Refinement;
        IReadOnlyList<double> sigmas = asked.Sigmas ?? own.Sigmas;
        return new(sigmas, asked.NoiseScale ?? sigmas[0], asked.VideoGuidance.Over(own.VideoGuidance), asked.AudioGuidance.Over(own.AudioGuidance));
    }

    /// <summary>The sound pass; none where the picture is given, as the sound is fitted to it then, or the sound is.</summary>
    private static SoundPass? SoundPassOf(VideoRequest request, QualityPreset preset, ModelProfile profile)
    {
        if (request.Audio is not null || request.Video is not null || !profile.Takes.HasFlag(ConditioningKinds.Video)) return null;
        int steps = request.SoundSteps ?? preset.SoundPass?.Steps ?? 0;
        return steps == 0 ? null : new(steps, request.SoundGuidance.Over(request.AudioGuidance.Over(preset.SoundPass?.Guidance ?? preset.AudioGuidance)));
    }

    private static int Frames(VideoRequest request, ModelProfile profile, double rate) => request switch
    {
        { Frames: { } frames } => frames,
        { Duration: { } duration } => FrameCount.Nearest(duration.TotalSeconds * rate, profile.FrameStep),
        _ => profile.DefaultShape.Frames,
    };
}
