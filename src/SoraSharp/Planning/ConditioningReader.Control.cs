using SoraSharp.Stages;

namespace SoraSharp.Planning;

/// <content>Videos to start from and to be steered by, and what a model cannot do without.</content>
internal sealed partial class ConditioningReader
{
    private const double MaxControlScale = 10;

    private void CheckNeeds()
    {
        ConditioningKinds needs = _profile.Needs;
        if (needs.HasFlag(ConditioningKinds.FirstImage) && !HasImageAt(0)) Add("images", $"has none for the first frame; {_profile.Name} makes videos from a picture; give one with WithImage(…), or use a text-to-video checkpoint.");
        if (needs.HasFlag(ConditioningKinds.LastImage) && _shape is { } shape && !HasImageAt(shape.Frames - 1)) Add("images", $"has none for the last frame; {_profile.Name} makes videos between two pictures; give one with WithImage(…, VideoPosition.End), or use an image-to-video checkpoint.");
    }

    private bool HasImageAt(int frame) => (frame == 0 && _request.Continuation is not null) || _request.Images.Any(i => _shape is not { } shape || i.At.FrameIn(shape) == frame);

    private ShotSource Source(SourceVideo source)
    {
        const string Name = "source";
        if (!_profile.Takes.HasFlag(ConditioningKinds.Source)) Add(Name, $"is given; {_profile.Name} makes no video from another; leave it out, or use a text-to-video checkpoint of Wan.");
        if (_request.Images.Count + _request.Clips.Count > 0 || _request.Continuation is not null) Add(Name, "is given, and `images`, `clips` or `continuation` too; a video is made from one of them; leave the other out.");
        int steps = _request.Sigmas?.Count ?? _request.Steps ?? _profile.PresetOf(_request.Quality).Steps;
        // Written so that NaN fails.
        if (!(source.Strength > 0 && source.Strength <= 1)) Add($"{Name}.strength", $"is {source.Strength}; it is above 0 and at most 1; 0.5 to 0.9 are usual.");
        else if (steps > 0 && (int)(steps * source.Strength) == 0) Add($"{Name}.strength", $"is {source.Strength}; of {steps} steps it leaves none to run; use {Math.Ceiling(1000.0 / steps) / 1000} or more, or more steps.");
        return new(Pictures(Name, source.Frames), source.Strength);
    }

    private ShotControl Control(ControlVideo control)
    {
        const string Name = "control";
        if (!_profile.Takes.HasFlag(ConditioningKinds.Control)) Add(Name, $"is given; {_profile.Name} is not steered by frames; leave it out, or use a VACE checkpoint.");
        if (control is { Frames: null, Mask: not null }) Add($"{Name}.mask", "is given without frames; it says which part of the frames is kept; give both, or neither.");
        if (control is { Frames: { } frames, Mask: { } mask } && mask.Count != frames.Count) Add($"{Name}.mask", $"has {mask.Count} frames and the control {frames.Count}; they agree; give one mask a frame.");
        int layers = _profile.ControlLayers;
        if (control.Scales.Count != 1 && control.Scales.Count != layers) Add($"{Name}.scales", $"has {control.Scales.Count} values; {_profile.Name} has {layers} control layers; give one for all or {layers}.");
        if (control.Scales.Any(s => !(s >= 0 && s <= MaxControlScale))) Add($"{Name}.scales", $"holds {control.Scales.First(s => !(s >= 0 && s <= MaxControlScale))}; it is from 0 to {MaxControlScale}; 1 is usual.");
        return new(
            control.Frames is { } pictures ? Pictures($"{Name}.frames", pictures) : [],
            control is { Frames: not null, Mask: { } m } ? Pictures($"{Name}.mask", m) : [],
            control.Scales);
    }

    /// <summary>As many frames as the video has.</summary>
    private List<RgbImage> Pictures(string name, VideoFrames frames)
    {
        int count = _shape?.Frames ?? 0;
        if (frames.Count < count) Add(name, $"has {frames.Count} frames; {count} are asked for; use {FrameCount.AtMost(frames.Count, _profile.FrameStep)} frames, or give more.");
        return [.. Enumerable.Range(0, Math.Min(count, frames.Count)).Select(frames.ToImage)];
    }
}
