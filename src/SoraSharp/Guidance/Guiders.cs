using SoraSharp.Stages;

namespace SoraSharp.Guidance;

/// <summary>Guiders in the order in which they are applied. Thread-safe.</summary>
public static class Guiders
{
    /// <summary>LTX-2's guidance: negative prompt, spatio-temporal, modality, then rescaling. Each does what the request's terms ask for, and nothing where they are off.</summary>
    public static IReadOnlyList<IGuider> Default { get; } = [new ClassifierFreeGuider(), new SpatioTemporalGuider(), new ModalityGuider(), new GuidanceRescaler()];
}
