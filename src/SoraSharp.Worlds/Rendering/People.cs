namespace SoraSharp.Worlds.Rendering;

/// <summary>Skin and hair colours.</summary>
internal static class People
{
    private static readonly Rgb[] Skins = [new(250, 214, 184), new(226, 172, 126), new(172, 116, 76), new(112, 72, 48)];
    private static readonly Rgb[] Hairs = [new(38, 34, 36), new(104, 66, 38), new(226, 192, 108), new(190, 88, 36), new(176, 176, 180)];

    public static IReadOnlyList<string> SkinNames { get; } = ["light", "tan", "brown", "dark"];

    public static IReadOnlyList<string> HairNames { get; } = ["black", "brown", "blond", "ginger", "grey"];

    public static Rgb Skin(int index) => Skins[index];

    /// <summary>Hair in the canvas's style: black hair shines bluish in neon, or it would vanish in the dark.</summary>
    public static Rgb Hair(in Canvas canvas, int index) => index == 0 ? canvas.Tone(Hairs[0], new(90, 90, 120)) : Hairs[index];
}
