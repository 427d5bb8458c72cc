using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Scenes;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Shooting;

/// <summary>What a camera looks at, in world units.</summary>
internal readonly record struct Framing(double X, double Y, double Zoom)
{
    /// <summary>The still picture: 128 × 80 units.</summary>
    public static Framing Still { get; } = new(Viewport.WorldWidth / 2, Viewport.WorldHeight / 2, 1);

    public Viewport View(int width, int height) => new(width, height, (float)X, (float)Y, (float)Zoom);
}

/// <summary>
/// Where the camera is over a clip. Moves are slow and stay where the scene's 128 × 80 units are all in the picture, but for the shake,
/// which cuts off up to a few units. Immutable and thread-safe.
/// </summary>
internal sealed class CameraPath
{
    private const double PanReach = 8;
    private const double PanZoom = 0.84;
    private const double FarZoom = 0.74;
    private const double ShakeReach = 1.7;
    private readonly ClipCamera _camera;
    private readonly ClipShots _shots;
    private readonly SceneTiming _timing;
    private readonly Framing _wide;
    private readonly Framing _close;
    private readonly double[] _phases = new double[4];

    public CameraPath(ClipAttributes attributes, ulong seed, SceneTiming timing, Framing wide, Framing close)
    {
        _camera = attributes.Camera;
        _shots = attributes.Shots;
        _timing = timing;
        (_wide, _close) = (wide, close);
        var rng = new Rng(seed, 7);
        for (var i = 0; i < _phases.Length; i++)
            _phases[i] = rng.Next();
        if (_shots != ClipShots.One && timing.Frames > 1)
            CutFrame = Math.Clamp((int)Math.Round(timing.Frames * rng.Range(0.42, 0.58)), 1, timing.Frames - 1);
    }

    /// <summary>The first frame of the second shot.</summary>
    public int? CutFrame { get; }

    public Framing At(double time)
    {
        if (_shots != ClipShots.One)
        {
            var second = CutFrame is { } cut && time * _timing.FramesPerSecond >= cut - 1e-6;
            return (_shots == ClipShots.WideThenClose) == second ? _close : _wide;
        }
        // From the first frame to the last.
        var u = _timing.Frames > 1 ? Math.Clamp(time * _timing.FramesPerSecond / (_timing.Frames - 1), 0, 1) : 0.5;
        var still = Framing.Still;
        return _camera switch
        {
            ClipCamera.PanRight => new(still.X + (PanReach * ((2 * u) - 1)), still.Y, PanZoom),
            ClipCamera.PanLeft => new(still.X - (PanReach * ((2 * u) - 1)), still.Y, PanZoom),
            ClipCamera.ZoomIn => still with { Zoom = Math.Pow(FarZoom, 1 - u) },
            ClipCamera.ZoomOut => still with { Zoom = Math.Pow(FarZoom, u) },
            ClipCamera.Shake => new(
                still.X + (ShakeReach * ((0.65 * Wave(1.3, 0, time)) + (0.35 * Wave(2.6, 1, time)))),
                still.Y + (ShakeReach * ((0.65 * Wave(1.6, 2, time)) + (0.35 * Wave(2.9, 3, time)))), 0.97),
            _ => still,
        };
    }

    private double Wave(double hertz, int phase, double time) => Math.Sin(2 * Math.PI * ((hertz * time) + _phases[phase]));
}
