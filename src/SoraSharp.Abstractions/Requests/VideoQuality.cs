namespace SoraSharp;

/// <summary>How much time a video is worth. What each stands for is the model's: <see cref="Stages.ModelProfile.PresetOf"/>, and the table in <c>docs/quality-presets.md</c>.</summary>
public enum VideoQuality
{
    /// <summary>To see where a prompt leads: fewer steps, and of guidance only what matters most.</summary>
    Draft,

    /// <summary>As the model's makers recommend.</summary>
    Standard,

    /// <summary>More steps, and two stages where the model has a latent upsampler.</summary>
    High,
}
