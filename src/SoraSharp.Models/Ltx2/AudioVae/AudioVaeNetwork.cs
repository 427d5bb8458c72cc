using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.AudioVae;

/// <summary>
/// LTX-2's audio autoencoder (diffusers <c>AutoencoderKLLTX2Audio</c>): encoder, decoder and the statistics that packed latents are
/// normalised with. Immutable and thread-safe.
/// </summary>
internal sealed class AudioVaeNetwork
{
    private readonly AudioVaeEncoder _encoder;
    private readonly AudioVaeDecoder _decoder;

    public AudioVaeNetwork(AudioVaeConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ?? new ParameterScope();
        _encoder = new AudioVaeEncoder(Parameters["encoder"], config);
        _decoder = new AudioVaeDecoder(Parameters["decoder"], config);
        Parameters.Declare("latents_mean", config.BaseChannels);
        Parameters.Declare("latents_std", config.BaseChannels);
    }

    public AudioVaeConfig Config { get; }

    /// <summary>Every parameter and buffer, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>
    /// Input <c>mel</c> [batch, 2, frames, bins], ln mel. Outputs <c>mean</c> and <c>logvar</c> (−30 to 20), each [batch, C, L, M].
    /// </summary>
    public NetworkFunction Encode() =>
        new("audio_vae.encode", [new InputSpec("mel", ElementType.Float32, "batch", Config.InChannels, "frames", "bins")], inputs =>
        {
            Tensor[] moments = _encoder.Forward(inputs["mel"]).Chunk(1, 2);
            return new NetworkValues(inputs.Interpreter) { ["mean"] = moments[0], ["logvar"] = moments[1].Clamp(-30, 20) };
        });

    /// <summary>Input <c>latents</c> [batch, C, frames, M], denormalised. Output <c>mel</c> [batch, 2, 4·frames − 3, mel bins], ln mel.</summary>
    /// <param name="latentBins">M, 1 or more; left out it is what a full spectrogram has.</param>
    public NetworkFunction Decode(int? latentBins = null) =>
        new("audio_vae.decode", [new InputSpec("latents", ElementType.Float32, "batch", Config.LatentChannels, "frames", latentBins ?? Config.LatentBins)], inputs =>
            new NetworkValues(inputs.Interpreter) { ["mel"] = _decoder.Forward(inputs["latents"]) });
}
