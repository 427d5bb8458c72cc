using System.Globalization;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// The names that LTX-2's makers give tensors in their checkpoints of one file, which holds every network but the text encoder, and the names that
/// networks have here. Known for 2.0 and 2.3. Source of the facts: diffusers <c>scripts/convert_ltx2_to_diffusers.py</c>.
/// </summary>
internal static class OriginalLayout
{
    private const string Diffusion = "model.diffusion_model.";
    private const string TextProjection = "text_embedding_projection.";

    /// <summary>Parts of a name that are called otherwise here, whatever the component.</summary>
    private static readonly Dictionary<string, string> Common = new(StringComparer.Ordinal) { ["q_norm"] = "norm_q", ["k_norm"] = "norm_k" };

    private static readonly Dictionary<string, string> Transformer = new(Common, StringComparer.Ordinal)
    {
        ["patchify_proj"] = "proj_in",
        ["audio_patchify_proj"] = "audio_proj_in",
        ["adaln_single"] = "time_embed",
        ["audio_adaln_single"] = "audio_time_embed",
        ["prompt_adaln_single"] = "prompt_adaln",
        ["audio_prompt_adaln_single"] = "audio_prompt_adaln",
        ["av_ca_video_scale_shift_adaln_single"] = "av_cross_attn_video_scale_shift",
        ["av_ca_audio_scale_shift_adaln_single"] = "av_cross_attn_audio_scale_shift",
        ["av_ca_a2v_gate_adaln_single"] = "av_cross_attn_video_a2v_gate",
        ["av_ca_v2a_gate_adaln_single"] = "av_cross_attn_audio_v2a_gate",
        ["scale_shift_table_a2v_ca_video"] = "video_a2v_cross_attn_scale_shift_table",
        ["scale_shift_table_a2v_ca_audio"] = "audio_a2v_cross_attn_scale_shift_table",
    };

    private static readonly Dictionary<string, string> Connectors = new(Common, StringComparer.Ordinal)
    {
        ["video_embeddings_connector"] = "video_connector",
        ["audio_embeddings_connector"] = "audio_connector",
        ["transformer_1d_blocks"] = "transformer_blocks",
        ["aggregate_embed"] = "text_proj_in",
        ["video_aggregate_embed"] = "video_text_proj_in",
        ["audio_aggregate_embed"] = "audio_text_proj_in",
    };

    private static readonly Dictionary<string, string> Vocoder = new(StringComparer.Ordinal)
    {
        ["ups"] = "upsamplers",
        ["resblocks"] = "resnets",
        ["conv_pre"] = "conv_in",
        ["conv_post"] = "conv_out",
        ["act_post"] = "act_out",
    };

    /// <summary>Whether a file's tensors are named so.</summary>
    public static bool Is(IEnumerable<string> names) => names.Any(n => n.StartsWith(Diffusion, StringComparison.Ordinal));

    /// <summary>Sorts a file's tensors by component: for each component the name in the file by the name here.</summary>
    /// <param name="names">Every name in the file.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="CheckpointException">Tensors belong to no component that is known.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Split(IReadOnlyCollection<string> names, string source)
    {
        Dictionary<string, Dictionary<string, string>> components = new(StringComparer.Ordinal);
        List<string> unknown = [];
        int lastDown = LastBlock(names, "vae.encoder.down_blocks.");
        foreach (string name in names)
        {
            (string Component, string Name)? known = Find(name, lastDown);
            if (known is not { } found)
            {
                unknown.Add(name);
                continue;
            }

            // Statistics that nothing here reads have no name.
            if (found.Name.Length == 0) continue;
            if (!components.TryGetValue(found.Component, out Dictionary<string, string>? component)) components.Add(found.Component, component = new(StringComparer.Ordinal));
            component.Add(found.Name, name);
        }

        if (unknown.Count > 0) throw new CheckpointException($"{source} holds tensors of no network that LTX-2.0 or 2.3 has, {string.Join(", ", unknown.Take(5))}{(unknown.Count > 5 ? $" and {unknown.Count - 5} more" : "")}. It is of another version: use its release in diffusers' layout, or convert it with diffusers' scripts/convert_ltx2_to_diffusers.py.");
        return components.ToDictionary(c => c.Key, c => (IReadOnlyDictionary<string, string>)c.Value, StringComparer.Ordinal);
    }

    private static (string Component, string Name)? Find(string name, int lastDown)
    {
        if (After(name, Diffusion) is { } rest)
        {
            bool connects = rest.StartsWith("video_embeddings_connector.", StringComparison.Ordinal) || rest.StartsWith("audio_embeddings_connector.", StringComparison.Ordinal);
            return connects ? ("connectors", Rename(rest, Connectors)) : ("transformer", Rename(rest, Transformer));
        }

        if (After(name, TextProjection) is { } projection) return ("connectors", Rename(projection, Connectors));
        if (After(name, "vae.") is { } video) return ("vae", Statistics(video) ?? Blocks(video, lastDown));
        if (After(name, "audio_vae.") is { } audio) return ("audio_vae", Statistics(audio) ?? audio);
        if (After(name, "vocoder.") is { } vocoder) return ("vocoder", Rename(vocoder, Vocoder).Replace(".downsample.lowpass.", ".downsample.", StringComparison.Ordinal));
        return null;
    }

    private static string? After(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;

    private static string Rename(string name, Dictionary<string, string> parts) => string.Join('.', name.Split('.').Select(p => parts.GetValueOrDefault(p, p)));

    /// <summary>The latents' statistics: two of them are read, under these names; null for other tensors.</summary>
    private static string? Statistics(string name) => After(name, "per_channel_statistics.") switch
    {
        null => null,
        "mean-of-means" => "latents_mean",
        "std-of-means" => "latents_std",
        _ => "",
    };

    /// <summary>
    /// The original counts blocks and what is between them in one row: block, downsampling, block, …, middle block in the encoder; middle block,
    /// upsampling, block, … in the decoder.
    /// </summary>
    private static string Blocks(string name, int lastDown)
    {
        string[] parts = name.Replace("res_blocks", "resnets", StringComparison.Ordinal).Split('.');
        if (parts.Length < 3 || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int i)) return string.Join('.', parts);
        string? block = parts[1] switch
        {
            "down_blocks" => i == lastDown ? "mid_block" : i % 2 == 0 ? $"down_blocks.{i / 2}" : $"down_blocks.{i / 2}.downsamplers.0",
            "up_blocks" => i == 0 ? "mid_block" : i % 2 == 1 ? $"up_blocks.{i / 2}.upsamplers.0" : $"up_blocks.{(i / 2) - 1}",
            _ => null,
        };
        return block is null ? string.Join('.', parts) : string.Join('.', [parts[0], block, .. parts.Skip(3)]);
    }

    private static int LastBlock(IEnumerable<string> names, string prefix) => names.Select(n => After(n, prefix)).OfType<string>()
        .Select(n => int.TryParse(n[..Math.Max(0, n.IndexOf('.', StringComparison.Ordinal))], NumberStyles.None, CultureInfo.InvariantCulture, out int i) ? i : -1).DefaultIfEmpty(-1).Max();
}
