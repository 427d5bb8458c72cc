using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Patch;

/// <summary>The sizes that tell how video becomes patch latents.</summary>
/// <param name="Colours">Colour channels of a frame.</param>
/// <param name="Channels">Channels of a latent.</param>
/// <param name="Frames">Frames a latent covers; the first covers one.</param>
/// <param name="Side">Pixels a latent covers in height and in width.</param>
/// <param name="EncoderScale">By how much frames are shrunk before they are cut into patches; it divides <paramref name="Side"/>.</param>
/// <param name="ScalingFactor">What latents are multiplied with besides 1/std.</param>
internal sealed record PatchLatentShape(int Colours, int Channels, int Frames, int Side, int EncoderScale, double ScalingFactor);

/// <summary>
/// Video to latents, as every patch autoencoder does it: frames are shrunk, patches become principal components, and these are normalised.
/// Declares <c>encoder</c>, <c>latents_mean</c> and <c>latents_std</c>. Immutable and thread-safe.
/// </summary>
internal sealed class PatchLatents
{
    private readonly PatchLatentShape _shape;
    private readonly PatchVideoEncoder _encoder;
    private readonly Parameter _mean;
    private readonly Parameter _std;

    public PatchLatents(ParameterScope scope, PatchLatentShape shape)
    {
        _shape = shape;
        _encoder = new PatchVideoEncoder(scope["encoder"], shape.Colours, shape.Channels, shape.Frames, shape.Side / shape.EncoderScale);
        _mean = scope.Declare("latents_mean", shape.Channels);
        _std = scope.Declare("latents_std", shape.Channels);
    }

    /// <summary>
    /// Input <c>x</c> [batch, 3, frames, height, width] in −1..1; frames are 1 more than a multiple of the temporal compression.
    /// Outputs <c>mean</c>, <c>logvar</c> (its lowest value: nothing is drawn), <c>mode</c> (the mean) and <c>normalized</c>, each [batch, C, f, h, w].
    /// </summary>
    public NetworkFunction Encode() =>
        new("vae.encode", [new InputSpec("x", ElementType.Float32, "batch", _shape.Colours, "frames", "height", "width")], inputs =>
        {
            Tensor mean = _encoder.Forward(Shrink(inputs["x"]));
            return new NetworkValues(inputs.Interpreter)
            {
                ["mean"] = mean,
                ["logvar"] = mean * 0 - 30,
                ["mode"] = mean,
                ["normalized"] = (mean - PerChannel(mean, _mean)) * _shape.ScalingFactor / PerChannel(mean, _std),
            };
        });

    /// <summary>The input that latents are decoded from.</summary>
    public InputSpec Normalized => new("normalized", ElementType.Float32, "batch", _shape.Channels, "frames", "height", "width");

    /// <inheritdoc cref="PatchVideoEncoder.ForwardPatches"/>
    public Tensor EncodePatches(Tensor first, Tensor rest) => _encoder.ForwardPatches(first, rest);

    /// <summary>Latents as the denoiser leaves them → latents as the encoder makes them, [B, C, f, h, w].</summary>
    public Tensor Denormalize(Tensor latents) => latents * PerChannel(latents, _std) / _shape.ScalingFactor + PerChannel(latents, _mean);

    private static Tensor PerChannel(Tensor latents, Parameter parameter) => latents.Interpreter.Weight(parameter).Reshape(1, -1, 1, 1, 1);

    private Tensor Shrink(Tensor x)
    {
        int scale = _shape.EncoderScale;
        if (scale == 1) return x;
        return x
            .Reshape(x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3] / scale, scale, x.Shape[4] / scale, scale)
            .Mean(false, 4, 6);
    }
}
