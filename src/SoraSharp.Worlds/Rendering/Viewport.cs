namespace SoraSharp.Worlds.Rendering;

/// <summary>
/// Maps world units (y down) to pixels: by default the largest scale at which 128 × 80 units fit, centred; what lies beyond is drawn too.
/// A camera looks at another centre, closer or from further away.
/// </summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="CenterX">The world's place in the picture's middle.</param>
/// <param name="CenterY">The world's place in the picture's middle.</param>
/// <param name="Zoom">Above 1 is closer.</param>
internal readonly record struct Viewport(
    int Width, int Height, float CenterX = Viewport.WorldWidth / 2, float CenterY = Viewport.WorldHeight / 2, float Zoom = 1)
{
    public const float WorldWidth = 128;
    public const float WorldHeight = 80;

    /// <summary>Pixels a unit.</summary>
    public float Scale { get; } = MathF.Min(Width / WorldWidth, Height / WorldHeight) * Zoom;

    public float WorldX(int column) => ((column + 0.5f - (Width / 2f)) / Scale) + CenterX;

    public float WorldY(int row) => ((row + 0.5f - (Height / 2f)) / Scale) + CenterY;

    public double PixelX(double x) => ((x - CenterX) * Scale) + (Width / 2.0);

    public double PixelY(double y) => ((y - CenterY) * Scale) + (Height / 2.0);
}
