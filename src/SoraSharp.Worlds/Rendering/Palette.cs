namespace SoraSharp.Worlds.Rendering;

/// <summary>The named colours as drawn in each style. Far apart from each other, so that they survive a lossy autoencoder.</summary>
internal static class Palette
{
    private static readonly Rgb[] Plain =
    [
        new(218, 36, 38), new(246, 132, 22), new(250, 216, 44), new(44, 160, 62),
        new(36, 196, 214), new(40, 78, 214), new(132, 52, 186), new(250, 128, 186),
    ];

    // Light sources: fully saturated, and blue and purple lifted because they look dark on a dark ground.
    private static readonly Rgb[] Glowing =
    [
        new(255, 34, 40), new(255, 138, 10), new(255, 232, 40), new(40, 255, 80),
        new(20, 240, 255), new(50, 90, 255), new(170, 50, 255), new(255, 110, 205),
    ];

    public static Rgb Of(ClipColor color, ClipStyle style) => (style == ClipStyle.Neon ? Glowing : Plain)[(int)color];
}
