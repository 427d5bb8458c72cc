namespace SoraSharp.Worlds;

/// <summary>Which combinations of attributes may be drawn.</summary>
public enum ClipSplit
{
    /// <summary>All but the reserved combinations.</summary>
    Training,
    /// <summary>Only the reserved combinations (<see cref="ClipAttributes.IsReserved"/>).</summary>
    Exam,
}

/// <summary>A rendered clip with its caption, sound and truth.</summary>
/// <param name="Format">Its size.</param>
/// <param name="Frames">Pixels, (frames, height, width, 3) RGB bytes.</param>
/// <param name="Caption">What a prompt for it would say.</param>
/// <param name="Audio">Mono samples in [-1, 1], <see cref="ClipFormat.Samples"/> of them.</param>
/// <param name="Truth">What really happens in it.</param>
public sealed record WorldClip(ClipFormat Format, byte[] Frames, Captions.ClipCaption Caption, float[] Audio, ClipTruth Truth);
