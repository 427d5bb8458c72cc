using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

/// <summary>
/// LTX-2's video autoencoder (diffusers <c>AutoencoderKLLTX2Video</c>): encoder, decoder and the statistics that latents are
/// normalised with. Immutable and thread-safe.
/// </summary>
internal sealed class VideoVaeNetwork
{
    private readonly VideoVaeEncoder _encoder;
    private readonly VideoVaeDecoder _decoder;
    private readonly Parameter _mean;
    private readonly Parameter _std;

    public VideoVaeNetwork(VideoVaeConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ?? new ParameterScope();
        _encoder = new VideoVaeEncoder(Parameters["encoder"], config);
        _decoder = new VideoVaeDecoder(Parameters["decoder"], config);
        _mean = Parameters.Declare("latents_mean", config.LatentChannels);
        _std = Parameters.Declare("latents_std", config.LatentChannels);
    }

    public VideoVaeConfig Config { get; }

    /// <summary>Every parameter and buffer, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>
    /// Input <c>x</c> [batch, 3, frames, height, width] in −1..1; frames are 1 more than a multiple of the temporal compression.
    /// Output <c>moments</c> [batch, C + 1, f, h, w]: the means, then the log-variance that all channels share (not limited).
    /// </summary>
    /// <param name="causal">True makes a non-causal encoder look only back in time; false leaves the configuration's choice, as in the reference.</param>
    public NetworkFunction Encode(bool causal = false) =>
        new("vae.encode", [new InputSpec("x", ElementType.Float32, "batch", Config.InChannels, "frames", "height", "width")], inputs =>
            new NetworkValues(inputs.Interpreter) { ["moments"] = _encoder.Forward(inputs["x"], causal || Config.EncoderCausal) });

    /// <summary>
    /// Input <c>normalized</c> [batch, C, f, h, w], latents as the denoiser leaves them.
    /// Output <c>sample</c> [batch, 3, frames, height, width], about −1..1.
    /// </summary>
    /// <param name="causal">True makes a non-causal decoder look only back in time; false leaves the configuration's choice, as in the reference.</param>
    public NetworkFunction Decode(bool causal = false) =>
        new("vae.decode", [new InputSpec("normalized", ElementType.Float32, "batch", Config.LatentChannels, "frames", "height", "width")], inputs =>
            new NetworkValues(inputs.Interpreter) { ["sample"] = DecodeLatents(Denormalize(inputs["normalized"]), causal) });

    /// <summary>Denormalised latents [B, C, f, h, w] to pixels, for bodies written elsewhere (training).</summary>
    public Tensor DecodeLatents(Tensor latents, bool causal = false) => _decoder.Forward(latents, causal || Config.DecoderCausal);

    /// <summary>(z − mean)·scaling/std over the channels of [B, C, …].</summary>
    public Tensor Normalize(Tensor latents) => (latents - PerChannel(latents, _mean)) * Config.ScalingFactor / PerChannel(latents, _std);

    /// <summary>z·std/scaling + mean over the channels of [B, C, …].</summary>
    public Tensor Denormalize(Tensor latents) => latents * PerChannel(latents, _std) / Config.ScalingFactor + PerChannel(latents, _mean);

    private static Tensor PerChannel(Tensor latents, Parameter parameter) => latents.Interpreter.Weight(parameter).Reshape(1, -1, 1, 1, 1);
}
