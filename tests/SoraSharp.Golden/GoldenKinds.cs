using SoraSharp.Golden.Kinds;

namespace SoraSharp.Golden;

/// <summary>Every kind that is known; one file each under <c>Kinds</c>.</summary>
public static class GoldenKinds
{
    public static IReadOnlyList<GoldenKind> All { get; } =
    [
        new TokenizerKind(),
