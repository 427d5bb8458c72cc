using SoraSharp.Models.Patch;
using SoraSharp.Torch;
using SoraSharp.Training.Data;
using SoraSharp.Worlds;
using TorchSharp;

namespace SoraSharp.Training.Components;

/// <summary>
/// Fits the patch autoencoders: principal components of video patches (weighted by motion) and of spectrogram patches,
/// and the linear map from latents to full-size patches. Takes about two minutes; nothing to resume.
/// </summary>
internal sealed class PatchTrainer(RunFolder folder, Action<string> report)
{
    /// <summary>What a saved fit is recognised by.</summary>
    public const string Fingerprint = "patch";

    private const int BasisClips = 480;
    private const int DecoderClips = 320;
    private const double MotionWeight = 6;
    private readonly Dictionary<string, torch.Tensor> _fitted = [];

    public void Run()
    {
        using IDisposable noGradients = torch.no_grad();
        if (folder.HasState)
        {
            Resume();
        }
        else
        {
            report($"Principal components of {BasisClips} clips.");
            FitBases();
            Save();
        }

        report($"Linear decoder from {DecoderClips} clips.");
        using (ClipEncoder encoder = new(Weights()))
        {
            FitDecoder(encoder);
        }

        Save();
        using ClipEncoder complete = new(Weights());
        Measure(complete);
    }

    /// <summary>Whether a folder holds a whole fit; one that was interrupted, or whose linear decoder has another form, lacks the last part.</summary>
    public static bool IsComplete(RunFolder folder)
    {
        if (!folder.HasState) return false;
        using Models.Checkpoints.SafetensorsFile tensors = folder.Load().Tensors;
        return tensors.TryGet("vae.cell_base.rest.weight", out _);
    }

    /// <summary>Takes up the bases, so that latents stay what they were.</summary>
    private void Resume()
    {
        using Models.Checkpoints.SafetensorsFile tensors = folder.Load().Tensors;
        foreach (string name in tensors.Entries.Keys.Where(name => !name.StartsWith("vae.decoder_base.", StringComparison.Ordinal))) _fitted[name] = tensors.Read(name);
    }

    private void FitBases()
    {
        const int side = MiniFormat.Patch;
        using PrincipalComponents first = new(3 * side * side), rest = new(3 * side * side * MiniFormat.PatchFrames);
        using PrincipalComponents audioFirst = new(64), audioRest = new(256);
        for (int i = 0; i < BasisClips; i++)
        {
            using IDisposable scope = torch.NewDisposeScope();
            SimulatedScene scene = MiniFormat.Scene((ulong)i);
            torch.Tensor pixels = ClipEncoder.RenderSmall(scene);
            torch.Tensor firstPatches = Patches(pixels.slice(2, 0, 1, 1), 1, side);
            first.Add(firstPatches, torch.ones(firstPatches.shape[0]));
            torch.Tensor restPatches = Patches(pixels.slice(2, 1, MiniFormat.Frames, 1), MiniFormat.PatchFrames, side);
            rest.Add(restPatches, Motion(pixels, side).mul(TorchScalars.Of(MotionWeight)).Plus(1));

            torch.Tensor mel = ClipEncoder.Spectrogram(scene).squeeze(0).squeeze(0);
            torch.Tensor melPatches = mel.slice(0, 1, MiniFormat.MelFrames, 1).reshape(-1, 256);
            // The first frame is like any other: its own map is fitted on all of them.
            audioFirst.Add(mel, torch.ones(mel.shape[0]));
            audioRest.Add(melPatches, torch.ones(melPatches.shape[0]));
        }

        Keep("vae.encoder.first", first.Fit(MiniFormat.VideoChannels), "vae.small.first");
        Keep("vae.encoder.rest", rest.Fit(MiniFormat.VideoChannels), "vae.small.rest");
        Keep("audio_vae.encoder.first", audioFirst.Fit(MiniFormat.AudioChannels * MiniFormat.AudioBins), "audio_vae.decoder.first");
        Keep("audio_vae.encoder.rest", audioRest.Fit(MiniFormat.AudioChannels * MiniFormat.AudioBins), "audio_vae.decoder.rest");
        foreach ((string prefix, int count) in new[] { ("vae", MiniFormat.VideoChannels), ("audio_vae", MiniFormat.AudioChannels * MiniFormat.AudioBins) })
        {
            _fitted[$"{prefix}.latents_mean"] = torch.zeros(count);
            _fitted[$"{prefix}.latents_std"] = torch.ones(count);
        }
    }

