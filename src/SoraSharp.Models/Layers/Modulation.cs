using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>
/// The timesteps of a stream: one for every row of a batch, or the distinct ones and for every token which of them is its own
/// (conditioning frames have few levels, so what depends on a level is computed once and not per token).
/// </summary>
/// <param name="Values">[levels], scaled as timesteps are.</param>
/// <param name="TokenLevels">[B, L] int64 into <paramref name="Values"/>, or null where the levels are the rows.</param>
internal sealed record NoiseLevels(Tensor Values, Tensor? TokenLevels)
{
    /// <summary>The same levels on another scale.</summary>
    public NoiseLevels Scaled(double factor) => factor == 1 ? this : this with { Values = Values * factor };

    /// <summary>From one value per level [levels, 1, features] to what broadcasts over tokens [B, 1 or L, features].</summary>
    public Tensor Spread(Tensor perLevel) => TokenLevels is null ? perLevel : perLevel.Squeeze(1).Gather(0, TokenLevels);
}

/// <summary>Modulation parameters of every level, and how they reach the tokens.</summary>
/// <param name="Levels">The levels.</param>
/// <param name="Parameters">[levels, count, features].</param>
/// <param name="Embedding">The embedded timestep they come from, [levels, 1, features].</param>
internal sealed record Modulation(NoiseLevels Levels, Tensor Parameters, Tensor Embedding);

/// <summary>The sinusoidal embedding of a timestep through two linear layers: [n] → [n, features]. Source: diffusers <c>embeddings.py</c>.</summary>
internal sealed class TimestepEmbedding(ParameterScope scope, long features, int sinusoids = 256)
{
    private readonly Linear _first = new(scope["linear_1"], sinusoids, features);
    private readonly Linear _second = new(scope["linear_2"], features, features);

    public Tensor Forward(Tensor timesteps)
    {
        Interpreter interpreter = timesteps.Interpreter;
        float[] frequencies = new float[sinusoids / 2];
        for (int i = 0; i < frequencies.Length; i++)
        {
            frequencies[i] = MathF.Exp((float)-Math.Log(10000) * i / frequencies.Length);
        }

        Tensor angles = timesteps.Unsqueeze(1) * interpreter.Constant(frequencies, 1, frequencies.Length);
        Tensor waves = interpreter.Concat(1, angles.Cos(), angles.Sin());
        return _second.Forward(_first.Forward(waves).Silu());
    }
}

/// <summary>A block's own offsets to the shared modulation parameters: one row of features for each.</summary>
/// <param name="scope">The block.</param>
/// <param name="name">The table's name.</param>
/// <param name="count">Its rows.</param>
/// <param name="features">Its columns.</param>
/// <param name="stored">Axes of length 1 before the rows, as the checkpoint stores them.</param>
internal sealed class ModulationTable(ParameterScope scope, string name, int count, long features, int stored = 0)
{
    private readonly Parameter _table = scope.Declare(name, [.. Enumerable.Repeat(1L, stored), count, features]);

    /// <summary>The parameters without any timestep: one [1, 1, features] for each row.</summary>
    public Tensor[] Static(Interpreter interpreter) => Rows(Table(interpreter).Unsqueeze(0), count, null);

    /// <summary>The table's rows from <paramref name="first"/> on plus shared parameters: for each one that broadcasts to [B, L, features].</summary>
    public Tensor[] With(Modulation shared, int first = 0)
    {
        int taken = (int)shared.Parameters.Shape[1].Value;
        Tensor table = Table(shared.Parameters.Interpreter);
        return Rows(shared.Parameters + (taken == count ? table : table.Slice(0, first, first + taken)), taken, shared.Levels);
    }

    /// <summary>The table's rows plus the embedded timestep itself, as the output layer uses them.</summary>
    public Tensor[] WithEmbedding(Modulation shared) => Rows(shared.Embedding + Table(shared.Embedding.Interpreter), count, shared.Levels);

    private Tensor Table(Interpreter interpreter) => stored == 0 ? interpreter.Weight(_table) : interpreter.Weight(_table).Reshape(count, features);

    private static Tensor[] Rows(Tensor parameters, int taken, NoiseLevels? levels)
    {
        Tensor[] rows = new Tensor[taken];
        for (int i = 0; i < taken; i++)
        {
            Tensor row = parameters.Slice(1, i, i + 1);
            rows[i] = levels is null ? row : levels.Spread(row);
        }

        return rows;
    }
}

/// <summary>Scale and shift of normalised activations.</summary>
internal static class ModulationExtensions
{
    /// <summary>x·(1 + scale) + shift.</summary>
    public static Tensor Modulate(this Tensor x, Tensor scale, Tensor shift) => x * (1 + scale) + shift;
}
