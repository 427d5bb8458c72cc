using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Checkpoints;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back()
    {
        Random random = new(7);
        float[] values = [.. Enumerable.Range(0, 60).Select(_ => ((float)random.NextDouble() * 8) - 4)];
        SafetensorsWriter writer = new();
        writer.Add("half", HostTensor.From(values, 3, 4, 5), ElementType.Float16);
        writer.Add("full", HostTensor.From(values, 60));
        writer.Add("brain", HostTensor.From(values, 5, 12), ElementType.BFloat16);
        writer.Add("ids", HostTensor.From([long.MinValue, 0, long.MaxValue], 3));
        writer.Add("flags", HostTensor.From([true, false, true], 3));
        writer.Add("scalar", HostTensor.From([42f]));
        writer.Add("empty", HostTensor.Zeros(0, 3));
        writer.Save(_folder.File("all.safetensors"));

        using SafetensorsFile file = SafetensorsFile.Open(_folder.File("all.safetensors"));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(values, Get(file, "full").ToFloats());
        Assert.Equal([.. values.Select(v => (float)(Half)v)], Get(file, "half").ToFloats());
        Assert.Equal([3, 4, 5], Get(file, "half").Shape);
        Assert.All(values.Zip(Get(file, "brain").ToFloats()), v => Assert.InRange(Math.Abs(v.First - v.Second), 0, Math.Abs(v.First) / 256));
        Assert.Equal([long.MinValue, 0, long.MaxValue], Get(file, "ids").ToHost().Int64s);
        Assert.Equal([true, false, true], Get(file, "flags").ToHost().Bools);
        Assert.Empty(Get(file, "scalar").Shape);
        Assert.Equal([42f], Get(file, "scalar").ToFloats());
        Assert.Equal(0, Get(file, "empty").ByteLength);
        Assert.All(file.Entries.Values, e => Assert.Equal(0, e.Offset % e.Type!.Value.ByteSize()));
    }

    [Fact]
    public void BFloat16_is_rounded_to_the_nearest_even()
    {
        // 1 + 2^-8 lies between 1 and 1 + 2^-7; 1 + 3·2^-8 between odd 1 + 2^-7 and even 1 + 2^-6.
        float[] values = [1 + (1f / 256), 1 + (3f / 256), 1 + (1f / 256) + (1f / 4096), -0f, float.NaN];
        SafetensorsWriter writer = new();
        writer.Add("w", HostTensor.From(values, 5), ElementType.BFloat16);
        writer.Save(_folder.File("w.safetensors"));
        using SafetensorsFile file = SafetensorsFile.Open(_folder.File("w.safetensors"));
        Assert.Equal([1f, 1 + (1f / 64), 1 + (1f / 128), -0f, float.NaN], Get(file, "w").ToFloats());
    }

    [Fact]
    public void A_value_too_large_for_its_type_is_named_and_leaves_no_file()
    {
        SafetensorsWriter writer = new();
        writer.Add("large", HostTensor.From([1f, 70000f], 2), ElementType.Float16);
        string message = Assert.Throws<InvalidOperationException>(() => writer.Save(_folder.File("w.safetensors"))).Message;
        Assert.Contains("large", message, StringComparison.Ordinal);
        Assert.Contains("70000", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Names_twice_and_impossible_types_are_refused()
    {
        SafetensorsWriter writer = new();
        writer.Add("w", HostTensor.Zeros(1));
        Assert.Throws<ArgumentException>(() => writer.Add("w", HostTensor.Zeros(1)));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", HostTensor.Zeros(1)));
        Assert.Throws<ArgumentException>(() => writer.Add("x", HostTensor.From([1L], 1), ElementType.BFloat16));
        Assert.Throws<ArgumentException>(() => writer.Add("x", HostTensor.Zeros(1), ElementType.Int64));
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes_in_any_order_of_adding()
    {
        Assert.Equal(Bytes("a", "b", "c"), Bytes("c", "a", "b"));

        static byte[] Bytes(params string[] names)
        {
            SafetensorsWriter writer = new();
            foreach (string name in names) writer.Add(name, HostTensor.From([name[0]], 1));
            using MemoryStream stream = new();
            writer.Write(stream);
            return stream.ToArray();
        }
    }

    private static StoredTensor Get(SafetensorsFile file, string name)
    {
        Assert.True(file.TryGet(name, out StoredTensor? tensor));
        return tensor;
    }
}
