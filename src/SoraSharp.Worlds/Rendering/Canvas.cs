using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SoraSharp.Worlds.Rendering.Styles;

namespace SoraSharp.Worlds.Rendering;

/// <summary>Draws shapes in one style onto one RGB frame. An antialiased signed-distance rasteriser: exact, fast at small sizes, no native code.</summary>
internal readonly ref struct Canvas(Viewport view, StylePlate plate, bool night, Span<byte> pixels)
{
    private readonly Span<byte> _pixels = pixels;

    public ClipStyle Style => plate.Style;

    /// <summary>The named colour in this style.</summary>
    public Rgb Color(ClipColor color) => Palette.Of(color, Style);

    /// <summary>One of two colours, the second in neon, where dark things must shine to be seen.</summary>
    public Rgb Tone(Rgb color, Rgb neon) => Style == ClipStyle.Neon ? neon : color;

    /// <summary>One of three colours for light, thin things: <paramref name="paper"/> where they would vanish on white paper.</summary>
    public Rgb Tone(Rgb color, Rgb neon, Rgb paper) =>
        Style is ClipStyle.PencilSketch or ClipStyle.Watercolor ? paper : Tone(color, neon);

    /// <summary>What the inside of a subject of <paramref name="color"/> looks like: for parts that must blend with it.</summary>
    public Rgb Inside(Rgb color) => Style switch
    {
        ClipStyle.Neon => color.Times(NeonBrush.SubjectFill),
        ClipStyle.PencilSketch => Rgb.Lerp(PencilTile.Paper, color, 0.85f),
        ClipStyle.Watercolor => Rgb.Lerp(WatercolorTile.Paper, color, 0.9f),
        _ => color,
    };

    /// <summary>Fills the frame: the wall colour when flat, in its light in cinema, a wash in watercolour, paper in pencil, near black in neon.</summary>
    public void Clear(Rgb wall)
    {
        if (night)
            wall = NightLight.On(wall, Role.Surface);
        for (var py = 0; py < view.Height; py++)
        {
            var v = (float)py / view.Height;
            var plain = Style switch
            {
                ClipStyle.Neon => new Rgb(9 + (5 * v), 8 + (3 * v), 22 + (14 * v)),
                ClipStyle.PixelArt => PixelBrush.Quantise(wall),
                _ => wall,
            };
            for (var px = 0; px < view.Width; px++)
            {
                var i = (py * view.Width) + px;
                var c = Style switch
                {
                    ClipStyle.PencilSketch => PencilTile.Paper.Towards(wall, night ? 0.75f * plate.Pencil!.Hatch[i] : 0.3f * (plate.Pencil!.Hatch[i] - 0.5f)),
                    ClipStyle.Cinematic => CinematicBrush.Backdrop(plate.Cinema!, i, wall, night),
                    ClipStyle.Watercolor => WatercolorBrush.Backdrop(plate.Watercolor!, i, wall, night),
                    _ => plain,
                };
                Blend.Set(ref _pixels[3 * i], c);
            }
        }
    }

    public void Paint<TShape>(in TShape shape, Rgb color, Role role = Role.Subject)
        where TShape : struct, IShape => Draw(shape, new Solid(night ? NightLight.On(color, role) : color), role);

    public void Paint<TShape, TPigment>(in TShape shape, in TPigment pigment, Role role = Role.Subject)
        where TShape : struct, IShape
        where TPigment : struct, IPigment
    {
        if (night)
            Draw(shape, new AtNight<TPigment>(pigment, role), role);
        else
            Draw(shape, pigment, role);
    }

    /// <summary>Light that falls off to nothing at <paramref name="radius"/>: it brightens dark grounds and tints paper.</summary>
    public void Glow(float x, float y, float radius, Rgb color, float strength)
    {
        var left = Math.Max(0, (int)view.PixelX(x - radius));
        var right = Math.Min(view.Width, (int)view.PixelX(x + radius) + 1);
        var top = Math.Max(0, (int)view.PixelY(y - radius));
        var bottom = Math.Min(view.Height, (int)view.PixelY(y + radius) + 1);
        var paper = Style is ClipStyle.PencilSketch or ClipStyle.Watercolor;
        var inverse = 1 / (radius * radius);
        for (var py = top; py < bottom; py++)
        {
            var dy = view.WorldY(py) - y;
            for (var px = left; px < right; px++)
            {
                var dx = view.WorldX(px) - x;
                var rest = 1 - (((dx * dx) + (dy * dy)) * inverse);
                if (rest <= 0)
                    continue;
                ref var pixel = ref _pixels[3 * ((py * view.Width) + px)];
                if (paper)
                    Blend.Mix(ref pixel, color, 0.6f * strength * rest * rest);
                else
                    Blend.Screen(ref pixel, color, strength * rest * rest);
            }
        }
    }

    private void Draw<TShape, TPigment>(in TShape shape, in TPigment pigment, Role role)
        where TShape : struct, IShape
        where TPigment : struct, IPigment
    {
        switch (Style)
        {
            case ClipStyle.PencilSketch:
                Fill(shape, pigment, new PencilBrush(view.Scale, role, plate.Pencil!, night));
                break;
            case ClipStyle.Neon:
                Fill(shape, pigment, new NeonBrush(view.Scale, role));
                break;
            case ClipStyle.Cinematic:
                Fill(shape, pigment, new CinematicBrush(view.Scale, role, plate.Cinema!, shape.Bounds, night));
                break;
            case ClipStyle.Watercolor:
                Fill(shape, pigment, new WatercolorBrush(view.Scale, role, plate.Watercolor!, night));
                break;
            case ClipStyle.PixelArt:
                Fill(shape, pigment, new PixelBrush(view.Scale, role, shape.Bounds));
                break;
            default:
                Fill(shape, pigment, new FlatBrush(view.Scale));
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
