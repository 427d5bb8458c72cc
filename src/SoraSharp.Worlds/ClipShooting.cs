namespace SoraSharp.Worlds;

/// <summary>How the camera moves.</summary>
public enum ClipCamera
{
    /// <summary>It stands still.</summary>
    Static,
    /// <summary>It moves slowly to the right, so that the scene moves to the left.</summary>
    PanRight,
    /// <summary>It moves slowly to the left, so that the scene moves to the right.</summary>
    PanLeft,
    /// <summary>It comes slowly closer.</summary>
    ZoomIn,
    /// <summary>It goes slowly away.</summary>
    ZoomOut,
    /// <summary>It is held by hand and shakes.</summary>
    Shake,
}

/// <summary>When an outdoor scene takes place.</summary>
public enum ClipTimeOfDay
{
    /// <summary>Neither is to be seen: indoors, and neon, which is always dark.</summary>
    None,
    /// <summary>By day.</summary>
    Day,
    /// <summary>At night.</summary>
    Night,
}

/// <summary>How many shots a clip has; the action goes on over the cut.</summary>
public enum ClipShots
{
    /// <summary>No cut.</summary>
    One,
    /// <summary>A wide shot, then a close shot.</summary>
    WideThenClose,
    /// <summary>A close shot, then a wide shot.</summary>
    CloseThenWide,
}

/// <summary>How often clips are shot in the rarer ways. Immutable.</summary>
/// <param name="MovingCamera">Share of clips whose camera moves, 0 to 1.</param>
/// <param name="TwoShots">Share of clips with a cut, 0 to 1; together with <paramref name="MovingCamera"/> at most 1.</param>
/// <param name="Night">Share of night among outdoor clips that can show it, 0 to 1.</param>
public sealed record ShootingWeights(double MovingCamera = 0.2, double TwoShots = 0.04, double Night = 0.4)
{
    /// <summary>Only still cameras and no cuts.</summary>
    public static ShootingWeights Still { get; } = new(0, 0);
}

/// <summary>What the camera looks at in one frame.</summary>
/// <param name="X">What lies in the frame's middle, in pixels of the still picture (the picture of <see cref="ClipCamera.Static"/>) from its left.</param>
/// <param name="Y">What lies in the frame's middle, in pixels of the still picture from its top.</param>
/// <param name="Zoom">How much larger than in the still picture things are.</param>
public readonly record struct CameraPoint(double X, double Y, double Zoom);
