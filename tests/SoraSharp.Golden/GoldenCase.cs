using System.Runtime.InteropServices;
using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden;

/// <summary>A case folder: <c>case.json</c> and <c>io.safetensors</c>. Everything about the case is read from them.</summary>
public sealed class GoldenCase : IDisposable
{
    private readonly SafetensorsFile _io;

    private GoldenCase(string folder, ModelConfig json, SafetensorsFile io)
    {
        Folder = folder;
        Json = json;
        _io = io;
        ReferenceClass = json.GetObject("reference").GetString("class");
        Call = json.GetObjectOrNull("call") ?? ModelConfig.Parse("{}"u8.ToArray(), json.Source);
    }

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary><c>case.json</c>.</summary>
    public ModelConfig Json { get; }

    /// <summary>The Python class that made the case.</summary>
    public string ReferenceClass { get; }

    /// <summary>Every scalar argument of the call.</summary>
    public ModelConfig Call { get; }

    /// <summary>The names of all tensors in <c>io.safetensors</c>.</summary>
    public IEnumerable<string> TensorNames => _io.Entries.Keys;

    /// <summary>The checkpoint's folder: what <c>checkpoint</c> says, or the folder <c>checkpoint</c> inside the case.</summary>
    public string CheckpointPath
    {
        get
        {
            string path = Resolve(Json.GetStringOrNull("checkpoint") ?? "checkpoint");
            return Directory.Exists(path) ? path : throw new CheckpointException($"{Folder}: its checkpoint {path} does not exist.");
        }
    }

    /// <summary>Whether the case has a checkpoint.</summary>
    public bool HasCheckpoint => Json.Has("checkpoint") || Directory.Exists(Resolve("checkpoint"));

    public static GoldenCase Open(string folder)
    {
        string full = Path.GetFullPath(folder);
        ModelConfig json = CheckpointFiles.FromFolder(full).ReadConfig("case.json");
        SafetensorsFile io = SafetensorsFile.Open(Path.Combine(full, "io.safetensors"));
        try
        {
            return new GoldenCase(full, json, io);
        }
        catch
        {
            io.Dispose();
            throw;
        }
    }

    /// <summary>The folder of a component: what <c>components</c> says, or the checkpoint's folder of that name.</summary>
    public string ComponentPath(string name) =>
        Json.GetObjectOrNull("components")?.GetStringOrNull(name) is { } path ? Resolve(path) : Path.Combine(CheckpointPath, name);

    /// <summary>Whether there is a tensor of that full name (<c>in.</c>, <c>mid.</c>, <c>out.</c>).</summary>
    public bool Has(string name) => _io.Entries.ContainsKey(name);

    /// <summary>Whether there is an input of that name (without <c>in.</c>).</summary>
    public bool HasInput(string name) => Has("in." + name);

    /// <summary>An input (name without <c>in.</c>): float32 or int64, whatever it is stored in.</summary>
    public HostTensor Input(string name) => Tensor("in." + name);

    /// <summary>Every input by its name without <c>in.</c>.</summary>
    public Dictionary<string, HostTensor> Inputs() => TensorNames.Where(n => n.StartsWith("in.", StringComparison.Ordinal))
        .ToDictionary(n => n[3..], Tensor, StringComparer.Ordinal);

    /// <summary>A tensor by its full name: float32 or int64, whatever it is stored in. For finding where a port departs (<c>mid.*</c>).</summary>
    public HostTensor Tensor(string name)
    {
        SafetensorsEntry entry = Entry(name);
        long[] shape = [.. entry.Shape];
        return entry.Dtype switch
        {
            "F64" => HostTensor.From(Array.ConvertAll(Doubles(name), d => (float)d), shape),
            "U8" or "I32" => HostTensor.From(Integers(entry), shape),
            _ => Stored(name).ToHost(),
        };
    }

    /// <summary>The expected outputs in <c>io.safetensors</c>.</summary>
    public GoldenOutputs Expected()
    {
        GoldenOutputs outputs = new();
        foreach (string name in TensorNames.Where(n => n.StartsWith(GoldenOutputs.Prefix, StringComparison.Ordinal)))
            outputs[name] = Entry(name).Dtype == "F64" ? GoldenValue.From(Doubles(name), [.. Entry(name).Shape]) : Tensor(name);

        // An output that the case announces but the file lacks would otherwise go unchecked.
        foreach (System.Text.Json.JsonProperty tensor in Json.GetObject("tensors").Json.EnumerateObject())
        {
            if (tensor.Name.StartsWith(GoldenOutputs.Prefix, StringComparison.Ordinal) && !Has(tensor.Name))
                throw new CheckpointException($"{Folder}: case.json lists {tensor.Name}, which io.safetensors lacks.");
        }

        return outputs;
    }

    /// <summary>The tolerance of an output, or null where the case states none.</summary>
    public double? Tolerance(string output)
    {
        ModelConfig tolerances = Json.GetObject("tolerance");
        string full = output.StartsWith(GoldenOutputs.Prefix, StringComparison.Ordinal) ? output : GoldenOutputs.Prefix + output;
        return tolerances.GetDoubleOrNull(full) ?? tolerances.GetDoubleOrNull(full[GoldenOutputs.Prefix.Length..]);
    }

    public void Dispose() => _io.Dispose();

    private string Resolve(string relative) => Path.GetFullPath(Path.Combine(Folder, relative));

    private SafetensorsEntry Entry(string name) => _io.Entries.TryGetValue(name, out SafetensorsEntry? entry)
        ? entry
        : throw new CheckpointException($"{Folder}: io.safetensors has no tensor {name}.");

    private StoredTensor Stored(string name) => _io.TryGet(name, out StoredTensor? tensor) ? tensor : throw new KeyNotFoundException(name);

    private double[] Doubles(string name) => MemoryMarshal.Cast<byte, double>(_io.Bytes(name)).ToArray();

    private long[] Integers(SafetensorsEntry entry) => entry.Dtype == "U8"
        ? Array.ConvertAll(_io.Bytes(entry.Name).ToArray(), b => (long)b)
        : Array.ConvertAll(MemoryMarshal.Cast<byte, int>(_io.Bytes(entry.Name)).ToArray(), i => (long)i);
}
