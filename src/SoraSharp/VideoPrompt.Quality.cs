namespace SoraSharp;

/// <content>How much time the video is worth.</content>
public sealed partial class VideoPrompt
{
    /// <summary>A copy that is worth more or less time.</summary>
    public VideoPrompt WithQuality(VideoQuality quality) => With(Request.WithQuality(quality));

    /// <summary>A copy that is made small first, and then larger from its latents. The size stays that of the finished video.</summary>
    /// <param name="refinement">How the second stage refines; null for the model's defaults.</param>
    public VideoPrompt WithTwoStages(RefinementSettings? refinement = null) => With(Request.WithTwoStages(refinement));

    /// <summary>A copy whose sound is denoised anew in so many steps once the picture is finished.</summary>
    /// <param name="steps">Denoising steps; 0 keeps the sound as it was denoised with the picture.</param>
    /// <param name="guidance">How strongly guidance pulls in them; null for the model's defaults.</param>
    public VideoPrompt WithSoundPass(int steps, GuidanceScales? guidance = null) => With(Request.WithSoundPass(steps, guidance));

    /// <summary>A copy whose sound stays as it was denoised with the picture.</summary>
    public VideoPrompt WithoutSoundPass() => With(Request.WithoutSoundPass());

    /// <summary>A copy that is made at its size from the beginning, whatever the quality.</summary>
    public VideoPrompt WithOneStage() => With(Request.WithOneStage());
}
