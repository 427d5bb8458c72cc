using SoraSharp.Denoising;
using SoraSharp.Models.Clip;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Umt5;
using SoraSharp.Models.Wan;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>The functions that Wan runs for a shot, stage by stage, with their lengths.</summary>
internal static class WanMemory
{
    /// <summary>The text encoder's: a prompt of the most tokens.</summary>
    public static IEnumerable<FunctionRun> Text(Umt5Encoder encoder, int maxTokens) =>
        [new(encoder.Encode(), new Dictionary<string, long> { ["batch"] = 1, ["text_tokens"] = maxTokens })];

    /// <summary>The picture encoder's.</summary>
    public static IEnumerable<FunctionRun> Picture(ClipVisionEncoder encoder) => [new(encoder.Encode(), new Dictionary<string, long> { ["batch"] = 1 })];

    /// <summary>A transformer's: prompts one after the other.</summary>
    public static IEnumerable<FunctionRun> Denoising(WanTransformer transformer, WanDenoiser denoiser, ClipVisionEncoder? pictures, int maxTokens, Shot shot)
    {
        VideoLatentShape own = denoiser.VideoLatentShapeOf(shot.Shape), latents = own with { Frames = own.Frames + shot.Conditioning.References.Count };
        WanDenoiseOptions options = new() { Image = pictures is not null };
        Dictionary<string, long> axes = new()
        {
            ["batch"] = 1,
            ["frames"] = latents.Frames,
            ["height"] = latents.Height,
            ["width"] = latents.Width,
            ["tokens"] = denoiser.SequenceLengthOf(latents),
            ["text_tokens"] = maxTokens,
            ["images"] = shot.Conditioning.Frames.Count,
            ["image_tokens"] = pictures?.Config.Tokens ?? 0,
            ["control_frames"] = latents.Frames,
            ["control_height"] = latents.Height,
            ["control_width"] = latents.Width,
        };
        return [new(transformer.Denoise(options), axes)];
    }
}
