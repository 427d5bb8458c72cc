using System.Buffers;
using SoraSharp.Models.Audio;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Patch;
using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using SoraSharp.Training.Components;
using SoraSharp.Training.Optimisation;
using SoraSharp.Worlds;
using TorchSharp;

namespace SoraSharp.Training.Data;

/// <summary>
/// Scenes to latents with the fitted autoencoders, through the same networks that ship. Thread-safe for reading.
/// </summary>
internal sealed class ClipEncoder : IDisposable
{
    private static readonly MelFrontEnd Mel = new(new MelSettings());
    private readonly PatchTransformerNetwork _video = MiniConfigs.CreateVideoVae();
    private readonly PatchAudioNetwork _audio = MiniConfigs.CreateAudioVae();
    private readonly Dictionary<string, torch.Tensor> _weights = new(StringComparer.Ordinal);

    private readonly torch.Device? _device;

    /// <param name="fitted">The fitted tensors: the video's names after <c>vae.</c>, the audio's after <c>audio_vae.</c>.</param>
    /// <param name="device">Where it computes; the CPU when null. Scenes are encoded on the CPU only.</param>
    public ClipEncoder(IWeightSource fitted, torch.Device? device = null)
    {
        _device = device;
        foreach ((string prefix, IEnumerable<Parameter> parameters) in new[] { ("vae.", _video.Parameters.Declared.AsEnumerable()), ("audio_vae.", _audio.Parameters.Declared) })
        {
            foreach (Parameter parameter in parameters)
            {
                if (fitted.TryGet(prefix + parameter.Name, out StoredTensor? stored)) _weights.Add(prefix + parameter.Name, stored.ToHost().ToTorch(device).DetachFromDisposeScope());
            }
        }
    }

    /// <summary>The small rendering, as the encoder sees it: [1, 3, frames, height, width].</summary>
    public static torch.Tensor RenderSmall(SimulatedScene scene) => Render(scene, MiniFormat.SmallWidth, MiniFormat.SmallHeight);

    /// <summary>The full rendering, as users see it.</summary>
    public static torch.Tensor RenderFull(SimulatedScene scene) => Render(scene, MiniFormat.Width, MiniFormat.Height);

    /// <summary>The log-mel spectrogram of the scene's sound, [1, 1, frames, bins].</summary>
    public static torch.Tensor Spectrogram(SimulatedScene scene) => Spectrogram(scene.Synthesize(MiniFormat.SampleRate));

    /// <summary>The log-mel spectrogram of a clip's sound, [1, 1, frames, bins].</summary>
    public static torch.Tensor Spectrogram(float[] sound)
    {
        float[] mel = Mel.LogMel(sound);
        int needed = MiniFormat.MelFrames * Mel.Settings.Bins;
        if (mel.Length < needed) throw new InvalidOperationException($"The sound gives {mel.Length / Mel.Settings.Bins} spectrogram frames; {MiniFormat.MelFrames} are needed.");
        return torch.tensor(mel.AsSpan(0, needed).ToArray(), [1, 1, MiniFormat.MelFrames, Mel.Settings.Bins]);
    }

    /// <summary>Packed video latents of a scene, [1, tokens, channels].</summary>
    public torch.Tensor EncodeVideo(SimulatedScene scene)
    {
        using IDisposable noGradients = torch.no_grad();
        using IDisposable scope = torch.NewDisposeScope();
        TorchInterpreter interpreter = Interpreter("vae.");
        torch.Tensor first = torch.empty(1, PatchRows.FirstCount, PatchRows.FirstNumbers), rest = torch.empty(1, PatchRows.RestCount, PatchRows.RestNumbers);
        // Rented and written in place: a megabyte of garbage for every clip would stop all threads for a collection as often.
        byte[] frames = ArrayPool<byte>.Shared.Rent(PatchRows.Bytes);
        scene.RenderTo(frames.AsSpan(0, PatchRows.Bytes), MiniFormat.SmallWidth, MiniFormat.SmallHeight);
        PatchRows.Cut(frames.AsSpan(0, PatchRows.Bytes), UpdateKernels.Floats(first), UpdateKernels.Floats(rest));
        ArrayPool<byte>.Shared.Return(frames);
        return TorchInterpreter.Unwrap(_video.EncodePatches(interpreter.Wrap(first), interpreter.Wrap(rest))).MoveToOuterDisposeScope();
    }