    /// <summary>Least squares from latents and a one to the patches of the full rendering.</summary>
    private void FitDecoder(ClipEncoder encoder)
    {
        const int side = MiniFormat.Patch * MiniFormat.EncoderScale, channels = MiniFormat.VideoChannels;
        torch.Tensor[] grams = [torch.zeros(channels + 1, channels + 1), torch.zeros(channels + 1, channels + 1)];
        torch.Tensor[] products = [torch.zeros(channels + 1, 3 * side * side), torch.zeros(channels + 1, 3 * side * side * MiniFormat.PatchFrames)];
        for (int i = 0; i < DecoderClips; i++)
        {
            using IDisposable scope = torch.NewDisposeScope();
            SimulatedScene scene = MiniFormat.Scene((ulong)(100_000 + i));
            torch.Tensor latents = encoder.EncodeVideo(scene).squeeze(0);
            torch.Tensor extended = torch.cat([latents, torch.ones(latents.shape[0], 1)], 1);
            torch.Tensor pixels = ClipEncoder.RenderFull(scene);
            int perFrame = MiniFormat.LatentRows * MiniFormat.LatentColumns;
            Accumulate(0, extended.slice(0, 0, perFrame, 1), encoder.Patches(pixels.slice(2, 0, 1, 1), 1));
            Accumulate(1, extended.slice(0, perFrame, latents.shape[0], 1), encoder.Patches(pixels.slice(2, 1, MiniFormat.Frames, 1), MiniFormat.PatchFrames));
        }

        string[] names = ["first", "rest"];
        for (int part = 0; part < 2; part++)
        {
            torch.Tensor ridge = torch.eye(channels + 1) * grams[part].diagonal().mean().mul(TorchScalars.Of(1e-6));
            torch.Tensor solution = torch.linalg.solve(grams[part].Plus(ridge), products[part]);
            _fitted[$"vae.cell_base.{names[part]}.weight"] = solution.slice(0, 0, channels, 1).t().contiguous();
            _fitted[$"vae.cell_base.{names[part]}.bias"] = solution.select(0, channels).contiguous();
        }

        void Accumulate(int part, torch.Tensor inputs, torch.Tensor targets)
        {
            grams[part].PlusInPlace(torch.matmul(inputs.t(), inputs));
            products[part].PlusInPlace(torch.matmul(inputs.t(), targets));
        }
    }

    private void Measure(ClipEncoder encoder)
    {
        double error = 0, motionError = 0, motion = 0, audioError = 0;
        const int clips = 40;
        for (int i = 0; i < clips; i++)
        {
            using IDisposable scope = torch.NewDisposeScope();
            SimulatedScene scene = MiniFormat.Scene((ulong)(200_000 + i));
            torch.Tensor truth = ClipEncoder.RenderFull(scene);
            torch.Tensor square = encoder.DecodeVideoBase(encoder.EncodeVideo(scene)).clamp(TorchScalars.Of(-1), TorchScalars.Of(1)).Minus(truth).Squared().mean([1]).div(TorchScalars.Of(4));
            torch.Tensor moving = Moving(truth);
            error += square.mean().item<float>() / clips;
            motionError += (square * moving).sum().item<float>();
            motion += moving.sum().item<float>();
            torch.Tensor mel = ClipEncoder.Spectrogram(scene);
            audioError += encoder.DecodeAudio(encoder.EncodeAudio(scene)).Minus(mel).Squared().mean().item<float>() / clips;
        }

        report($"Linear reconstruction of 40 other clips: {-10 * Math.Log10(error):F2} dB, moving pixels {-10 * Math.Log10(motionError / motion):F2} dB; sound {Math.Sqrt(audioError) * 20 / Math.Log(10):F2} dB rms.");
    }

    /// <summary>Pixels that differ from the frame before, [1, frames, height, width].</summary>
    internal static torch.Tensor Moving(torch.Tensor pixels)
    {
        torch.Tensor changes = pixels.slice(2, 1, pixels.shape[2], 1).Minus(pixels.slice(2, 0, pixels.shape[2] - 1, 1)).abs().amax([1]);
        return torch.cat([torch.zeros_like(changes.slice(1, 0, 1, 1)), changes], 1).gt(TorchScalars.Of(0.1)).to(torch.ScalarType.Float32);
    }

    private static torch.Tensor Motion(torch.Tensor pixels, int side)
    {
        torch.Tensor moving = Moving(pixels).unsqueeze(1);
        return Patches(moving.slice(2, 1, MiniFormat.Frames, 1), MiniFormat.PatchFrames, side).mean([1]);
    }

    /// <summary>Patches of one clip as rows.</summary>
    private static torch.Tensor Patches(torch.Tensor pixels, int frames, int side)
    {
        TorchInterpreter interpreter = new(parameter => throw new InvalidOperationException($"Cutting patches takes no parameter {parameter}."));
        return TorchInterpreter.Unwrap(PatchVideoEncoder.Patches(interpreter.Wrap(pixels), frames, side)).flatten(0, 3);
    }

    private void Keep(string encode, LinearPair pair, string decode)
    {
        _fitted[$"{encode}.weight"] = pair.EncodeWeight;
        _fitted[$"{encode}.bias"] = pair.EncodeBias;
        _fitted[$"{decode}.weight"] = pair.DecodeWeight;
        _fitted[$"{decode}.bias"] = pair.DecodeBias;
    }

    private Models.Backends.HostWeights Weights() =>
        new("fitted", _fitted.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToHost())));

    private void Save() => folder.Save(_fitted.Select(entry => (entry.Key, entry.Value)), new RunProgress(BasisClips, 1, 0, 0, 0, Fingerprint));
}
