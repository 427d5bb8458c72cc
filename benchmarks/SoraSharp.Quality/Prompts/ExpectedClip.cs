using SoraSharp.Worlds;

namespace SoraSharp.Quality.Prompts;

/// <summary>A prompt and what a clip made from it must show.</summary>
/// <param name="Caption">The prompt.</param>
/// <param name="Attributes">What it asks for.</param>
internal sealed record ExpectedClip(string Caption, ClipAttributes Attributes);
