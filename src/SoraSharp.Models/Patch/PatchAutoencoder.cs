using System.Diagnostics.CodeAnalysis;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Patch;

/// <summary>A patch autoencoder of video, whichever class it is.</summary>
/// <param name="LatentChannels">Channels of a latent.</param>
/// <param name="SpatialCompression">Pixels a latent covers in height and in width.</param>
/// <param name="TemporalCompression">Frames a latent covers; the first covers one.</param>
/// <param name="Parameters">Every parameter and buffer, named as in the checkpoint.</param>
/// <param name="Encode">Makes the function from pixels <c>x</c> to <c>normalized</c> latents.</param>
/// <param name="Decode">Makes the function from <c>normalized</c> latents to the <c>sample</c>.</param>
/// <param name="DecodeInputs">The inputs of <paramref name="Decode"/> for normalised latents [B, C, f, h, w].</param>
internal sealed record PatchAutoencoder(
    int LatentChannels,
    int SpatialCompression,
    int TemporalCompression,
    ParameterScope Parameters,
    Func<NetworkFunction> Encode,
    Func<NetworkFunction> Decode,
    Func<HostTensor, IReadOnlyDictionary<string, HostTensor>> DecodeInputs)
{
    /// <summary>The names in <c>_class_name</c>.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [PatchTransformerConfig.ClassName, PatchVideoConfig.ClassName];

    /// <summary>Reads a component's configuration, if it is of one of these classes.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or does not fit the others.</exception>
    public static bool TryRead(string? className, ModelConfig config, [NotNullWhen(true)] out PatchAutoencoder? autoencoder)
    {
        autoencoder = className switch
        {
            PatchTransformerConfig.ClassName => Of(new PatchTransformerNetwork(PatchTransformerConfig.FromConfig(config))),
            PatchVideoConfig.ClassName => Of(new PatchVideoNetwork(PatchVideoConfig.FromConfig(config))),
            _ => null,
        };
        return autoencoder is not null;
    }

    private static PatchAutoencoder Of(PatchTransformerNetwork network) => new(
        network.Config.LatentChannels, network.Config.SpatialCompressionRatio, network.Config.TemporalCompressionRatio,
        network.Parameters, network.Encode, network.Decode, network.DecodeInputs);

    private static PatchAutoencoder Of(PatchVideoNetwork network) => new(
        network.Config.Decoder.LatentChannels, network.Config.Decoder.SpatialCompressionRatio, network.Config.Decoder.TemporalCompressionRatio,
        network.Parameters, network.Encode, network.Decode, latents => new Dictionary<string, HostTensor> { ["normalized"] = latents });
}
