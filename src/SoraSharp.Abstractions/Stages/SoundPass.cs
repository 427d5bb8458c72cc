namespace SoraSharp.Stages;

/// <summary>
/// The sound denoised anew once the picture is finished: from noise, with the picture known, so that it fits what is seen. For models of joint sound that were
/// trained on known pictures. Thread-safe (immutable).
/// </summary>
/// <param name="Steps">Denoising steps.</param>
/// <param name="Guidance">How strongly guidance pulls the sound in it.</param>
public sealed record SoundPass(int Steps, GuidanceTerms Guidance);
