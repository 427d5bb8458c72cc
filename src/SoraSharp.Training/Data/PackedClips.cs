using SoraSharp.Training.Components;
using SoraSharp.Training.Optimisation;
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
        Rows(clips, clip => clip.Video, MiniFormat.VideoTokens, MiniFormat.VideoChannels, device),
        Rows(clips, clip => clip.Audio, MiniFormat.AudioTokens, MiniFormat.AudioChannels * MiniFormat.AudioBins, device));

    public void Dispose()
    {
        Video.Dispose();
        Audio.Dispose();
    }

    private static torch.Tensor Rows(EncodedClip[] clips, Func<EncodedClip, float[]> part, int tokens, int features, torch.Device device)
    {
        torch.Tensor rows = torch.empty(clips.Length, tokens, features).DetachFromDisposeScope();
        Span<float> numbers = UpdateKernels.Floats(rows);
        for (int i = 0; i < clips.Length; i++) part(clips[i]).CopyTo(numbers[(i * tokens * features)..]);
        return device.type == DeviceType.CPU ? rows : rows.to(device, disposeAfter: true).DetachFromDisposeScope();
    }
}
