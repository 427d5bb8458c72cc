using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoraSharp.Worlds.Rendering;

/// <summary>Maps world units (128 × 80, y down) to pixels: the largest scale that fits, centred; what lies beyond is drawn too.</summary>
internal readonly record struct Viewport(int Width, int Height)
{
    public const float WorldWidth = 128;
    public const float WorldHeight = 80;

    /// <summary>Pixels a unit.</summary>
    public float Scale { get; } = MathF.Min(Width / WorldWidth, Height / WorldHeight);

    public float WorldX(int column) => ((column + 0.5f - (Width / 2f)) / Scale) + (WorldWidth / 2);

    public float WorldY(int row) => ((row + 0.5f - (Height / 2f)) / Scale) + (WorldHeight / 2);

    public double PixelX(double x) => ((x - (WorldWidth / 2)) * Scale) + (Width / 2.0);

    public double PixelY(double y) => ((y - (WorldHeight / 2)) * Scale) + (Height / 2.0);
}

/// <summary>Draws shapes in one style onto one RGB frame. An antialiased signed-distance rasteriser: exact, fast at small sizes, no native code.</summary>
internal readonly ref struct Canvas(Viewport view, ClipStyle style, PencilTile? tile, Span<byte> pixels)
{
    private readonly Span<byte> _pixels = pixels;

    public ClipStyle Style => style;

    /// <summary>The named colour in this style.</summary>
    public Rgb Color(ClipColor color) => Palette.Of(color, style);

    /// <summary>One of two colours, the second in neon, where dark things must shine to be seen.</summary>
    public Rgb Tone(Rgb color, Rgb neon) => style == ClipStyle.Neon ? neon : color;

    /// <summary>Fills the frame: the wall colour when flat, paper in pencil, near black in neon.</summary>
    public void Clear(Rgb wall)
    {
        for (var py = 0; py < view.Height; py++)
        {
            var v = (float)py / view.Height;
            var color = style switch
            {
                ClipStyle.Flat => wall,
                ClipStyle.PencilSketch => PencilTile.Paper,
                _ => new Rgb(9 + (5 * v), 8 + (3 * v), 22 + (14 * v)),
            };
            for (var px = 0; px < view.Width; px++)
            {
                var i = (py * view.Width) + px;
                var c = style == ClipStyle.PencilSketch ? color.Towards(wall, 0.3f * (tile!.Hatch[i] - 0.5f)) : color;
                _pixels[3 * i] = (byte)(c.R + 0.5f);
                _pixels[(3 * i) + 1] = (byte)(c.G + 0.5f);
                _pixels[(3 * i) + 2] = (byte)(c.B + 0.5f);
            }
        }
    }

    public void Paint<TShape>(in TShape shape, Rgb color, Role role = Role.Subject)
        where TShape : struct, IShape => Paint(shape, new Solid(color), role);

    public void Paint<TShape, TPigment>(in TShape shape, in TPigment pigment, Role role = Role.Subject)
        where TShape : struct, IShape
        where TPigment : struct, IPigment
    {
        switch (style)
        {
            case ClipStyle.Flat:
                Fill(shape, pigment, new FlatBrush(view.Scale));
                break;
            case ClipStyle.PencilSketch:
                Fill(shape, pigment, new PencilBrush(view.Scale, role, tile!));
                break;
            default:
                Fill(shape, pigment, new NeonBrush(view.Scale, role));
                break;
        }
    }

    private void Fill<TShape, TPigment, TBrush>(in TShape shape, in TPigment pigment, TBrush brush)
        where TShape : struct, IShape
        where TPigment : struct, IPigment
        where TBrush : struct, IBrush
    {
        var bounds = shape.Bounds;
        var margin = brush.Margin;
        var inset = brush.Inset;
        var left = Math.Max(0, (int)Math.Floor(view.PixelX(bounds.Left - margin)));
        var right = Math.Min(view.Width, (int)Math.Ceiling(view.PixelX(bounds.Right + margin)));
        var top = Math.Max(0, (int)Math.Floor(view.PixelY(bounds.Top - margin)));
        var bottom = Math.Min(view.Height, (int)Math.Ceiling(view.PixelY(bounds.Bottom + margin)));
        if (right <= left || bottom <= top)
            return;
        var unit = 1 / view.Scale;
        ref var origin = ref MemoryMarshal.GetReference(_pixels);
        for (var py = top; py < bottom; py++)
        {
            var y = view.WorldY(py);
            var x0 = view.WorldX(0);
            var row = py * view.Width;
            for (var px = left; px < right; px++)
            {
                var x = x0 + (px * unit);
                var d = shape.Distance(x, y);
                if (d > margin)
                {
                    // Nothing of the shape is nearer than d: step over most of that distance (half, for the ellipse's estimate).
                    px += (int)((d - margin) * 0.5f * view.Scale);
                    continue;
                }
                if (d < -inset)
                {
                    // Likewise inside: the next pixels lie inside too, so they need no distance.
                    var end = Math.Min(right - 1, px + (int)((-d - inset) * 0.5f * view.Scale));
                    for (; px < end; px++)
                        brush.FillPixel(ref Unsafe.Add(ref origin, 3 * (row + px)), row + px, x0 + (px * unit), y, pigment);
                    brush.FillPixel(ref Unsafe.Add(ref origin, 3 * (row + px)), row + px, x0 + (px * unit), y, pigment);
                    continue;
                }
                brush.Shade(ref Unsafe.Add(ref origin, 3 * (row + px)), row + px, d, x, y, pigment);
            }
        }
    }
}
