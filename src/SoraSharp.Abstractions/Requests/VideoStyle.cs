namespace SoraSharp;

/// <summary>
/// How a video is drawn. A style is a name; each model says it in the words it was trained with, and a model without
/// words for a style is told <see cref="Phrase"/>. Thread-safe (immutable).
/// </summary>
/// <param name="Name">The name, unique among styles.</param>
/// <param name="Phrase">How the style is said in a prompt, for example "in the style of a pencil sketch".</param>
public sealed record VideoStyle(string Name, string Phrase)
{
    /// <summary>Flat shapes in plain colours.</summary>
    public static VideoStyle Flat { get; } = new("flat", "in a simple flat cartoon style");

    /// <summary>Graphite or coloured pencil on paper.</summary>
    public static VideoStyle PencilSketch { get; } = new("pencil sketch", "in the style of a pencil sketch on paper");

    /// <summary>Glowing outlines on black.</summary>
    public static VideoStyle Neon { get; } = new("neon", "in a glowing neon style on a black background");

    /// <summary>As a camera would see it.</summary>
    public static VideoStyle Photorealistic { get; } = new("photorealistic", "photorealistic, natural light");

    /// <summary>A film: shallow focus, graded colours.</summary>
    public static VideoStyle Cinematic { get; } = new("cinematic", "cinematic, shallow depth of field, film grain");

    /// <summary>Drawn animation from Japan.</summary>
    public static VideoStyle Anime { get; } = new("anime", "in an anime style");

    /// <summary>Water colour on paper.</summary>
    public static VideoStyle Watercolor { get; } = new("watercolor", "in the style of a watercolor painting");

    /// <summary>Plasticine figures, frame by frame.</summary>
    public static VideoStyle Claymation { get; } = new("claymation", "as a claymation stop-motion film");

    /// <summary>Large square pixels, as in old video games.</summary>
    public static VideoStyle PixelArt { get; } = new("pixel art", "in a retro pixel art style");

    /// <summary>The styles above.</summary>
    public static IReadOnlyList<VideoStyle> All { get; } = [Flat, PencilSketch, Neon, Photorealistic, Cinematic, Anime, Watercolor, Claymation, PixelArt];
}
