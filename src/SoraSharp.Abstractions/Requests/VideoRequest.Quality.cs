namespace SoraSharp;

/// <content>How much time the video is worth.</content>
public sealed partial record VideoRequest
{
    /// <summary>How much time the video is worth; what the request says itself (steps, noise levels, guidance, stages) goes before it.</summary>
    public VideoQuality Quality { get; init; } = VideoQuality.Standard;

    /// <summary>Whether the video is made small first, and then larger from its latents; null leaves that to <see cref="Quality"/>.</summary>
    public bool? TwoStages { get; init; }

    /// <summary>
    /// Steps in which the sound is denoised anew once the picture is finished, so that it fits what is seen (for models of joint sound that were trained on
    /// known pictures); 0 keeps the sound as it was denoised with the picture, null leaves that to <see cref="Quality"/> and the model.
    /// </summary>
    public int? SoundSteps { get; init; }

    /// <summary>How strongly guidance pulls the sound while it is denoised anew; what is null is <see cref="AudioGuidance"/>, or the model's default.</summary>
    public GuidanceScales SoundGuidance { get; init; } = GuidanceScales.ModelDefault;

    /// <summary>How the second stage refines, where there are two.</summary>
    public RefinementSettings Refinement { get; init; } = RefinementSettings.ModelDefault;

    /// <summary>A copy that is worth more or less time.</summary>
    public VideoRequest WithQuality(VideoQuality quality) => this with { Quality = quality };

    /// <summary>A copy that is made small first, and then larger from its latents. The size stays that of the finished video.</summary>
    /// <param name="refinement">How the second stage refines; null for the model's defaults.</param>
    public VideoRequest WithTwoStages(RefinementSettings? refinement = null) => this with { TwoStages = true, Refinement = refinement ?? RefinementSettings.ModelDefault };

    /// <summary>A copy whose sound is denoised anew in so many steps once the picture is finished.</summary>
    /// <param name="steps">Denoising steps; 0 keeps the sound as it was denoised with the picture.</param>
    /// <param name="guidance">How strongly guidance pulls in them; null for the model's defaults.</param>
    public VideoRequest WithSoundPass(int steps, GuidanceScales? guidance = null) => this with { SoundSteps = steps, SoundGuidance = guidance ?? GuidanceScales.ModelDefault };

    /// <summary>A copy whose sound stays as it was denoised with the picture.</summary>
    public VideoRequest WithoutSoundPass() => WithSoundPass(0);

    /// <summary>A copy that is made at its size from the beginning, whatever the quality.</summary>
    public VideoRequest WithOneStage() => this with { TwoStages = false };
}
