namespace SoraSharp.Worlds.Rendering.Styles;

/// <summary>Coloured pencil: strokes of colour on paper, wobbly graphite outlines.</summary>
internal readonly struct PencilBrush(float scale, Role role, PencilTile tile, bool night) : IBrush
{
    private readonly float _tone = role switch { Role.Surface => night ? 0.85f : 0.42f, Role.Scenery => 0.75f, Role.Subject => 1f, _ => 1f };
    private readonly float _line = role switch { Role.Surface => 0.35f, Role.Scenery => 0.6f, Role.Subject => 0.9f, _ => 0f };
    private readonly float _half = role == Role.Subject ? 0.65f : 0.5f;

    public float Margin => _half + PencilTile.Stray + (0.5f / scale);

    public float Inset => _half + PencilTile.Stray + (0.5f / scale);

    public void FillPixel<TPigment>(ref byte pixel, int index, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment =>
        Blend.Set(ref pixel, Rgb.Lerp(PencilTile.Paper, pigment.At(x, y), role == Role.Detail ? 1 : _tone * tile.Hatch[index]));

    public void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        var d = role == Role.Detail ? distance : distance + tile.Wobble[index];
        var a = 0.5f - (d * scale);
        if (a > 0)
            Blend.Mix(ref pixel, Rgb.Lerp(PencilTile.Paper, pigment.At(x, y), role == Role.Detail ? 1 : _tone * tile.Hatch[index]), MathF.Min(a, 1));
        var o = 0.5f + ((_half - MathF.Abs(d)) * scale);
        if (o > 0)
            Blend.Mix(ref pixel, PencilTile.Graphite, MathF.Min(o, 1) * _line);
    }
}
