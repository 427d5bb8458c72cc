using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>
/// Wan's video autoencoder (2.1, 2.2; diffusers <c>AutoencoderKLWan</c>), chunk by chunk: what layers remember is an input and an output of every
/// function, named by <see cref="CacheLayout"/>. Immutable and thread-safe.
/// </summary>
internal sealed class WanVaeNetwork
{
    /// <summary>The chunk that goes in.</summary>
    public const string Input = "x";

    /// <summary>What comes out: moments, or patched pixels.</summary>
    public const string Output = "sample";

    private readonly WanVaeEncoder _encoder;
    private readonly WanVaeDecoder _decoder;
    private readonly Convolution _quant;
    private readonly Convolution _postQuant;

    public WanVaeNetwork(WanVaeConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ?? new ParameterScope();
        _encoder = new WanVaeEncoder(Parameters["encoder"], config);
        _quant = new(Parameters["quant_conv"], 2L * config.LatentChannels, 2L * config.LatentChannels, [1, 1, 1]);
        _postQuant = new(Parameters["post_quant_conv"], config.LatentChannels, config.LatentChannels, [1, 1, 1]);
        _decoder = new WanVaeDecoder(Parameters["decoder"], config);
    }

    public WanVaeConfig Config { get; }

    /// <summary>Every parameter, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>
    /// Patched pixels, about −1..1, [batch, C, 1, height, width] for the first chunk and [batch, C, 4, height, width] for the following, to
    /// moments [batch, 2·z, 1, h, w]: means, then log-variances, not limited.
    /// </summary>
    public NetworkFunction Encode(bool first) => Chunk(
        "vae.encode", first, Config.InChannels, first ? 1 : WanVaeConfig.FramesPerChunk, _encoder.Caches, (x, state) => _quant.Forward(_encoder.Forward(x, state)));

    /// <summary>A latent frame [batch, z, 1, h, w] to patched pixels, not limited: [batch, C, 1, height, width] for the first, more frames for the following.</summary>
    public NetworkFunction Decode(bool first) => Chunk(
        "vae.decode", first, Config.LatentChannels, 1, _decoder.Caches, (x, state) => _decoder.Forward(_postQuant.Forward(x), state));

    private static NetworkFunction Chunk(string name, bool first, int channels, int frames, CacheLayout caches, Func<Tensor, FeatureCaches, Tensor> body)
    {
        InputSpec x = new(Input, ElementType.Float32, "batch", channels, frames, "height", "width");
        return new(first ? $"{name}_first" : $"{name}_next", first ? [x] : [x, .. caches.Inputs()], inputs =>
        {
            FeatureCaches state = new(inputs, first);
            NetworkValues outputs = new(inputs.Interpreter) { [Output] = body(inputs[Input], state) };
            state.AddTo(outputs);
            return outputs;
        });
    }
}