    /// <summary>Packed audio latents of a scene, [1, tokens, features].</summary>
    public torch.Tensor EncodeAudio(SimulatedScene scene)
    {
        using torch.Tensor mel = Spectrogram(scene);
        return EncodeSpectrogram(mel);
    }

    /// <summary>Packed audio latents of spectrograms [B, 1, frames, bins], [B, tokens, features].</summary>
    public torch.Tensor EncodeSpectrogram(torch.Tensor mel)
    {
        using IDisposable noGradients = torch.no_grad();
        using IDisposable scope = torch.NewDisposeScope();
        TorchInterpreter interpreter = Interpreter("audio_vae.");
        return TorchInterpreter.Unwrap(_audio.EncodePacked(interpreter.Wrap(mel))).MoveToOuterDisposeScope();
    }

    /// <summary>Packed video latents [B, tokens, channels] → pixels [B, 3, frames, height, width] by the linear part of the decoder.</summary>
    public torch.Tensor DecodeVideoBase(torch.Tensor packed)
    {
        using IDisposable scope = torch.NewDisposeScope();
        return Pixels(DecodeVideoCells(packed.slice(1, 0, CellTruth.FirstTokens, 1), packed.slice(1, CellTruth.FirstTokens, CellTruth.Tokens, 1), null)).MoveToOuterDisposeScope();
    }

    /// <summary>Video latents of the first frame [B, l, channels] and of the others [B, L, channels], any of them → their cells [B, cells, numbers] by the linear part of the decoder.</summary>
    public torch.Tensor DecodeVideoCells(torch.Tensor first, torch.Tensor rest, torch.ScalarType? computeType)
    {
        using IDisposable noGradients = torch.no_grad();
        using IDisposable scope = torch.NewDisposeScope();
        TorchInterpreter interpreter = Interpreter("vae.", computeType);
        return TorchInterpreter.Unwrap(_video.BaseCells(interpreter.Wrap(first), interpreter.Wrap(rest))).MoveToOuterDisposeScope();
    }

    /// <summary>Patches of one full rendering [1, 3, k·frames, height, width], a row each, their numbers in the order of cells.</summary>
    public torch.Tensor Patches(torch.Tensor pixels, int frames) => TorchInterpreter.Unwrap(_video.Patches(Interpreter("vae.").Wrap(pixels), frames)).flatten(0, 3);

    /// <summary>Cells [B, cells, numbers] → pixels [B, 3, frames, height, width], their borders smoothed.</summary>
    public torch.Tensor Pixels(torch.Tensor cells)
    {
        using IDisposable scope = torch.NewDisposeScope();
        return TorchInterpreter.Unwrap(_video.Deblocked(_video.Pixels(Interpreter("vae.").Wrap(cells), MiniFormat.LatentFrames, MiniFormat.LatentRows, MiniFormat.LatentColumns))).MoveToOuterDisposeScope();
    }

    /// <summary>Packed audio latents [B, tokens, features] → spectrograms [B, 1, frames, bins].</summary>
    public torch.Tensor DecodeAudio(torch.Tensor packed)
    {
        using IDisposable noGradients = torch.no_grad();
        using IDisposable scope = torch.NewDisposeScope();
        TorchInterpreter interpreter = Interpreter("audio_vae.");
        return TorchInterpreter.Unwrap(_audio.DecodePacked(interpreter.Wrap(packed))).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (torch.Tensor tensor in _weights.Values) tensor.Dispose();
    }

    private static torch.Tensor Render(SimulatedScene scene, int width, int height) =>
        PixelTensors.FromBytes(scene.Render(width, height), MiniFormat.Frames, height, width);

    private TorchInterpreter Interpreter(string prefix, torch.ScalarType? computeType = null) => new(parameter => Weight(prefix + parameter.Name), _device, computeType);

    private torch.Tensor Weight(string name) =>
        _weights.TryGetValue(name, out torch.Tensor? tensor) ? tensor : throw new TrainingException($"Tensor {name} has not been fitted; run `train patch` first.");
}
