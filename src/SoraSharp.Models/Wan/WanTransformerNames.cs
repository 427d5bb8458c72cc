using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan;

/// <summary>The names of the inputs and outputs of <see cref="WanTransformer.Denoise"/>. B is the batch, all numbers are float32 unless said.</summary>
public static class WanTransformerNames
{
    /// <summary>Latents with their condition channels, [B, channels, frames, height, width].</summary>
    public const string Latents = "hidden_states";

    /// <summary>The timesteps: [B], or [levels] with <see cref="TokenLevels"/>.</summary>
    public const string Timestep = "timestep";

    /// <summary>For every token the index of its timestep, int64 [B, tokens]; with <see cref="WanDenoiseOptions.TimestepPerToken"/>.</summary>
    public const string TokenLevels = "timestep_index";

    /// <summary>Text embeddings, [B, text, features]; exactly 512 where the configuration has keys for images.</summary>
    public const string Text = "encoder_hidden_states";

    /// <summary>Image embeddings, [images, image tokens, features]: a row's images follow each other; with <see cref="WanDenoiseOptions.Image"/>.</summary>
    public const string Image = "encoder_hidden_states_image";

    /// <summary>Control latents of VACE, [B, control channels, control frames, height, width]; no more tokens than the latents have.</summary>
    public const string Control = "control_hidden_states";

    /// <summary>How strongly each hint of VACE counts, [VACE layers].</summary>
    public const string ControlScale = "control_hidden_states_scale";

    /// <summary>The rotary tables: <c>rope.cos</c> and <c>rope.sin</c>, [1, tokens, 1, pairs].</summary>
    public const string Rope = "rope";

    /// <summary>Output: the velocity, [B, out channels, frames, height, width].</summary>
    public const string Velocity = "sample";

    /// <summary>How many text tokens the attention of configurations with keys for images is written for.</summary>
    internal const int TextTokensBesideImage = 512;

    internal static IReadOnlyList<InputSpec> Inputs(WanTransformerConfig config, WanDenoiseOptions options)
    {
        const string batch = "batch", tokens = "tokens", height = "height", width = "width";
        int pairs = config.HeadFeatures / 2;
        List<InputSpec> inputs =
        [
            new(Latents, ElementType.Float32, batch, config.InChannels, "frames", height, width),
            new(Timestep, ElementType.Float32, options.TimestepPerToken ? "levels" : batch),
            new(Text, ElementType.Float32, batch, config.ImageKeyFeatures is null ? "text_tokens" : TextTokensBesideImage, config.TextFeatures),
            new($"{Rope}.cos", ElementType.Float32, 1, tokens, 1, pairs),
            new($"{Rope}.sin", ElementType.Float32, 1, tokens, 1, pairs),
        ];
        if (options.TimestepPerToken) inputs.Add(new(TokenLevels, ElementType.Int64, batch, tokens));
        if (options.Image) inputs.Add(new(Image, ElementType.Float32, "images", config.ImagePositions is int positions ? positions / 2 : "image_tokens", config.ImageFeatures!.Value));
        if (config.IsVace)
        {
            inputs.Add(new(Control, ElementType.Float32, batch, config.VaceInChannels, "control_frames", "control_height", "control_width"));
            inputs.Add(new(ControlScale, ElementType.Float32, config.VaceLayers.Count));
        }

        return inputs;
    }
}
