using System.Buffers;
using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Rendering.Styles;
using SoraSharp.Worlds.Scenes;
using SoraSharp.Worlds.Shooting;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds;

/// <summary>
/// A scene that has been played through, independent of any pixel size: draw it at several sizes, or make only its sound.
/// Immutable and thread-safe.
/// </summary>
public abstract class SimulatedScene
{
    private readonly SceneTiming _timing;
    private readonly ulong _seed;

    private protected SimulatedScene(ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing)
    {
        Attributes = attributes;
        Caption = caption;
        _seed = seed;
        _timing = timing;
    }

    /// <summary>What the scene shows.</summary>
    public ClipAttributes Attributes { get; }

    /// <summary>What a prompt for it would say.</summary>
    public ClipCaption Caption { get; }

    /// <summary>Number of frames.</summary>
    public int Frames => _timing.Frames;

    /// <summary>Frames a second.</summary>
    public double FramesPerSecond => _timing.FramesPerSecond;

    /// <summary>Seconds of video and of audio.</summary>
    public double Duration => _timing.Duration;

    private protected virtual double Gravity => 0;

    private protected virtual double FloorY => 0;

    /// <summary>Draws all frames.</summary>
    /// <returns>(frames, height, width, 3) RGB bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side is outside 16 to 4096.</exception>
    public byte[] Render(int width, int height)
    {
        ClipFormat.CheckSize(width, height);
        var frames = GC.AllocateUninitializedArray<byte>(checked(Frames * height * width * 3));
        RenderTo(frames, width, height);
        return frames;
    }

    /// <summary>Draws all frames into <paramref name="destination"/>, (frames, height, width, 3) RGB bytes.</summary>
    /// <exception cref="ArgumentException">The destination's length is not frames × height × width × 3.</exception>
    public void RenderTo(Span<byte> destination, int width, int height)
    {
        ClipFormat.CheckSize(width, height);
        var size = checked(height * width * 3);
        if (destination.Length != size * Frames)
            throw new ArgumentException($"`destination` has {destination.Length} bytes; {Frames} frames of {width}×{height} take {size * Frames}.", nameof(destination));
        var plate = StylePlate.For(Attributes.Style, width, height);
        var drawnSize = plate.DrawnWidth * plate.DrawnHeight * 3;
        using var memory = MemoryPool<byte>.Shared.Rent(2 * drawnSize);
        var backdrop = memory.Memory.Span[..drawnSize];
        var night = Attributes.TimeOfDay == ClipTimeOfDay.Night;
        Viewport? last = null;
        for (var frame = 0; frame < Frames; frame++)
        {
            // What never moves is drawn anew only where the camera has moved.
            var view = Path.At(frame / FramesPerSecond).View(plate.DrawnWidth, plate.DrawnHeight);
            if (view != last)
                DrawBackdrop(new Canvas(view, plate, night, backdrop));
            last = view;
            var pixels = destination.Slice(frame * size, size);
            var drawn = plate.Cell == 1 ? pixels : memory.Memory.Span.Slice(drawnSize, drawnSize);
            backdrop.CopyTo(drawn);
            DrawFrame(new Canvas(view, plate, night, drawn), frame);
            plate.Finish(drawn, pixels, frame);
        }
    }

    /// <summary>Makes the sound: mono, in [-1, 1], <see cref="Duration"/> × <paramref name="sampleRate"/> samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside 8,000 to 48,000.</exception>
    public float[] Synthesize(int sampleRate = 16000)
    {
        ClipFormat.CheckSampleRate(sampleRate);
        var track = new SoundTrack((int)Math.Round(Duration * sampleRate), sampleRate, new Simulation.Rng(_seed, 5));
        AddSound(track);
        return track.Finish();
    }

    /// <summary>What happens in it, in pixels of a <paramref name="width"/> × <paramref name="height"/> rendering.</summary>
    public ClipTruth GetTruth(int width, int height)
    {
        ClipFormat.CheckSize(width, height);
        var still = Framing.Still.View(width, height);
        var framings = Enumerable.Range(0, Frames).Select(f => Path.At(f / FramesPerSecond)).ToArray();
        var views = framings.Select(f => f.View(width, height)).ToArray();
        var tracks = WorldTracks.Select(t => t.ToPixels(views)).ToArray();
        var contacts = WorldContacts
            .Where(c => c.Time < Duration)
            .OrderBy(c => c.Time)
            .Select(c =>
            {
                var view = Path.At(c.Time).View(width, height);
                return c with { X = view.PixelX(c.X), Y = view.PixelY(c.Y) };
            })
            .ToArray();
        return new(Attributes, tracks, contacts, Gravity * still.Scale, FloorY > 0 ? still.PixelY(FloorY) : 0)
        {
            Camera = [.. framings.Select(f => new CameraPoint(still.PixelX(f.X), still.PixelY(f.Y), f.Zoom))],
            CutFrame = Path.CutFrame,
            Violations = Broken is { } broken ? [broken] : [],
        };
    }

    private CameraPath Path => field ??= new(Attributes, _seed, _timing, WideShot, CloseShot);

    private protected virtual Violation? Broken => null;

    /// <summary>The wide one of two shots.</summary>
    private protected virtual Framing WideShot => Framing.Still with { Zoom = 0.62 };

    /// <summary>The close one of two shots.</summary>
    private protected virtual Framing CloseShot => Framing.Still with { Zoom = 1.04 };

    /// <summary>Renders, synthesizes and describes in one go.</summary>
    internal WorldClip ToClip(ClipFormat format) =>
        new(format, Render(format.Width, format.Height), Caption, Synthesize(format.SampleRate), GetTruth(format.Width, format.Height));

    /// <summary>Contacts in world units.</summary>
    private protected abstract IReadOnlyList<Contact> WorldContacts { get; }

    /// <summary>Tracks in world units.</summary>
    private protected abstract IReadOnlyList<WorldTrack> WorldTracks { get; }

    /// <summary>Draws what never moves.</summary>
    private protected abstract void DrawBackdrop(Canvas canvas);

    /// <summary>Draws what moves, over the backdrop.</summary>
    private protected abstract void DrawFrame(Canvas canvas, int frame);

    private protected abstract void AddSound(SoundTrack track);
}

/// <summary>An object's circle in world units, one a frame. It exists from frame <paramref name="From"/> until before <paramref name="Until"/>.</summary>
internal sealed record WorldTrack(string Name, ClipColor? Color, (double X, double Y, double Radius)[] Points, int From = 0, int Until = int.MaxValue)
{
    /// <param name="views">What the camera shows in each frame.</param>
    public ObjectTrack ToPixels(Viewport[] views) => new(Name, Color, [.. Points.Select((p, frame) =>
    {
        var view = views[frame];
        var (x, y, r) = (view.PixelX(p.X), view.PixelY(p.Y), p.Radius * view.Scale);
        var exists = frame >= From && frame < Until;
        return new TrackPoint(x, y, r, exists && x + r > 0 && x - r < view.Width && y + r > 0 && y - r < view.Height);
    })]);
}
