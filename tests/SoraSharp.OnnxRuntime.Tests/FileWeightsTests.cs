using System.Buffers.Binary;
using System.Text;
using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.OnnxRuntime.Tests;

/// <summary>Weights that ONNX Runtime reads from the checkpoint's own files.</summary>
public sealed class FileWeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sorasharp-weights-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Every_storage_type_computes_what_it_stores(ElementType type)
    {
        string path = Save("weights.safetensors", type);
        Assert.Equal([3f, 7f, 11f], Apply(path));
    }

    [Fact]
    public void A_link_to_a_file_elsewhere_is_followed()
    {
        // Caches of downloaded models keep the files in one folder and link to them from another.
        Directory.CreateDirectory(Path.Combine(_folder, "blobs"));
        string blob = Save(Path.Combine("blobs", "0123abcd"), ElementType.Float32);
        string snapshot = Directory.CreateDirectory(Path.Combine(_folder, "snapshots", "main")).FullName;
        string link = Path.Combine(snapshot, "model.safetensors");
        File.CreateSymbolicLink(link, Path.GetRelativePath(snapshot, blob));
        Assert.Equal([3f, 7f, 11f], Apply(link));
    }

    [Fact]
    public void Tensors_off_their_alignment_are_read_too()
    {
        // A header of odd length puts every float on an odd address.
        byte[] header = Encoding.UTF8.GetBytes("""{"weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]}}""");
        if (header.Length % 2 == 0) header = [.. header, (byte)' '];
        byte[] file = new byte[8 + header.Length + 24];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        for (int i = 0; i < 6; i++) BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(8 + header.Length + (4 * i)), i + 1);
        string path = Path.Combine(_folder, "odd.safetensors");
        File.WriteAllBytes(path, file);
        Assert.Equal([3f, 7f, 11f], Apply(path));
    }

    [Fact]
    public void Weights_are_not_copied_into_the_process()
    {
        // 256 MB of weights; what the process allocates for them must be a small part of that.
        const int rows = 8192, columns = 8192;
        ParameterScope scope = new();
        Parameter weight = scope.Declare("weight", rows, columns);
        string path = Path.Combine(_folder, "large.safetensors");
        SafetensorsWriter writer = new();
        writer.Add("weight", HostTensor.Zeros(rows, columns));
        writer.Save(path);
        writer = new();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        using SafetensorsFile file = SafetensorsFile.Open(path);
        long before = Anonymous();
        using INetworkSession session = new OnnxBackend().Load(Function(weight, columns), file);
        float[] y = session.Run(new Dictionary<string, HostTensor> { ["x"] = HostTensor.Zeros(1, columns) })["y"].Floats;
        Assert.Equal(rows, y.Length);
        long grown = Anonymous() - before;
        Assert.True(grown < 64 << 20, $"{grown >> 20} MB of private memory for 256 MB of mapped weights.");
    }

    private static long Anonymous() => OperatingSystem.IsLinux()
        ? 1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
        : 0;

    private static NetworkFunction Function(Parameter weight, int columns) => new("linear", [new("x", ElementType.Float32, "n", columns)], inputs =>
        new NetworkValues(inputs.Interpreter) { ["y"] = inputs.Interpreter.Linear(inputs["x"], inputs.Interpreter.Weight(weight), null) });

    private static float[] Apply(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        using INetworkSession session = new OnnxBackend().Load(Function(new ParameterScope().Declare("weight", 3, 2), 2), file);
        return session.Run(new Dictionary<string, HostTensor> { ["x"] = HostTensor.From([1f, 1], 1, 2) })["y"].Floats;
    }

    private string Save(string name, ElementType type)
    {
        string path = Path.Combine(_folder, name);
        SafetensorsWriter writer = new();
        writer.Add("weight", HostTensor.From([1f, 2, 3, 4, 5, 6], 3, 2), type);
        writer.Save(path);
        return path;
    }
}
