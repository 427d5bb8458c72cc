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
                Steps = request.Sigmas?.Count ?? request.Steps ?? profile.DefaultSteps,
                Sigmas = request.Sigmas,
                Scheduler = request.Scheduler,
                VideoGuidance = request.VideoGuidance.Over(profile.VideoGuidance),
                AudioGuidance = request.AudioGuidance.Over(profile.AudioGuidance),
                Conditioning = conditioning,
            },
        ]);
    }

    private static int Frames(VideoRequest request, ModelProfile profile, double rate) => request switch
    {
        { Frames: { } frames } => frames,
        { Duration: { } duration } => FrameCount.Nearest(duration.TotalSeconds * rate, profile.FrameStep),
        _ => profile.DefaultShape.Frames,
    };
}
