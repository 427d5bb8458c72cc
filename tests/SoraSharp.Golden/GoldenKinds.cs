using SoraSharp.Golden.Kinds;

namespace SoraSharp.Golden;

/// <summary>Every kind that is known; one file each under <c>Kinds</c>.</summary>
public static class GoldenKinds
{
    public static IReadOnlyList<GoldenKind> All { get; } =
    [
        new TokenizerKind(),
        new TorchRandomKind(),
        new FlowMatchEulerKind(),
        new FlowSchedulerKind(),
        new GemmaKind(),
        new Ltx2ConnectorsKind(),
        new DurationHeadKind(),
        new Ltx2RopeKind(),
        new Ltx2TransformerKind(),
        new Umt5TokenizerKind(),
        new PromptCleanKind(),
        new Umt5Kind(),
        new WanTransformerKind(),
        new WanVaeKind(),
        new VideoVaeKind(),
        new DiffusionDecoderKind(),
        new LatentUpsamplerKind(),
        new AudioVaeKind(),
        new VocoderKind(),
        new MelFrontEndKind(),
        new ImageResizeKind(),
        new Ltx2PipelineKind(),
        new Ltx2TwoStageKind(),
        new WanPipelineKind(),
    ];

    /// <summary>The one kind that a case is of.</summary>
    /// <exception cref="InvalidOperationException">No kind, or more than one, recognises it.</exception>
    public static GoldenKind Of(GoldenCase golden)
    {
        ArgumentNullException.ThrowIfNull(golden);
        GoldenKind[] kinds = [.. All.Where(k => k.Matches(golden))];
        return kinds.Length switch
        {
            1 => kinds[0],
            0 => throw new InvalidOperationException($"No kind knows a case of {golden.ReferenceClass}."),
            _ => throw new InvalidOperationException($"A case of {golden.ReferenceClass} is claimed by {string.Join(" and ", kinds.Select(k => k.Name))}; kinds must exclude each other."),
        };
    }
}
