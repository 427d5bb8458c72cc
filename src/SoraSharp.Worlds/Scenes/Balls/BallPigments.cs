using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>Matt colour with one dark band that shows the ball turning.</summary>
internal readonly struct RubberPigment(in BallBody ball, Rgb color) : IPigment
{
    private readonly float _cx = (float)ball.X;
    private readonly float _cy = (float)ball.Y;
    private readonly float _half = (float)ball.Radius * 0.17f;
    private readonly float _cos = (float)Math.Cos(ball.Angle);
    private readonly float _sin = (float)Math.Sin(ball.Angle);
    private readonly Rgb _dark = color.Times(0.55f);

    public Rgb Main => color;

    public Rgb At(float x, float y)
    {
        var across = MathF.Abs(((y - _cy) * _cos) - ((x - _cx) * _sin));
        return Rgb.Lerp(_dark, color, Math.Clamp((across - _half) + 0.5f, 0, 1));
    }
}

/// <summary>Polished metal tinted by the colour: bright above, a dark horizon, a white glint.</summary>
internal readonly struct SteelPigment(in BallBody ball, Rgb color) : IPigment
{
    private readonly float _cx = (float)ball.X;
    private readonly float _cy = (float)ball.Y;
    private readonly float _inverse = 1 / (float)ball.Radius;

    public Rgb Main => color;

    public Rgb At(float x, float y)
    {
        var u = (x - _cx) * _inverse;
        var v = (y - _cy) * _inverse;
        var bend = v + (0.25f * u * u);
        var c = bend < 0.15f
            ? Rgb.Lerp(color, Rgb.White, Math.Clamp(0.15f - (0.55f * bend), 0, 0.65f))
            : Rgb.Lerp(color.Times(0.5f), color.Times(0.9f), Math.Clamp((bend - 0.15f) * 1.3f, 0, 1));
        var gu = u + 0.35f;
        var gv = v + 0.42f;
        return Rgb.Lerp(Rgb.White, c, Math.Clamp((((gu * gu) + (gv * gv)) * 14) - 0.4f, 0, 1));
    }
}

/// <summary>Clear glass: the wall shines through the tinted middle, the rim is deep in colour, two white glints.</summary>
internal readonly struct GlassPigment(in BallBody ball, Rgb color, Rgb behind) : IPigment
{
    private readonly float _cx = (float)ball.X;
    private readonly float _cy = (float)ball.Y;
    private readonly float _inverse = 1 / (float)ball.Radius;

    public Rgb Main => color;

    public Rgb At(float x, float y)
    {
        var u = (x - _cx) * _inverse;
        var v = (y - _cy) * _inverse;
        var r2 = (u * u) + (v * v);
        var c = Rgb.Lerp(behind, color, Math.Clamp(0.42f + (0.75f * r2 * r2), 0, 1));
        var glint = MathF.Min(Square(u + 0.38f, v + 0.4f) * 10, Square(u - 0.4f, v - 0.42f) * 26);
        return Rgb.Lerp(Rgb.White, c, Math.Clamp(glint - 0.3f, 0, 1));
    }

    private static float Square(float u, float v) => (u * u) + (v * v);
}

/// <summary>Six segments, coloured and white by turns, around a white cap.</summary>
internal readonly struct BeachPigment(in BallBody ball, Rgb color) : IPigment
{
    private readonly float _cx = (float)ball.X;
    private readonly float _cy = (float)ball.Y;
    private readonly float _inverse = 1 / (float)ball.Radius;
    private readonly float _cos = (float)Math.Cos(ball.Angle);
    private readonly float _sin = (float)Math.Sin(ball.Angle);

    public Rgb Main => color;

    public Rgb At(float x, float y)
    {
        var dx = (x - _cx) * _inverse;
        var dy = (y - _cy) * _inverse;
        var u = (dx * _cos) + (dy * _sin);
        var v = (dy * _cos) - (dx * _sin);
        // Im (u + iv)³ changes sign six times round the circle.
        var cubic = v * ((3 * u * u) - (v * v));
        var r2 = (u * u) + (v * v);
        var edge = Math.Clamp((cubic / (r2 + 0.02f) * 5) + 0.75f, 0, 1);
        return r2 < 0.035f ? new(250, 250, 250) : Rgb.Lerp(new(250, 250, 250), color, edge);
    }
}
