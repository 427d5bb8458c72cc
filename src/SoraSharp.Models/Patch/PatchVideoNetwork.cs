using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Patch;

/// <summary>
/// Mini's first video autoencoder. The encoder is fixed: frames are shrunk and cut into patches, and every patch becomes its
/// principal components. The decoder adds two things: the linear map that best predicts full-size patches from latents, and
/// LTX-2's decoder, which learns what that map misses. Inputs and outputs are those of <see cref="VideoVaeNetwork"/>.
/// Immutable and thread-safe.
/// </summary>
internal sealed class PatchVideoNetwork
{
    private readonly PatchLatents _latents;
    private readonly Linear _firstBase;
    private readonly Linear _restBase;
    private readonly VideoVaeDecoder _decoder;

    public PatchVideoNetwork(PatchVideoConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ?? new ParameterScope();
        VideoVaeConfig decoder = config.Decoder;
        _latents = new PatchLatents(Parameters, new(decoder.InChannels, decoder.LatentChannels, decoder.TemporalCompressionRatio, decoder.SpatialCompressionRatio, config.EncoderScale, decoder.ScalingFactor));
        long pixels = (long)decoder.OutChannels * decoder.SpatialCompressionRatio * decoder.SpatialCompressionRatio;
        _firstBase = new Linear(Parameters["decoder_base"]["first"], decoder.LatentChannels, pixels);
        _restBase = new Linear(Parameters["decoder_base"]["rest"], decoder.LatentChannels, pixels * decoder.TemporalCompressionRatio);
        _decoder = new VideoVaeDecoder(Parameters["decoder"], decoder);
    }

    public PatchVideoConfig Config { get; }

    /// <summary>Every parameter and buffer, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <inheritdoc cref="PatchLatents.Encode"/>
    public NetworkFunction Encode() => _latents.Encode();

    /// <summary>
    /// Input <c>normalized</c> [batch, C, f, h, w], latents as the denoiser leaves them.
    /// Outputs <c>denormalized</c>, the same shape, and <c>sample</c> [batch, 3, frames, height, width], about −1..1.
    /// </summary>
    public NetworkFunction Decode() =>
        new("vae.decode", [_latents.Normalized], inputs =>
        {
            Tensor latents = _latents.Denormalize(inputs["normalized"]);
            return new NetworkValues(inputs.Interpreter) { ["denormalized"] = latents, ["sample"] = DecodeBase(latents) + _decoder.Forward(latents, Config.Decoder.DecoderCausal) };
        });

    /// <summary>The linear part of the decoder: denormalised latents [B, C, f, h, w] → [B, 3, F, H, W].</summary>
    private Tensor DecodeBase(Tensor latents)
    {
        VideoVaeConfig decoder = Config.Decoder;
        Tensor last = latents.Permute(0, 2, 3, 4, 1);
        Tensor first = PatchVideoEncoder.Pixels(_firstBase.Forward(last.Slice(1, 0, 1)), decoder.OutChannels, 1, decoder.SpatialCompressionRatio);
        Tensor rest = PatchVideoEncoder.Pixels(_restBase.Forward(last.Slice(1, 1)), decoder.OutChannels, decoder.TemporalCompressionRatio, decoder.SpatialCompressionRatio);
        return latents.Interpreter.Concat(2, first, rest);
    }
}
