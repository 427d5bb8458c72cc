using SoraSharp.Conditioning;
using SoraSharp.Stages;

namespace SoraSharp.Planning;

/// <summary>
/// Checks what a request gives besides words against a model, and decodes its pictures. Finds every error; each message has the value,
/// the rule and the remedy.
/// </summary>
internal sealed partial class ConditioningReader
{
    /// <summary>More pictures or stretches are surely a mistake; each costs a latent frame in every evaluation.</summary>
    public const int MaxConditions = 64;

    private readonly VideoRequest _request;
    private readonly ModelProfile _profile;
    private readonly VideoShape? _shape;
    private readonly List<ValueError> _errors;
    private readonly Dictionary<int, string> _taken = [];

    private ConditioningReader(VideoRequest request, ModelProfile profile, VideoShape? shape, List<ValueError> errors)
    {
        _request = request;
        _profile = profile;
        _shape = shape;
        _errors = errors;
    }

    /// <summary>Reads it; what is wrong is added to <paramref name="errors"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="profile">What the model takes.</param>
    /// <param name="shape">The video; null where that is not known, and places in it cannot be checked.</param>
    /// <param name="errors">All errors so far.</param>
    public static ShotConditioning Read(VideoRequest request, ModelProfile profile, VideoShape? shape, List<ValueError> errors)
    {
        if (profile.Needs == ConditioningKinds.None && request is { Images: [], Clips: [], Continuation: null, Audio: null, Video: null, Source: null, Control: null, References: [] }) return ShotConditioning.None;
        return new ConditioningReader(request, profile, shape, errors).Read();
    }

    private ShotConditioning Read()
    {
        CheckGivenStreams();
        ConditioningFrames? earlier = Earlier();
        CheckCount("images", _request.Images.Count, "pictures", ConditioningKinds.FirstImage | ConditioningKinds.LastImage);
        CheckCount("clips", _request.Clips.Count, "stretches of frames", ConditioningKinds.Clips);
        CheckCount("references", _request.References.Count, "reference pictures", ConditioningKinds.References);
        CheckNeeds();
        return new()
        {
            Overlap = earlier?.Pictures.Count ?? 0,
            OpeningSound = earlier is null ? null : OpeningSound(earlier.Pictures.Count),
            Frames = [.. earlier is null ? [] : new[] { earlier }, .. _request.Images.Take(MaxConditions).Select(Image), .. _request.Clips.Take(MaxConditions).Select(Clip)],
            Audio = _request.Audio,
            Video = _request.Video,
            Source = _request.Source is { } source ? Source(source) : null,
            Control = _request.Control is { } control ? Control(control) : null,
            References = [.. _request.References.Take(MaxConditions).Select((r, i) => Decode($"references[{i}]", r))],
        };
    }

    private void CheckCount(string name, int count, string what, ConditioningKinds needed)
    {
        if (count > 0 && (_profile.Takes & needed) == 0) Add(name, $"has {count}; {_profile.Name} takes no {what}; leave it out, or use a checkpoint that takes them.");
        if (count > MaxConditions) Add(name, $"has {count}; at most {MaxConditions} are taken; leave some out.");
    }

    /// <summary>The last frames of the video that is to go on; null where there is none, or it cannot.</summary>
    private ConditioningFrames? Earlier()
    {
        const string name = "continuation";
        if (_request.Continuation is not { } continuation) return null;
        int step = _profile.FrameStep, most = continuation.Frames.Count;
        bool takesClips = _profile.Takes.HasFlag(ConditioningKinds.Clips);
        if (!takesClips && !_profile.Takes.HasFlag(ConditioningKinds.FirstImage))
        {
            Add(name, $"is given; {_profile.Name} cannot go on from a video; leave it out, or use a checkpoint that can.");
            return null;
        }

        int overlap = continuation.Overlap ?? (takesClips ? FrameCount.AtMost(Math.Min(most, 1 + step), step) : 1);
        string? problem = overlap switch
        {
            < 1 => $"it is 1 or more; leave it out for the model's own",
            > 1 when !takesClips => $"{_profile.Name} takes one picture at the start; use 1",
            _ when !FrameCount.IsLegal(overlap, step) => $"this model takes {step}k+1; use {FrameCount.AtMost(overlap, step)} or {FrameCount.AtMost(overlap, step) + step}",
            _ when overlap > most => $"the earlier video has {most} frames; use {FrameCount.AtMost(most, step)}",
            _ when _shape is { } shape && overlap >= shape.Frames => $"this video has {shape.Frames} frames and would add nothing; use fewer, or a longer video",
            _ => null,
        };
        if (problem is not null)
        {
            Add($"{name}.overlap", $"is {overlap}; {problem}.");
            return null;
        }

        if (_shape is { } s && s.FramesPerSecond != continuation.Frames.FramesPerSecond)
        {
            Add(name, $"has {continuation.Frames.FramesPerSecond:0.###} frames a second and {s.FramesPerSecond:0.###} are asked for; a video goes on at its own rate; leave framesPerSecond out.");
        }

        _taken.Add(0, name);
        return new([.. Enumerable.Range(most - overlap, overlap).Select(continuation.Frames.ToImage)], 0, 1, ImageFit.Cover);
    }

    /// <summary>The end of the earlier sound, where the model can go on from one.</summary>
    private AudioClip? OpeningSound(int overlap)
    {
        if (_request is not { Audio: null, Continuation: { Audio: { } audio, Frames: var frames } } || !_profile.Takes.HasFlag(ConditioningKinds.Audio)) return null;
        int end = (int)Math.Round(frames.Duration.TotalSeconds * audio.SampleRate), length = Math.Min(end, (int)Math.Round(overlap / frames.FramesPerSecond * audio.SampleRate));
        if (length < 1) return null;
        AudioClip whole = audio.WithLength(end);
        float[] samples = new float[length * audio.Channels];
        for (int c = 0; c < audio.Channels; c++) whole.Channel(c)[(end - length)..].CopyTo(samples.AsSpan(c * length));
        return new(samples, audio.Channels, audio.SampleRate);
    }

