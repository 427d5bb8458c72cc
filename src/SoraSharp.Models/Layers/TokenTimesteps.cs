using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>
/// Timesteps of tokens as transformers take them: the distinct ones, and for every token which of them is its own.
/// Conditioning gives a clip few levels, and modulation is computed once for each.
/// </summary>
/// <param name="Levels">The distinct timesteps, [levels].</param>
/// <param name="TokenLevels">The index of every token's, int64 [B, tokens].</param>
public sealed record TokenTimesteps(HostTensor Levels, HostTensor TokenLevels)
{
    /// <summary>Finds the levels of timesteps given for every token, [B, tokens].</summary>
    public static TokenTimesteps Of(HostTensor timesteps)
    {
        ArgumentNullException.ThrowIfNull(timesteps);
        if (timesteps.Shape.Count != 2) throw new ArgumentException($"Timesteps of tokens are {timesteps}; they are [batch, tokens].", nameof(timesteps));
        Dictionary<float, long> levels = [];
        long[] index = new long[timesteps.Count];
        for (int i = 0; i < index.Length; i++)
        {
            float timestep = timesteps.Floats[i];
            if (!levels.TryGetValue(timestep, out index[i])) levels.Add(timestep, index[i] = levels.Count);
        }

        return new TokenTimesteps(HostTensor.From([.. levels.Keys], levels.Count), HostTensor.From(index, [.. timesteps.Shape]));
    }
}
