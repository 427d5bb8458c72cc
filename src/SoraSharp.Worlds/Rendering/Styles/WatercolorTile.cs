namespace SoraSharp.Worlds.Rendering.Styles;

/// <summary>The paper of a watercolour: where washes run thick and thin, how far they stray, and the unpainted border.</summary>
internal sealed class WatercolorTile
{
    /// <summary>The largest wobble, world units.</summary>
    public const float Stray = 0.8f;

    public WatercolorTile(Viewport view)
    {
        Wash = new float[view.Width * view.Height];
        Wobble = new float[Wash.Length];
        Border = new float[Wash.Length];
        var rng = new Simulation.Rng(17, 3);
        for (var py = 0; py < view.Height; py++)
        {
            var y = view.WorldY(py);
            for (var px = 0; px < view.Width; px++)
            {
                var x = view.WorldX(px);
                var i = (py * view.Width) + px;
                // Blotches some 15 units wide, and a little of the paper's tooth.
                var blotch = MathF.Sin((0.19f * x) + (1.3f * MathF.Sin(0.11f * y))) * MathF.Sin((0.23f * y) + (1.1f * MathF.Sin((0.13f * x) + 1)));
                var fine = MathF.Sin((0.53f * x) - (0.31f * y)) * MathF.Sin((0.41f * y) + (0.29f * x));
                Wash[i] = Math.Clamp(0.5f + (0.36f * blotch) + (0.14f * fine) + (0.05f * ((float)rng.Next() - 0.5f)), 0, 1);
                Wobble[i] = (0.5f * MathF.Sin((0.33f * x) + (0.21f * y))) + (0.3f * MathF.Sin((0.47f * y) - (0.28f * x)));
                // Distance from the picture's edge in units, with a wavy limit.
                var edge = MathF.Min(MathF.Min(px + 0.5f, view.Width - px - 0.5f), MathF.Min(py + 0.5f, view.Height - py - 0.5f)) / view.Scale;
                var wave = 3.2f + (1.1f * MathF.Sin(0.21f * (x + y))) + (0.8f * MathF.Sin((0.37f * x) - (0.45f * y)));
                Border[i] = Math.Clamp((edge - wave + 1.2f) / 2.4f, 0, 1);
            }
        }
    }

    public static Rgb Paper { get; } = new(253, 251, 246);

    /// <summary>How thick the paint lies, 0 to 1.</summary>
    public float[] Wash { get; }

    /// <summary>How far edges stray, world units.</summary>
    public float[] Wobble { get; }

    /// <summary>0 on the unpainted border, 1 inside.</summary>
    public float[] Border { get; }
}
