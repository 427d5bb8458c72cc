using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Layers;

namespace SoraSharp.Models.Ltx2;

/// <summary>One of the two text connectors.</summary>
/// <param name="Heads">Attention heads.</param>
/// <param name="HeadFeatures">Features of a head.</param>
/// <param name="Layers">Transformer blocks.</param>
/// <param name="Registers">Learnable registers that take the place of padding; null where padding is masked instead.</param>
/// <param name="GatedAttention">Whether every head has a gate (2.3).</param>
/// <param name="ProjectionFeatures">The width the text is projected to where each modality has a projection of its own (2.3).</param>
public sealed record Ltx2ConnectorConfig(int Heads, int HeadFeatures, int Layers, int? Registers, bool GatedAttention, int ProjectionFeatures)
{
    /// <summary>The width of the connector.</summary>
    public int Features => Heads * HeadFeatures;
}

/// <summary>
/// The configuration of LTX-2's text connectors (2.0, 2.3, 2.5), as <c>connectors/config.json</c> states it; keys left out
/// have the defaults of diffusers' <c>LTX2TextConnectors</c>. Immutable.
/// </summary>
public sealed record Ltx2TextConnectorsConfig
{
    /// <summary>The connector of the video's text.</summary>
    public required Ltx2ConnectorConfig Video { get; init; }

    /// <summary>The connector of the audio's text.</summary>
    public required Ltx2ConnectorConfig Audio { get; init; }

    /// <summary>The width of the text encoder.</summary>
    public int CaptionChannels { get; init; } = 3840;

    /// <summary>How many hidden states the text encoder gives: its layers and one more.</summary>
    public int HiddenStates { get; init; } = 49;

    /// <summary>Whether each modality projects the text itself (2.3), or one projection serves both (2.0).</summary>
    public bool ProjectsPerModality { get; init; }

    /// <summary>Whether the projections have a bias.</summary>
    public bool ProjectionBias { get; init; }

    /// <summary>Tokens that count as 1 in the rotary embedding.</summary>
    public int RopeBaseLength { get; init; } = 4096;

    /// <summary>The ratio of the highest to the lowest frequency of the rotary embedding.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>Whether frequencies are computed in float64 before they are rounded.</summary>
    public bool RopeDoublePrecision { get; init; } = true;

    /// <summary>How pairs lie in a head.</summary>
    public RotaryLayout RopeLayout { get; init; } = RotaryLayout.Interleaved;

    /// <summary>Reads <c>connectors/config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value is of the wrong kind or not supported.</exception>
    public static Ltx2TextConnectorsConfig FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Ltx2TextConnectorsConfig result = new()
        {
            Video = Connector(config, "video", 4096),
            Audio = Connector(config, "audio", 2048),
            CaptionChannels = config.GetSize("caption_channels", 3840),
            HiddenStates = config.GetSize("text_proj_in_factor", 49),
            ProjectsPerModality = config.GetBool("per_modality_projections", false),
            ProjectionBias = config.GetBool("proj_bias", false),
            RopeBaseLength = config.GetSize("connector_rope_base_seq_len", 4096),
            RopeTheta = config.GetDouble("rope_theta", 10000),
            RopeDoublePrecision = config.GetBool("rope_double_precision", true),
            RopeLayout = Ltx2TransformerConfig.LayoutOf(config),
        };
        result.RequireFittingWidths(config, "video", result.Video);
        result.RequireFittingWidths(config, "audio", result.Audio);
        return result;
    }

    /// <summary>Layers that meet must have equal widths; the reference would fail in the middle of a forward pass.</summary>
    private void RequireFittingWidths(ModelConfig config, string modality, Ltx2ConnectorConfig connector)
    {
        string heads = $"{modality}_connector_num_attention_heads";
        Ltx2TransformerConfig.RequireHeads(config, heads, $"{modality}_connector_attention_head_dim", connector.Heads, connector.HeadFeatures, RopeLayout);
        int projected = ProjectsPerModality ? connector.ProjectionFeatures : CaptionChannels;
        if (connector.Features != projected) throw config.Wrong(heads, $"{connector.Heads} heads of {connector.HeadFeatures} features must be as wide as the projected text, {projected}");
    }

    private static Ltx2ConnectorConfig Connector(ModelConfig config, string modality, int hiddenFeatures)
    {
        string registers = $"{modality}_connector_num_learnable_registers";
        return new Ltx2ConnectorConfig(
            config.GetSize($"{modality}_connector_num_attention_heads", 30),
            config.GetSize($"{modality}_connector_attention_head_dim", 128),
            (int)config.GetInt64($"{modality}_connector_num_layers", 2, 0, 4096),
            config.IsNull(registers) ? null : config.GetSize(registers, 128),
            config.GetBool($"{modality}_gated_attn", false),
            config.GetSize($"{modality}_hidden_dim", hiddenFeatures));
    }
}
