using SoraSharp.Golden;
using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Tests;

/// <summary>Real checkpoints of the published classes, tiny and with random weights: what a stage does with them is what it does with large ones.</summary>
internal static class TinyCheckpoints
{
    /// <summary>2.0: compresses 32 times in space and 8 times in time; classifier-free guidance alone.</summary>
    public static string Ltx20 => Folder("pipeline-ltx20");

    /// <summary>2.3: compresses 16 times in space and 8 times in time; perturbed attention, two vocoder stages (whose sound is shorter than the picture); sharded.</summary>
    public static string Ltx23 => Folder("pipeline-ltx23");

    /// <summary>2.3, stored in bfloat16.</summary>
    public static string Ltx23Bf16 => Folder("pipeline-ltx23-bf16");

    /// <summary>2.3's latent upsampler: twice as high and wide.</summary>
    public static string Upsampler => Folder("upsampler-ltx23");

    /// <summary>2.5: Gemma 4 as text encoder, and a head that predicts how long a shot is.</summary>
    public static string Ltx25 => Folder("pipeline-ltx25");

    /// <summary>2.5's diffusion decoder: compresses 8 times in space and 8 times in time.</summary>
    public static string DiffusionDecoder => Folder("vae-diffusion-decoder");

    /// <summary>Texts of up to 128 tokens: the tiny vocabulary spells most words.</summary>
    public static CheckpointOptions Options { get; } = new() { MaxTokens = 128 };

    /// <summary>A generator's beginnings with 2.3.</summary>
    public static VideoGeneratorBuilder Builder => VideoGenerator.CreateBuilder().UseCheckpoint(Ltx23, Options);

    /// <summary>A request that takes 2.3 about a tenth of a second.</summary>
    public static VideoRequest Request { get; } = new VideoRequest("a red fox").WithFrames(9).WithSize(32, 32).WithFramesPerSecond(24).WithSteps(2).WithSeed(7);

    /// <summary>The configuration of a component at its published size.</summary>
    public static ModelConfig Published(string component)
    {
        string file = Path.Combine(GoldenCases.Repository, "ltx2", "manifests", $"{component}.config.json");
        return ModelConfig.Parse(File.ReadAllBytes(file), file);
    }

    private static string Folder(string name) => Path.Combine(GoldenCases.Repository, "ltx2", "checkpoints", name);
}
