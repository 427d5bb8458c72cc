namespace SoraSharp.Worlds.Rendering.Styles;

/// <summary>
/// As through a camera: a warm key light, teal shadows, soft shading that rounds subjects, their shadows on what lies behind, haze and
/// blurred edges over far things.
/// </summary>
internal readonly struct CinematicBrush(float scale, Role role, CinemaTile tile, Bounds bounds, bool night) : IBrush
{
    private const float ShadowReach = 4;
    private static readonly Rgb Teal = new(24, 62, 74);
    private static readonly Rgb DayHaze = new(222, 206, 178);
    private static readonly Rgb NightHaze = new(74, 92, 128);
    private readonly float _blur = role switch { Role.Surface => 1.6f, Role.Scenery => 0.9f, _ => 0.5f / scale };
    private readonly float _grade = role switch { Role.Surface => 0.30f, Role.Scenery => 0.18f, _ => 0 };
    private readonly float _haze = role switch { Role.Surface => 1f, Role.Scenery => 0.5f, _ => 0 };
    private readonly Rgb _far = night ? NightHaze : DayHaze;
    private readonly float _left = bounds.Left;
    private readonly float _top = bounds.Top;
    private readonly float _across = 1 / MathF.Max(1e-3f, bounds.Right - bounds.Left);
    private readonly float _down = 1 / MathF.Max(1e-3f, bounds.Bottom - bounds.Top);

    public float Margin => role == Role.Subject ? ShadowReach : _blur;

    public float Inset => role == Role.Subject ? 2.2f : _blur;

    /// <summary>The backdrop's colour at a pixel: <paramref name="wall"/> in this light.</summary>
    public static Rgb Backdrop(CinemaTile tile, int index, Rgb wall, bool night) =>
        wall.Towards(Teal, 0.30f).Towards(night ? NightHaze : DayHaze, tile.Haze[index]).Times(tile.Light[index]);

    public void FillPixel<TPigment>(ref byte pixel, int index, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment => Blend.Set(ref pixel, Lit(pigment.At(x, y), index, x, y));

    public void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        if (role == Role.Subject && distance > 0 && distance < ShadowReach)
        {
            var s = 1 - (distance / ShadowReach);
            Blend.Mix(ref pixel, new(8, 12, 20), s * s * 0.42f);
        }
        var a = 0.5f - (distance / (2 * _blur));
        if (a <= 0)
            return;
        var c = Lit(pigment.At(x, y), index, x, y);
        if (role == Role.Subject && distance > -2.2f)
        {
            // A rim of light towards the lamp.
            var towards = 0.95f - ((x - _left) * _across) - ((y - _top) * _down);
            if (towards > 0)
                c = c.Towards(new(255, 240, 214), MathF.Min(0.55f, towards) * (1 + (distance / 2.2f)));
        }
        Blend.Mix(ref pixel, c, MathF.Min(a, 1));
    }

    private Rgb Lit(Rgb color, int index, float x, float y)
    {
        if (_haze > 0)
            return color.Towards(Teal, _grade).Towards(_far, _haze * tile.Haze[index]).Times(tile.Light[index]);
        if (role == Role.Detail)
            return color.Times(0.94f);
        var shade = Math.Clamp((0.4f * (x - _left) * _across) + (0.6f * (y - _top) * _down), 0, 1);
        return color.Times(1.14f - (0.62f * shade * shade));
    }
}
