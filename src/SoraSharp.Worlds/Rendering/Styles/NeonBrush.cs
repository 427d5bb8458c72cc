namespace SoraSharp.Worlds.Rendering.Styles;

/// <summary>Bright outlines that glow, over dim fills.</summary>
internal readonly struct NeonBrush(float scale, Role role) : IBrush
{
    /// <summary>How bright the inside of a subject is, of its full colour.</summary>
    public const float SubjectFill = 0.74f;

    private const float GlowReach = 7;
    private readonly float _fill = role switch { Role.Surface => 0.10f, Role.Scenery => 0.16f, Role.Subject => SubjectFill, _ => 1f };
    private readonly float _edge = role switch { Role.Surface => 0.35f, Role.Scenery => 0.75f, Role.Subject => 1f, _ => 0f };
    private readonly float _glow = role switch { Role.Surface => 0f, Role.Scenery => 0.12f, Role.Subject => 0.42f, _ => 0f };
    private readonly float _half = role == Role.Subject ? 0.9f : 0.6f;

    public float Margin => _glow > 0 ? GlowReach : 0.5f / scale;

    public float Inset => (2 * _half) + (0.5f / scale);

    public void FillPixel<TPigment>(ref byte pixel, int index, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment => Blend.Set(ref pixel, pigment.At(x, y).Times(_fill));

    public void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        if (_glow > 0 && distance > 0 && distance < GlowReach)
        {
            var g = 1 - (distance / GlowReach);
            Blend.Screen(ref pixel, pigment.Main, g * g * _glow);
        }
        var a = 0.5f - (distance * scale);
        if (a <= 0)
            return;
        var c = pigment.At(x, y);
        Blend.Mix(ref pixel, c.Times(_fill), MathF.Min(a, 1));
        var e = 0.5f + ((_half - MathF.Abs(distance + _half)) * scale);
        if (e > 0)
            Blend.Mix(ref pixel, Rgb.Lerp(c, Rgb.White, 0.15f), MathF.Min(e, 1) * _edge);
    }
}
