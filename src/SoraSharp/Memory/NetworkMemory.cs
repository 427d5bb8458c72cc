using SoraSharp.Models.Backends;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Memory;

/// <summary>
/// What a model made of networks takes. A stage's weights are those of every function it runs (mapped ones count once, copied ones for each
/// function that is loaded), its activations the largest peak of its runs plus what it holds besides; from decoding on the frames, float32 RGB, are held
/// too. See <see cref="FunctionMemory"/> for a run's formula; denoising has a margin, as ONNX Runtime keeps more than must exist. Thread-safe.
/// </summary>
internal sealed class NetworkMemory(HalfPrecisionWeights half, IReadOnlyList<NetworkUse> uses) : IModelMemory
{
    private const int BytesOfPixel = 3 * sizeof(float);

    /// <summary>How many times the formula's activations a transformer was measured to take, at most (docs/performance.md): what is predicted is to hold.</summary>
    private const double DenoisingMargin = 2.7;

    /// <inheritdoc />
    public IReadOnlyList<StageMemory> Predict(Shot shot)
    {
        ArgumentNullException.ThrowIfNull(shot);
        return [.. uses.GroupBy(u => u.Stage).OrderBy(g => g.Key).Select(g => Predict(g.Key, [.. g], shot)).OfType<StageMemory>()];
    }

    /// <inheritdoc />
    public void Release(GenerationStage stage)
    {
        foreach (NetworkUse use in uses.Where(u => u.Stage == stage)) use.Sessions.Release();
    }

    private StageMemory? Predict(GenerationStage stage, NetworkUse[] uses, Shot shot)
    {
        long mapped = 0, copied = 0, activations = 0;
        bool runs = false;
        foreach (NetworkUse use in uses)
        {
            Dictionary<string, long> once = new(StringComparer.Ordinal);
            foreach (FunctionRun run in use.Runs(shot))
            {
                runs = true;
                FunctionMemory memory = FunctionMemory.Of(run, half, parameter => StoredType(use.Weights, parameter));
                foreach ((string name, long bytes) in memory.MappedWeights) once[name] = bytes;
                copied += memory.CopiedWeights;
                activations = Math.Max(activations, memory.Activations + use.Host(shot));
            }

            mapped += once.Values.Sum();
        }

        if (!runs) return null;
        long frames = stage >= GenerationStage.VideoDecoding ? (long)shot.Shape.Frames * shot.Shape.Size.Width * shot.Shape.Size.Height * BytesOfPixel : 0;
        return new(stage, mapped, copied, (long)(activations * (stage == GenerationStage.Denoising ? DenoisingMargin : 1)) + frames);
    }

    private static ElementType StoredType(IWeightSource weights, Parameter parameter) => weights.TryGet(parameter.Name, out StoredTensor? tensor) ? tensor.Type : ElementType.Float32;
}
