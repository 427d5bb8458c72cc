using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Patch;

/// <summary>
/// Mini's audio autoencoder: principal components of a few frames of a log-mel spectrogram, both ways. The first latent
/// stands for the first frame alone, so L latents are 4·L − 3 frames, as in LTX-2. Immutable and thread-safe.
/// </summary>
internal sealed class PatchAudioNetwork
{
    private readonly Linear _encodeFirst;
    private readonly Linear _encodeRest;
    private readonly Linear _decodeFirst;
    private readonly Linear _decodeRest;
    private readonly Parameter _mean;
    private readonly Parameter _std;

    public PatchAudioNetwork(PatchAudioConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ?? new ParameterScope();
        long features = (long)config.LatentChannels * config.LatentBins, frame = (long)config.InChannels * config.MelBins;
        _encodeFirst = new Linear(Parameters["encoder"]["first"], frame, features);
        _encodeRest = new Linear(Parameters["encoder"]["rest"], frame * config.TemporalCompression, features);
        _decodeFirst = new Linear(Parameters["decoder"]["first"], features, frame);
        _decodeRest = new Linear(Parameters["decoder"]["rest"], features, frame * config.TemporalCompression);
        _mean = Parameters.Declare("latents_mean", features);
        _std = Parameters.Declare("latents_std", features);
    }

    public PatchAudioConfig Config { get; }

    /// <summary>Every parameter and buffer, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>
    /// Input <c>x</c> [batch, channels, frames, mel bins], natural logarithm of magnitudes; frames are 4·L − 3.
    /// Outputs <c>mean</c>, <c>logvar</c> (its lowest value: nothing is drawn), <c>mode</c> (the mean) and <c>normalized</c>, each [batch, C, L, latent bins].
    /// </summary>
    public NetworkFunction Encode() =>
        new("audio_vae.encode", [new InputSpec("x", ElementType.Float32, "batch", Config.InChannels, "frames", Config.MelBins)], inputs =>
        {
            Tensor mean = EncodePacked(inputs["x"]);
            Tensor unpacked = Unpack(mean);
            return new NetworkValues(inputs.Interpreter)
            {
                ["mean"] = unpacked,
                ["logvar"] = unpacked * 0 - 30,
                ["mode"] = unpacked,
                ["normalized"] = Unpack((mean - mean.Interpreter.Weight(_mean)) / mean.Interpreter.Weight(_std)),
            };
        });

    /// <summary>
    /// Input <c>normalized</c> [batch, C, L, latent bins], latents as the denoiser leaves them.
    /// Outputs <c>denormalized</c>, the same shape, and <c>sample</c> [batch, channels, 4·L − 3, mel bins].
    /// </summary>
    public NetworkFunction Decode() =>
        new("audio_vae.decode", [new InputSpec("normalized", ElementType.Float32, "batch", Config.LatentChannels, "frames", Config.LatentBins)], inputs =>
        {
            Tensor packed = Pack(inputs["normalized"]);
            packed = packed * packed.Interpreter.Weight(_std) + packed.Interpreter.Weight(_mean);
            return new NetworkValues(inputs.Interpreter) { ["denormalized"] = Unpack(packed), ["sample"] = DecodePacked(packed) };
        });

    /// <summary>Spectrogram [B, c, 4·L − 3, bins] → packed latents [B, L, C·latent bins], not normalised.</summary>
    public Tensor EncodePacked(Tensor x)
    {
        Tensor frames = x.SwapAxes(1, 2);
        Tensor first = _encodeFirst.Forward(frames.Slice(1, 0, 1).Flatten(2, 3));
        Tensor rest = frames.Slice(1, 1);
        return x.Interpreter.Concat(1, first, _encodeRest.Forward(Patches(rest, Config.TemporalCompression)));
    }

    /// <summary>Packed latents [B, L, C·latent bins] → spectrogram [B, c, 4·L − 3, bins].</summary>
    public Tensor DecodePacked(Tensor latents)
    {
        Tensor first = _decodeFirst.Forward(latents.Slice(1, 0, 1));
        Tensor rest = _decodeRest.Forward(latents.Slice(1, 1));
        rest = rest.Reshape(rest.Shape[0], rest.Shape[1] * Config.TemporalCompression, Config.InChannels * Config.MelBins);
        return latents.Interpreter.Concat(1, first, rest).Unflatten(2, Config.InChannels, Config.MelBins).SwapAxes(1, 2);
    }

    /// <summary>Frames [B, k·count, c, bins] → [B, k, count·c·bins].</summary>
    public static Tensor Patches(Tensor frames, int count) =>
        frames.Reshape(frames.Shape[0], frames.Shape[1] / count, frames.Shape[2] * frames.Shape[3] * count);

    /// <summary>[B, C, L, bins] → [B, L, C·bins].</summary>
    private static Tensor Pack(Tensor latents) => latents.SwapAxes(1, 2).Flatten(2, 3);

    private Tensor Unpack(Tensor packed) => packed.Unflatten(2, Config.LatentChannels, Config.LatentBins).SwapAxes(1, 2);
}
