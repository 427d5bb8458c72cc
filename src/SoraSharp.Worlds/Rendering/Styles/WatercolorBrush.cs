namespace SoraSharp.Worlds.Rendering.Styles;

/// <summary>Watercolour: washes of uneven thickness on white paper, soft straying edges along which the pigment gathers, no lines.</summary>
internal readonly struct WatercolorBrush(float scale, Role role, WatercolorTile tile, bool night) : IBrush
{
    private const float Gather = 2.4f;
    private readonly float _soft = role == Role.Detail ? 0.5f / scale : MathF.Max(0.7f, 0.5f / scale);
    private readonly float _thin = role switch { Role.Surface => night ? 0.62f : 0.30f, Role.Scenery => 0.48f, Role.Subject => 0.66f, _ => 0.85f };
    private readonly float _range = role switch { Role.Surface => 0.34f, Role.Scenery => 0.30f, Role.Subject => 0.30f, _ => 0.10f };
    // Subjects move over the paper: their shape must stay theirs.
    private readonly float _stray = role switch { Role.Detail => 0, Role.Subject => 0.4f, _ => 1 };
    private readonly float _gathered = role switch { Role.Surface => 0.16f, Role.Scenery => 0.30f, Role.Subject => 0.42f, _ => 0f };

    public float Margin => role == Role.Detail ? _soft : _soft + WatercolorTile.Stray;

    public float Inset => role == Role.Detail ? _soft : Gather + WatercolorTile.Stray;

    /// <summary>The backdrop's colour at a pixel.</summary>
    public static Rgb Backdrop(WatercolorTile tile, int index, Rgb wall, bool night) =>
        Rgb.Lerp(WatercolorTile.Paper, wall, (night ? 0.62f : 0.30f) + (0.62f * tile.Wash[index])).Towards(WatercolorTile.Paper, 1 - tile.Border[index]);

    public void FillPixel<TPigment>(ref byte pixel, int index, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        var c = Rgb.Lerp(WatercolorTile.Paper, pigment.At(x, y), _thin + (_range * tile.Wash[index]));
        if (role == Role.Surface)
            c = c.Towards(WatercolorTile.Paper, 1 - tile.Border[index]);
        Blend.Set(ref pixel, c);
    }

    public void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        var d = distance + (_stray * tile.Wobble[index]);
        var a = 0.5f - (d / (2 * _soft));
        if (a <= 0)
            return;
        var density = _thin + (_range * tile.Wash[index]);
        var c = pigment.At(x, y);
        if (d > -Gather && _gathered > 0)
        {
            // Pigment dries out darkest along the edge.
            var g = (1 + (d / Gather)) * _gathered;
            density = MathF.Min(1, density + g);
            c = c.Times(1 - (0.55f * g));
        }
        c = Rgb.Lerp(WatercolorTile.Paper, c, density);
        Blend.Mix(ref pixel, role == Role.Surface ? c.Towards(WatercolorTile.Paper, 1 - tile.Border[index]) : c, MathF.Min(a, 1));
    }
}
