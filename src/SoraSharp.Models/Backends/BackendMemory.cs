namespace SoraSharp.Models.Backends;

/// <summary>How a backend holds weights that are stored in half precision and computed with in float32.</summary>
public enum HalfPrecisionWeights
{
    /// <summary>Widened when a function is loaded: four bytes a weight for as long as it stays loaded, and the fastest runs.</summary>
    WidenedAtLoad,

    /// <summary>Left where the file is mapped, and widened matrix by matrix while a run needs them: two bytes a weight, and the time to widen them in every run.</summary>
    WidenedAtUse,
}

/// <summary>What backends and predictions agree on.</summary>
internal static class BackendMemory
{
    /// <summary>Tensors of no more bytes than this (as float32) are widened when a function is loaded in any case.</summary>
    public const long AlwaysWidenedBytes = 1 << 20;
}