    private ConditioningFrames Image(ConditioningImage image, int index)
    {
        string name = $"images[{index}]";
        CheckStrength(name, image.Strength);
        CheckFit(name, image.Fit);
        return new([Decode(name, image.Source)], Place(name, image.At, 1), image.Strength, image.Fit);
    }

    private ConditioningFrames Clip(ConditioningClip clip, int index)
    {
        string name = $"clips[{index}]";
        CheckStrength(name, clip.Strength);
        CheckFit(name, clip.Fit);
        int count = FrameCount.AtMost(Math.Min(clip.Frames.Count, _profile.MaxFrames), _profile.FrameStep);
        int frame = Place(name, clip.At, count);
        if (_shape is { } shape && frame >= 0 && frame < shape.Frames) count = FrameCount.AtMost(Math.Min(count, shape.Frames - frame), _profile.FrameStep);
        return new([.. Enumerable.Range(0, count).Select(clip.Frames.ToImage)], frame, clip.Strength, clip.Fit);
    }

    /// <summary>A picture that cannot be read is told as an error, and one pixel stands for it until the request is refused.</summary>
    private RgbImage Decode(string name, ImageSource source)
    {
        try
        {
            return ImageFile.Read(source);
        }
        catch (MediaException e)
        {
            Add(name, $"cannot be read. {e.Message}");
            return new(1, 1, new byte[RgbImage.Channels]);
        }
    }

    private int Place(string name, VideoPosition at, int length)
    {
        if (_shape is not { } shape) return 0;
        int frame = at.FrameIn(shape, length), last = shape.Frames - 1;
        ConditioningKinds takes = _profile.Takes;
        if (frame < 0 || frame > last)
        {
            string place = $"{at}" == $"frame {frame}" ? $"{at}" : $"{at} (frame {frame})";
            Add($"{name}.at", $"is {place}; this video has frames 0 to {last}, 0 to {last / shape.FramesPerSecond:0.###} s; use one of these, or a longer video.");
        }
        else if (length == 1 && (takes & (ConditioningKinds.FirstImage | ConditioningKinds.LastImage)) != 0 && !TakesImageAt(frame, last))
        {
            string where = takes.HasFlag(ConditioningKinds.LastImage) ? takes.HasFlag(ConditioningKinds.FirstImage) ? "first and last frame" : "last frame" : "first frame";
            Add($"{name}.at", $"is {at}; {_profile.Name} takes pictures for the {where} alone; use {(takes.HasFlag(ConditioningKinds.FirstImage) ? "VideoPosition.Start" : "VideoPosition.End")}.");
        }
        else if (!_taken.TryAdd(frame, name))
        {
            Add($"{name}.at", $"is {at}, where `{_taken[frame]}` is already; one frame keeps to one picture; move or leave out one of them.");
        }

        return frame;
    }

    private bool TakesImageAt(int frame, int last)
    {
        ConditioningKinds takes = _profile.Takes;
        return takes.HasFlag(ConditioningKinds.AnyImage) || (frame == 0 && takes.HasFlag(ConditioningKinds.FirstImage)) || (frame == last && takes.HasFlag(ConditioningKinds.LastImage));
    }

    private void CheckStrength(string name, double strength)
    {
        // Written so that NaN fails.
        if (!(strength > 0 && strength <= 1)) Add($"{name}.strength", $"is {strength}; it is above 0 and at most 1; 1 keeps to it exactly, 0.5 to 0.9 leave room.");
        else if (strength < 1 && !_profile.Takes.HasFlag(ConditioningKinds.PartialStrength)) Add($"{name}.strength", $"is {strength}; {_profile.Name} keeps to what it is given exactly; use 1.");
    }

    private void CheckFit(string name, ImageFit fit)
    {
        if (!Enum.IsDefined(fit)) Add($"{name}.fit", $"is {fit}; it is one of {string.Join(", ", Enum.GetNames<ImageFit>())}; leave it out for {ImageFit.Cover}.");
    }

    private void CheckGivenStreams()
    {
        if (_request.Audio is { } audio)
        {
            if (!_profile.Takes.HasFlag(ConditioningKinds.Audio)) Add("audio", $"is given; {_profile.Name} makes no picture for a sound; leave it out, or use a checkpoint that does (LTX-2).");
            if (audio.Length == 0) Add("audio", "has no samples; a sound to make a picture for has some; leave it out to have one made.");
        }

        if (_request.Video is not { } video) return;
        if (!_profile.Takes.HasFlag(ConditioningKinds.Video)) Add("video", $"is given; {_profile.Name} makes no sound for a picture; leave it out, or use a checkpoint that does (LTX-2).");
        if (_request.Audio is not null) Add("video", "is given, and so is `audio`; then nothing is left to make; leave one of them out.");
        if (_request.Images.Count + _request.Clips.Count > 0 || _request.Continuation is not null) Add("video", "is given whole, and `images`, `clips` or `continuation` too; it already says every frame; leave them out.");
        if (_shape is { } shape && video.Count < shape.Frames) Add("video", $"has {video.Count} frames; {shape.Frames} are asked for; use {FrameCount.AtMost(video.Count, _profile.FrameStep)} frames, or give more.");
    }

    private void Add(string name, string message) => _errors.Add(new(name, $"`{name}` {message}"));
}
