using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Memory;

/// <summary>A run of a function whose memory is asked for.</summary>
/// <param name="Function">The function.</param>
/// <param name="Axes">The length of every axis that its inputs name.</param>
internal sealed record FunctionRun(NetworkFunction Function, IReadOnlyDictionary<string, long> Axes);

/// <summary>
/// What a function takes: weights for as long as it is loaded, and the peak of a run,
/// inputs + max over operations of (values still needed + result + workspace) + copies of the outputs.
/// Workspaces: attention lays out q, k, v and its result by heads (their bytes again), and holds scores [B, heads, Lq, Lk] twice where a bias
/// is added; a transposed convolution holds its columns. Matrix products and convolutions work in blocks of negligible size.
/// </summary>
/// <param name="MappedWeights">Bytes of the weights that stay in their file, by name.</param>
/// <param name="CopiedWeights">Bytes of weights that are copied when the function is loaded.</param>
/// <param name="Activations">The peak of a run, in bytes.</param>
/// <param name="Outputs">The shape of every output.</param>
internal sealed record FunctionMemory(IReadOnlyDictionary<string, long> MappedWeights, long CopiedWeights, long Activations, IReadOnlyDictionary<string, IReadOnlyList<long>> Outputs)
{
    /// <summary>Works it out on paper: the forward pass on sizes alone.</summary>
    /// <param name="run">The function and its lengths.</param>
    /// <param name="weights">How the backend holds weights of half precision.</param>
    /// <param name="typeOf">The type that each parameter is stored in.</param>
    public static FunctionMemory Of(FunctionRun run, HalfPrecisionWeights weights, Func<Parameter, ElementType> typeOf)
    {
        MemoryInterpreter interpreter = new(weights, typeOf);
        NetworkValues inputs = new(interpreter);
        foreach (InputSpec input in run.Function.Inputs) inputs.Add(input.Name, interpreter.Input(input, run.Axes));
        long given = inputs.Values.Sum(i => ((MemoryTensor)i).Bytes);
        NetworkValues outputs = run.Function.Body(inputs);
        interpreter.Keep(outputs.Values);
        long returned = outputs.Values.Sum(o => ((MemoryTensor)o).Bytes);
        return new(interpreter.MappedWeights, interpreter.CopiedWeights, given + interpreter.Peak() + returned, outputs.ToDictionary(o => o.Key, o => (IReadOnlyList<long>)((MemoryTensor)o.Value).Lengths));
    }
}
