using System.Text.Json;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;

namespace SoraSharp.FullWidth;

/// <summary>A component of published widths with random weights: sharded safetensors files and a configuration, as diffusers saves them.</summary>
internal static class RandomCheckpoint
{
    private const long ShardBytes = 1 << 30;

    /// <summary>Writes the component, unless the folder holds it already.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="config">The configuration's file.</param>
    /// <param name="parameters">What the network declares.</param>
    /// <param name="type">What to store weights in.</param>
    public static void Write(string folder, string config, ParameterScope parameters, ElementType type)
    {
        string index = Path.Combine(folder, "diffusion_pytorch_model.safetensors.index.json");
        if (File.Exists(index)) return;
        Directory.CreateDirectory(folder);
        File.Copy(config, Path.Combine(folder, "config.json"), overwrite: true);
        Parameter[][] shards = [.. Shards(parameters.Declared, type)];
        Dictionary<string, string> files = [];
        for (int i = 0; i < shards.Length; i++)
        {
            string name = $"diffusion_pytorch_model-{i + 1:00000}-of-{shards.Length:00000}.safetensors";
            SafetensorsWriter writer = new();
            foreach (Parameter parameter in shards[i])
            {
                writer.Add(parameter.Name, Values(parameter, files.Count), type);
                files.Add(parameter.Name, name);
            }

            writer.Save(Path.Combine(folder, name));
        }

        File.WriteAllText(index, JsonSerializer.Serialize(new { metadata = new { }, weight_map = files }));
    }

    private static IEnumerable<Parameter[]> Shards(IEnumerable<Parameter> parameters, ElementType type)
    {
        List<Parameter> shard = [];
        long bytes = 0;
        foreach (Parameter parameter in parameters)
        {
            long size = Count(parameter) * type.ByteSize();
            if (bytes > 0 && bytes + size > ShardBytes)
            {
                yield return [.. shard];
                shard.Clear();
                bytes = 0;
            }

            shard.Add(parameter);
            bytes += size;
        }

        yield return [.. shard];
    }

    /// <summary>Matrices keep the size of what they multiply; gains are about 1.</summary>
    private static HostTensor Values(Parameter parameter, int seed)
    {
        Random random = new(seed);
        long[] shape = [.. parameter.Shape];
        HostTensor tensor = HostTensor.Zeros(shape);
        float scale = shape.Length > 1 ? 1 / MathF.Sqrt((float)Count(parameter) / shape[0]) : 0.02f;
        float middle = shape.Length == 1 && parameter.Name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0;
        foreach (ref float value in tensor.Floats.AsSpan()) value = middle + (scale * ((random.NextSingle() * 2) - 1));
        return tensor;
    }

    private static long Count(Parameter parameter) => parameter.Shape.Aggregate(1L, (product, length) => product * length);
}
