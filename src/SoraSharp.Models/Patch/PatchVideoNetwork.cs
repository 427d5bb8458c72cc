using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Patch;

/// <summary>
/// Mini's video autoencoder. The encoder is fixed: frames are shrunk and cut into patches, and every patch becomes its
/// principal components. The decoder adds two things: the linear map that best predicts full-size patches from latents, and
/// LTX-2's decoder, which learns what that map misses. Inputs and outputs are those of <see cref="VideoVaeNetwork"/>.
/// Immutable and thread-safe.
/// </summary>
internal sealed class PatchVideoNetwork
{
    private readonly PatchVideoEncoder _encoder;
    private readonly Linear _firstBase;
    private readonly Linear _restBase;
    private readonly VideoVaeDecoder _decoder;
    private readonly Parameter _mean;
    private readonly Parameter _std;

    public PatchVideoNetwork(PatchVideoConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ?? new ParameterScope();
        VideoVaeConfig decoder = config.Decoder;
        _encoder = new PatchVideoEncoder(Parameters["encoder"], decoder.InChannels, decoder.LatentChannels, decoder.TemporalCompressionRatio, config.EncoderPatch);
        long pixels = (long)decoder.OutChannels * decoder.SpatialCompressionRatio * decoder.SpatialCompressionRatio;
        _firstBase = new Linear(Parameters["decoder_base"]["first"], decoder.LatentChannels, pixels);
        _restBase = new Linear(Parameters["decoder_base"]["rest"], decoder.LatentChannels, pixels * decoder.TemporalCompressionRatio);
        _decoder = new VideoVaeDecoder(Parameters["decoder"], decoder);
        _mean = Parameters.Declare("latents_mean", decoder.LatentChannels);
        _std = Parameters.Declare("latents_std", decoder.LatentChannels);
    }

    public PatchVideoConfig Config { get; }

    /// <summary>Every parameter and buffer, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>
    /// Input <c>x</c> [batch, 3, frames, height, width] in −1..1; frames are 1 more than a multiple of the temporal compression.
    /// Outputs <c>mean</c>, <c>logvar</c> (its lowest value: nothing is drawn), <c>mode</c> (the mean) and <c>normalized</c>, each [batch, C, f, h, w].
    /// </summary>
    public NetworkFunction Encode() =>
        new("vae.encode", [new InputSpec("x", ElementType.Float32, "batch", Config.Decoder.InChannels, "frames", "height", "width")], inputs =>
        {
            Tensor mean = EncodeShrunk(Shrink(inputs["x"]));
            return new NetworkValues(inputs.Interpreter)
            {
                ["mean"] = mean,
                ["logvar"] = mean * 0 - 30,
                ["mode"] = mean,
                ["normalized"] = (mean - PerChannel(mean, _mean)) * Config.Decoder.ScalingFactor / PerChannel(mean, _std),
            };
        });

    /// <summary>
    /// Input <c>normalized</c> [batch, C, f, h, w], latents as the denoiser leaves them.
    /// Outputs <c>denormalized</c>, the same shape, and <c>sample</c> [batch, 3, frames, height, width], about −1..1.
    /// </summary>
    public NetworkFunction Decode() =>
        new("vae.decode", [new InputSpec("normalized", ElementType.Float32, "batch", Config.Decoder.LatentChannels, "frames", "height", "width")], inputs =>
        {
            Tensor latents = inputs["normalized"];
            latents = latents * PerChannel(latents, _std) / Config.Decoder.ScalingFactor + PerChannel(latents, _mean);
            return new NetworkValues(inputs.Interpreter) { ["denormalized"] = latents, ["sample"] = DecodeBase(latents) + DecodeDetail(latents) };
        });

    /// <summary>Latents of frames that are shrunk already: [B, 3, F, H/scale, W/scale] → [B, C, f, h, w].</summary>
    public Tensor EncodeShrunk(Tensor x) => _encoder.Forward(x);

    /// <summary>The linear part of the decoder: denormalised latents [B, C, f, h, w] → [B, 3, F, H, W].</summary>
    public Tensor DecodeBase(Tensor latents)
    {
        VideoVaeConfig decoder = Config.Decoder;
        Tensor last = latents.Permute(0, 2, 3, 4, 1);
        Tensor first = PatchVideoEncoder.Pixels(_firstBase.Forward(last.Slice(1, 0, 1)), decoder.OutChannels, 1, decoder.SpatialCompressionRatio);
        Tensor rest = PatchVideoEncoder.Pixels(_restBase.Forward(last.Slice(1, 1)), decoder.OutChannels, decoder.TemporalCompressionRatio, decoder.SpatialCompressionRatio);
        return latents.Interpreter.Concat(2, first, rest);
    }

    /// <summary>The learned part of the decoder, to be added to the linear one.</summary>
    public Tensor DecodeDetail(Tensor latents) => _decoder.Forward(latents, Config.Decoder.DecoderCausal);

    private Tensor Shrink(Tensor x)
    {
        int scale = Config.EncoderScale;
        if (scale == 1) return x;
        return x
            .Reshape(x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3] / scale, scale, x.Shape[4] / scale, scale)
            .Mean(false, 4, 6);
    }

    private static Tensor PerChannel(Tensor latents, Parameter parameter) => latents.Interpreter.Weight(parameter).Reshape(1, -1, 1, 1, 1);
}
