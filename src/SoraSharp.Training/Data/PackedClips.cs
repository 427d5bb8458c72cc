using SoraSharp.Training.Components;
using TorchSharp;

namespace SoraSharp.Training.Data;

/// <summary>A batch's clean latents side by side on the trainer's device.</summary>
/// <param name="Clips">What they were packed from.</param>
/// <param name="Video">[B, tokens, channels].</param>
/// <param name="Audio">[B, tokens, features].</param>
internal sealed record PackedClips(EncodedClip[] Clips, torch.Tensor Video, torch.Tensor Audio) : IDisposable
{
    /// <summary>Packs clips. The tensors belong to no dispose scope.</summary>
    public static PackedClips Of(EncodedClip[] clips, torch.Device device) => new(
        clips,
        ClipRows.Of(clips, clip => clip.Video, MiniFormat.VideoTokens, MiniFormat.VideoChannels, device).DetachFromDisposeScope(),
        ClipRows.Of(clips, clip => clip.Audio, MiniFormat.AudioTokens, MiniFormat.AudioChannels * MiniFormat.AudioBins, device).DetachFromDisposeScope());

    public void Dispose()
    {
        Video.Dispose();
        Audio.Dispose();
    }
}
