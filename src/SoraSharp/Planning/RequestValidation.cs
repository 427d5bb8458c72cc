using SoraSharp.Scheduling;
using SoraSharp.Stages;

namespace SoraSharp.Planning;

/// <summary>Checks a request against a model. Finds every error; each message has the value, the rule and the remedy.</summary>
internal static class RequestValidation
{
    /// <summary>More is surely a mistake; text encoders read about a thousand tokens.</summary>
    public const int MaxPromptLength = 20_000;

    public const int MaxSteps = 1000;

    public const double MaxGuidance = 100;

    public const double MaxFramesPerSecond = 240;

    public static IReadOnlyList<ValueError> Check(VideoRequest request, ModelProfile profile)
    {
        List<ValueError> errors = [];
        CheckText(request, errors);
        double? rate = CheckRate(request, profile, errors);
        int? frames = CheckFrames(request, profile, rate, errors);
        CheckSize(request, profile, frames, errors);
        CheckSteps(request, errors);
        if (request.Scheduler is { } scheduler) errors.AddRange(ChosenScheduler.Check(scheduler));
        CheckSoundPass(request, profile, errors);
        CheckStages(request, profile, errors);
        CheckGuidance("videoGuidance", request.VideoGuidance, errors);
        CheckGuidance("audioGuidance", request.AudioGuidance, errors);
        return errors;
    }

    private static void CheckText(VideoRequest request, List<ValueError> errors)
    {
        if (string.IsNullOrWhiteSpace(request.Prompt)) Add(errors, "prompt", "is empty; it says what is to be seen and heard; describe the video in a sentence or two.");
        CheckLength("prompt", request.Prompt);
        if (request.NegativePrompt is { } negative) CheckLength("negativePrompt", negative);
        if (request.Style is { } style && (string.IsNullOrWhiteSpace(style.Name) || string.IsNullOrWhiteSpace(style.Phrase)))
        {
            Add(errors, "style", "has no name or no phrase; a style needs both; give them, or take one of `VideoStyle`.");
        }

        void CheckLength(string name, string text)
        {
            if (text.Length > MaxPromptLength) Add(errors, name, $"has {text.Length} characters; at most {MaxPromptLength} are read; shorten it to what is to be seen and heard.");
        }
    }

    private static double? CheckRate(VideoRequest request, ModelProfile profile, List<ValueError> errors)
    {
        double rate = request.FramesPerSecond ?? profile.DefaultShape.FramesPerSecond;
        if (rate is > 0 and <= MaxFramesPerSecond) return rate;
        Add(errors, "framesPerSecond", $"is {rate}; it is above 0 and at most {MaxFramesPerSecond}; this model was trained at {profile.DefaultShape.FramesPerSecond}.");
        return null;
    }

    private static int? CheckFrames(VideoRequest request, ModelProfile profile, double? rate, List<ValueError> errors)
    {
        int step = profile.FrameStep;
        int most = FrameCount.AtMost(profile.MaxFrames, step);
        if (request is { Frames: not null, Duration: not null })
        {
            Add(errors, "frames", $"is {request.Frames} and `duration` is {request.Duration.Value.TotalSeconds:0.###} s; only one of them can be given; leave the other out.");
            return null;
        }

        if (request.Frames is { } frames)
        {
            if (frames < 1) Add(errors, "frames", $"is {frames}; a video has 1 or more and this model takes {step}k+1; use {1 + step} or {1 + (2 * step)}.");
            else if (frames > most) Add(errors, "frames", $"is {frames}; this model makes at most {most}; use {most}, or several requests.");
            else if (!FrameCount.IsLegal(frames, step))
            {
                int below = FrameCount.AtMost(frames, step);
                Add(errors, "frames", $"is {frames}; this model takes {step}k+1; use {below} or {below + step}.");
            }
            else return frames;
            return null;
        }

        if (request.Duration is not { } duration) return profile.DefaultShape.Frames;
        if (duration <= TimeSpan.Zero)
        {
            Add(errors, "duration", $"is {duration.TotalSeconds:0.###} s; a video lasts longer than 0 s; use {profile.DefaultShape.Duration.TotalSeconds:0.##} s, say.");
            return null;
        }

        if (rate is not { } r) return null;
        double wanted = duration.TotalSeconds * r;
        if (wanted < most + step) return Math.Min(most, FrameCount.Nearest(wanted, step));
        Add(errors, "duration", $"is {duration.TotalSeconds:0.###} s; at {r:0.###} frames a second this model makes at most {most / r:0.##} s; use that, or several requests.");
        return null;
    }

    private static void CheckSize(VideoRequest request, ModelProfile profile, int? frames, List<ValueError> errors)
    {
        FrameSize size = request.Size ?? profile.DefaultShape.Size;
        bool width = CheckSide("width", size.Width, profile, errors);
        bool height = CheckSide("height", size.Height, profile, errors);
        if (!width || !height || frames is not { } f || (long)size.Width * size.Height * f <= profile.MaxPixels) return;
        int fitting = (int)Math.Max(1, profile.MaxPixels / ((long)size.Width * size.Height));
        Add(errors, "size", $"is {size} with {f} frames; this model makes at most {profile.MaxPixels:N0} pixels in all; use {FrameCount.AtMost(fitting, profile.FrameStep)} frames, or a smaller size.");
    }

