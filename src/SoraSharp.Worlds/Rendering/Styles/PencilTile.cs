namespace SoraSharp.Worlds.Rendering.Styles;

/// <summary>The grain of one pencil drawing: how strongly each pixel takes colour, and how far outlines stray there.</summary>
internal sealed class PencilTile
{
    public PencilTile(Viewport view)
    {
        Hatch = new float[view.Width * view.Height];
        Wobble = new float[Hatch.Length];
        for (var py = 0; py < view.Height; py++)
        {
            var y = view.WorldY(py);
            for (var px = 0; px < view.Width; px++)
            {
                var x = view.WorldX(px);
                // Strokes at 45 degrees, about four units apart, bent a little so that they do not look ruled.
                var u = ((x + y) * 0.27f) + (0.25f * MathF.Sin(0.11f * (x - y)));
                var stroke = MathF.Abs((2 * (u - MathF.Floor(u))) - 1);
                var i = (py * view.Width) + px;
                Hatch[i] = 0.70f + (0.30f * stroke);
                Wobble[i] = (0.18f * MathF.Sin((0.41f * x) + (0.23f * y))) + (0.12f * MathF.Sin((0.29f * y) - (0.17f * x)));
            }
        }
    }

    /// <summary>The largest wobble, world units.</summary>
    public const float Stray = 0.3f;

    public static Rgb Paper { get; } = new(246, 241, 228);

    public static Rgb Graphite { get; } = new(58, 58, 66);

    public float[] Hatch { get; }

    public float[] Wobble { get; }
}
