namespace SoraSharp.Stages;

/// <summary>What a model can be given besides words.</summary>
[Flags]
public enum ConditioningKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A picture for the first frame.</summary>
    FirstImage = 1,

    /// <summary>A picture for the last frame.</summary>
    LastImage = 2,

    /// <summary>Pictures for any frames, the first and last among them.</summary>
    AnyImage = 4 | FirstImage | LastImage,

    /// <summary>Stretches of frames from any moment on.</summary>
    Clips = 8,

    /// <summary>Strengths below 1 of pictures and stretches.</summary>
    PartialStrength = 16,

    /// <summary>The whole sound, to make the picture for it.</summary>
    Audio = 32,

    /// <summary>The whole picture, to make the sound for it.</summary>
    Video = 64,

    /// <summary>A video to start from.</summary>
    Source = 128,

    /// <summary>A video that says where what is, with a mask of what is to be made.</summary>
    Control = 256,

    /// <summary>Pictures of what is to be seen somewhere in the video.</summary>
    References = 512,
}

/// <summary>A video that a shot is to be made from.</summary>
/// <param name="Pictures">As many as the shot has frames, of one size, which need not be the shot's.</param>
/// <param name="Strength">How much of it is made anew: above 0, 1 is everything.</param>
public sealed record ShotSource(IReadOnlyList<RgbImage> Pictures, double Strength);

/// <summary>What steers a shot.</summary>
/// <param name="Pictures">As many as the shot has frames, of one size; empty for none.</param>
/// <param name="Mask">As many, white where the picture is to be made and black where it is to be kept; empty where everything is to be made.</param>
/// <param name="Scales">How strongly each of the model's control layers counts; one value counts for all.</param>
public sealed record ShotControl(IReadOnlyList<RgbImage> Pictures, IReadOnlyList<RgbImage> Mask, IReadOnlyList<double> Scales);

/// <summary>Frames that a shot is to show.</summary>
/// <param name="Pictures">One or more pictures of one size, which need not be the shot's.</param>
/// <param name="Frame">The frame of the shot where the first of them is seen, from 0.</param>
/// <param name="Strength">How closely to keep to them: above 0, 1 is exactly.</param>
/// <param name="Fit">How to bring them to the shot's size.</param>
public sealed record ConditioningFrames(IReadOnlyList<RgbImage> Pictures, int Frame, double Strength, ImageFit Fit);

/// <summary>What a shot is given besides words, decoded and checked against the model. Thread-safe (immutable).</summary>
public sealed record ShotConditioning
{
    /// <summary>Nothing.</summary>
    public static ShotConditioning None { get; } = new();

    /// <summary>What is to be seen when, in the order of the request: what goes on, pictures, clips.</summary>
    public IReadOnlyList<ConditioningFrames> Frames { get; init; } = [];

    /// <summary>How many of the shot's first frames are an earlier video's last; they are the first of <see cref="Frames"/>. 0 for none.</summary>
    public int Overlap { get; init; }

    /// <summary>How the sound begins, as long as <see cref="Overlap"/>; null where that is open.</summary>
    public AudioClip? OpeningSound { get; init; }

    /// <summary>The whole sound; null where it is made.</summary>
    public AudioClip? Audio { get; init; }

    /// <summary>The whole picture, with as many frames as the shot or more; null where it is made.</summary>
    public VideoFrames? Video { get; init; }

    /// <summary>The video that it is made from; null for none.</summary>
    public ShotSource? Source { get; init; }

    /// <summary>What steers it; null for nothing.</summary>
    public ShotControl? Control { get; init; }

    /// <summary>Pictures of what is to be seen somewhere in it.</summary>
    public IReadOnlyList<RgbImage> References { get; init; } = [];

    /// <summary>Whether there is nothing to condition on.</summary>
    public bool IsNone => Frames.Count == 0 && Audio is null && Video is null && Source is null && Control is null && References.Count == 0;
}