    private static bool CheckSide(string name, int value, ModelProfile profile, List<ValueError> errors)
    {
        int step = profile.SizeStep;
        int most = profile.MaxSide / step * step;
        int below = Math.Max(step, value / step * step);
        string? problem = value switch
        {
            _ when value > most => $"at most {most}; use {most}",
            _ when value < 1 => $"multiples of {step}, from {step}; use {profile.DefaultShape.Size}",
            _ when value % step != 0 => $"multiples of {step}; use {(below + step > most || value < step ? $"{below}" : $"{below} or {below + step}")}",
            _ => null,
        };
        if (problem is not null) Add(errors, name, $"is {value}; this model takes {problem}.");
        return problem is null;
    }

    private static void CheckSteps(VideoRequest request, List<ValueError> errors)
    {
        if (request.Steps is < 1 or > MaxSteps) Add(errors, "steps", $"is {request.Steps}; it is from 1 to {MaxSteps}; 20 to 40 are usual.");
        if (request.Sigmas is not { } sigmas) return;
        if (request.Steps is { } steps && steps != sigmas.Count) Add(errors, "steps", $"is {steps} and `sigmas` has {sigmas.Count} values; they agree; leave `steps` out.");
        CheckSigmas("sigmas", sigmas, "the scheduler's own", errors);
    }

    private static void CheckSigmas(string name, IReadOnlyList<double> sigmas, string otherwise, List<ValueError> errors)
    {
        if (sigmas.Count is < 1 or > MaxSteps) Add(errors, name, $"has {sigmas.Count} values; it is from 1 to {MaxSteps}; leave it out for {otherwise}.");
        for (int i = 0; i < sigmas.Count; i++)
        {
            if (!(sigmas[i] is > 0 and <= 1) || (i > 0 && !(sigmas[i] < sigmas[i - 1])))
            {
                Add(errors, name, $"has {sigmas[i]} at {i}; they fall from at most 1 and stay above 0; leave out the final 0 and sort them downwards.");
                break;
            }
        }
    }

    private static void CheckSoundPass(VideoRequest request, ModelProfile profile, List<ValueError> errors)
    {
        if (request.SoundSteps is < 0 or > MaxSteps) Add(errors, "soundSteps", $"is {request.SoundSteps}; it is from 0 to {MaxSteps}; 0 is none, 12 to 24 are usual.");
        else if (request.SoundSteps > 0 && !profile.Takes.HasFlag(ConditioningKinds.Video)) Add(errors, "soundSteps", $"is {request.SoundSteps}, and {profile.Name} makes no sound for a known picture; a model of joint sound does; leave WithSoundPass out.");
        CheckGuidance("soundGuidance", request.SoundGuidance, errors);
    }

    private static void CheckStages(VideoRequest request, ModelProfile profile, List<ValueError> errors)
    {
        if (!Enum.IsDefined(request.Quality)) Add(errors, "quality", $"is {request.Quality}; it is one of {string.Join(", ", Enum.GetNames<VideoQuality>())}.");
        if (request.TwoStages != true) return;
        if (profile.Refinement is not { } refinement)
        {
            Add(errors, "twoStages", $"is true, and {profile.Name} has no latent upsampler; two stages need one; name its folder in CheckpointOptions.LatentUpsampler, or leave WithTwoStages out.");
            return;
        }

        FrameSize size = request.Size ?? profile.DefaultShape.Size;
        if (size.Width % refinement.SizeStep != 0 || size.Height % refinement.SizeStep != 0)
        {
            Add(errors, "size", $"is {size}; in two stages this model takes multiples of {refinement.SizeStep}; use {Math.Max(1, size.Width / refinement.SizeStep) * refinement.SizeStep}x{Math.Max(1, size.Height / refinement.SizeStep) * refinement.SizeStep}, or one stage.");
        }

        RefinementSettings settings = request.Refinement;
        if (settings.Sigmas is { } sigmas) CheckSigmas("refinement.sigmas", sigmas, "the model's own", errors);
        if (settings.NoiseScale is { } scale && !(scale is >= 0 and <= 1)) Add(errors, "refinement.noiseScale", $"is {scale}; it is from 0 to 1; leave it out for the first noise level.");
        CheckGuidance("refinement.videoGuidance", settings.VideoGuidance, errors);
        CheckGuidance("refinement.audioGuidance", settings.AudioGuidance, errors);
    }

    private static void CheckGuidance(string name, GuidanceScales scales, List<ValueError> errors)
    {
        Check("text", scales.Text, MaxGuidance, "1 is off, 2 to 8 are usual");
        Check("perturbation", scales.Perturbation, MaxGuidance, "0 is off, 0.5 to 2 are usual");
        Check("modality", scales.Modality, MaxGuidance, "1 is off, 1 to 4 are usual");
        Check("rescale", scales.Rescale, 1, "0 is off, 0.7 is usual");

        void Check(string term, double? value, double most, string remedy)
        {
            // Written so that NaN fails.
            if (value is { } v && !(v >= 0 && v <= most)) Add(errors, $"{name}.{term}", $"is {v}; it is from 0 to {most}; {remedy}.");
        }
    }

    private static void Add(List<ValueError> errors, string name, string message) => errors.Add(new(name, $"`{name}` {message}"));
}
