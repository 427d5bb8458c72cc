namespace SoraSharp.Worlds.Rendering;

/// <summary>Night: far things turn dark and blue, subjects stay lit so that their colours can be told.</summary>
internal static class NightLight
{
    public static Rgb On(Rgb color, Role role) => role switch
    {
        Role.Surface => new((color.R * 0.24f) + 4, (color.G * 0.28f) + 8, (color.B * 0.46f) + 26),
        Role.Scenery => new((color.R * 0.42f) + 4, (color.G * 0.46f) + 6, (color.B * 0.62f) + 18),
        Role.Detail => new(color.R * 0.80f, color.G * 0.82f, color.B * 0.92f),
        _ => new(color.R * 0.84f, color.G * 0.84f, color.B * 0.92f),
    };
}

/// <summary>A pigment by night.</summary>
internal readonly struct AtNight<TPigment>(TPigment pigment, Role role) : IPigment
    where TPigment : struct, IPigment
{
    public Rgb Main => NightLight.On(pigment.Main, role);

    public Rgb At(float x, float y) => NightLight.On(pigment.At(x, y), role);
}
