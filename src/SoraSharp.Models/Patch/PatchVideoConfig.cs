using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.VideoVae;

namespace SoraSharp.Models.Patch;

/// <summary>
/// The configuration of <see cref="PatchVideoNetwork"/>: <c>config.json</c> of class <c>PatchVideoAutoencoder</c>. It has the
/// decoder's keys of LTX-2's video autoencoder and <c>encoder_scale</c>. Immutable.
/// </summary>
internal sealed record PatchVideoConfig
{
    /// <summary>The name in <c>_class_name</c>.</summary>
    public const string ClassName = "PatchVideoAutoencoder";

    /// <summary>The LTX-2 decoder.</summary>
    public required VideoVaeConfig Decoder { get; init; }

    /// <summary>By how much frames are shrunk before they are cut into patches.</summary>
    public int EncoderScale { get; init; } = 2;

    /// <summary>Side of an encoder patch, pixels of the shrunk frame.</summary>
    public int EncoderPatch => Decoder.SpatialCompressionRatio / EncoderScale;

    /// <summary>Reads and checks a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or does not fit the others.</exception>
    public static PatchVideoConfig FromConfig(ModelConfig source)
    {
        PatchVideoConfig config = new() { Decoder = VideoVaeConfig.FromConfig(source), EncoderScale = new ConfigValues(source).Int32("encoder_scale", 2) };
        if (config.Decoder.SpatialCompressionRatio % config.EncoderScale != 0)
            throw new CheckpointException($"encoder_scale of the patch autoencoder is {config.EncoderScale}; it must divide spatial_compression_ratio, {config.Decoder.SpatialCompressionRatio}.");
        return config;
    }
}
