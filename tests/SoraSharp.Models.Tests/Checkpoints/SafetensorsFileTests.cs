using System.Text;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int, string> DamagedHeaders => new()
    {
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "overlaps tensor a" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "overlaps tensor" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}""", 16, "bytes 8 to 12 belong to no tensor" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "bytes 0 to 4 belong to no tensor" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "4 bytes after the last tensor" },
        { """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 12, "truncated" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775799,9223372036854775807]}}""", 8, "belong to no tensor" },
        { """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "needs 12 bytes" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "data_offsets [8, 0]" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "data_offsets [0]" },
        { """{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "shape of tensor a" },
        { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", 8, "shape of tensor a" },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", 8, "more bytes than a file can hold" },
        { """{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]}}""", 0, "more bytes than a file can hold" },
        { """{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "more than 16 numbers" },
        { """{"a":{"dtype":"Q7","shape":[2],"data_offsets":[0,8]}}""", 8, "tensor a has dtype Q7" },
        { """{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}""", 8, "dtype of tensor a" },
        { """{"a":{"shape":[2],"data_offsets":[0,8]}}""", 8, "lacks dtype" },
        { """{"a":{"dtype":"F32","data_offsets":[0,8]}}""", 8, "lacks shape" },
        { """{"a":{"dtype":"F32","shape":[2]}}""", 8, "lacks data_offsets" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "the key dtype, unknown or twice" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 16, "tensor a is there twice" },
        { """{"a":7}""", 0, "tensor a is Number" },
        { """{"__metadata__":{"format":7}}""", 0, "__metadata__.format is Number" },
        { """{"__metadata__":{"x":"1","x":"2"}}""", 0, "the key x twice" },
        { """[]""", 0, "the header is StartArray" },
        { """{"a":""", 0, "not the JSON that safetensors prescribes" },
        { "", 0, "not the JSON that safetensors prescribes" },
        { """{} {}""", 0, "not the JSON that safetensors prescribes" },
        { """{"a":{"dtype":"F32","shape":[[[[[[2]]]]]],"data_offsets":[0,8]}}""", 8, "shape of tensor a" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(DamagedHeaders))]
    public void A_damaged_header_is_refused_with_the_reason(string header, int dataBytes, string reason)
    {
        string path = _folder.Write("damaged.safetensors", TemporaryFolder.Raw(header, dataBytes));
        CheckpointException error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000_001ul, "at most 100000000")]
    [InlineData(ulong.MaxValue, "at most 100000000")]
    [InlineData(99_999_999ul, "truncated")]
    [InlineData(3ul, "truncated")]
    public void A_header_longer_than_the_file_or_the_format_allows_is_refused(ulong stated, string reason)
    {
        string path = _folder.Write("long.safetensors", TemporaryFolder.Raw("{}", 0, stated));
        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deeply_nested_header_is_refused_without_recursion()
    {
        byte[] header = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 2_000_000));
        string path = _folder.Write("bomb.safetensors", TemporaryFolder.Raw(header, []));
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));
        header = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 400_000)));
        path = _folder.Write("bomb2.safetensors", TemporaryFolder.Raw(header, []));
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public void A_name_of_a_megabyte_is_shortened_in_the_message()
    {
        string path = _folder.Write("name.safetensors", TemporaryFolder.Raw("{\"" + new string('n', 1 << 20) + "\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4));
        Assert.InRange(Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path)).Message.Length, 1, 2000);
    }

    [Fact]
    public void A_name_that_is_not_UTF8_is_refused()
    {
        byte[] header = [.. "{\""u8, 0xFF, 0xFE, .. "\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}"u8];
        string path = _folder.Write("utf8.safetensors", TemporaryFolder.Raw(header, new byte[4]));
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public void Missing_empty_and_short_files_are_refused()
    {
        Assert.Contains("does not exist", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(_folder.File("none.safetensors"))).Message, StringComparison.Ordinal);
        string empty = _folder.Write("empty.safetensors", []), five = _folder.Write("five.safetensors", new byte[5]);
        Assert.Contains("empty", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(empty)).Message, StringComparison.Ordinal);
        Assert.Contains("5 bytes", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(five)).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(_folder.Path));
    }

    [Fact]
    public void Every_truncation_of_a_real_file_is_refused()
    {
        SafetensorsWriter writer = new();
        writer.Add("weight", HostTensor.From([1f, 2, 3, 4], 2, 2));
        writer.Add("ids", HostTensor.From([5L, 6], 2));
        using MemoryStream stream = new();
        writer.Write(stream);
        byte[] whole = stream.ToArray();
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] part = whole[..length];
            Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(new MemoryStream(part), "part"));
        }

        using SafetensorsFile file = SafetensorsFile.Open(new MemoryStream(whole), "whole");
        Assert.Equal(2, file.Entries.Count);
    }

    [Fact]
    public void A_tensor_off_its_alignment_is_read_through_an_aligned_copy()
    {
        string header = """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"F32","shape":[2],"data_offsets":[3,11]}}""";
        byte[] data = [1, 2, 3, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)];
        using SafetensorsFile file = SafetensorsFile.Open(_folder.Write("odd.safetensors", TemporaryFolder.Raw(Encoding.UTF8.GetBytes(header), data)));
        Assert.True(file.TryGet("b", out StoredTensor? tensor));
        Assert.Equal(0, tensor.Address % 4);
        Assert.Equal([1.5f, -2f], tensor.ToFloats());
        Assert.True(file.TryGet("b", out StoredTensor? again));
        Assert.Equal(tensor.Address, again.Address);
    }

    [Fact]
    public void A_type_that_networks_do_not_compute_with_is_named_when_it_is_asked_for()
    {
        using SafetensorsFile file = SafetensorsFile.Open(_folder.Write("f8.safetensors", TemporaryFolder.Raw("""{"w":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", 4)));
        string message = Assert.Throws<CheckpointException>(() => file.TryGet("w", out _)).Message;
        Assert.Contains("tensor w", message, StringComparison.Ordinal);
        Assert.Contains("F8_E4M3", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ElementType.Float32, float.NaN)]
    [InlineData(ElementType.Float16, float.PositiveInfinity)]
    [InlineData(ElementType.BFloat16, float.NaN)]
    public void Verify_names_the_tensor_that_is_not_finite(ElementType type, float bad)
    {
        SafetensorsWriter writer = new();
        writer.Add("good", HostTensor.From([1f, -65504f, 0], 3), type);
        writer.Add("bad", HostTensor.From([1f, 2, bad], 3), type);
        string path = _folder.File("nan.safetensors");
        writer.Save(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        string message = Assert.Throws<CheckpointException>(() => file.Verify()).Message;
        Assert.Contains("bad (element 2)", message, StringComparison.Ordinal);
        Assert.DoesNotContain("good", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Verify_finds_the_place_wherever_it_is(ElementType type)
    {
        // 71 is no multiple of a vector's length: the last places are in the remainder.
        for (int at = 0; at < 71; at++)
        {
            float[] values = new float[71];
            Array.Fill(values, type is ElementType.Float16 ? 65504f : 3.3e38f);
            values[at] = at % 2 == 0 ? float.NaN : float.NegativeInfinity;
            SafetensorsWriter writer = new();
            writer.Add("w", HostTensor.From(values, 71), type);
            using MemoryStream stream = new();
            writer.Write(stream);
            using SafetensorsFile file = SafetensorsFile.Open(new MemoryStream(stream.ToArray()), "memory");
            Assert.Contains($"w (element {at})", Assert.Throws<CheckpointException>(() => file.Verify()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Verify_answers_cancellation()
    {
        SafetensorsWriter writer = new();
        writer.Add("w", HostTensor.Zeros(4));
        string path = _folder.File("w.safetensors");
        writer.Save(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Throws<OperationCanceledException>(() => file.Verify(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_disposed_file_is_not_read()
    {
        SafetensorsWriter writer = new();
        writer.Add("w", HostTensor.Zeros(4));
        writer.Save(_folder.File("w.safetensors"));
        SafetensorsFile file = SafetensorsFile.Open(_folder.File("w.safetensors"));
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.TryGet("w", out _));
    }

    [Fact]
    public void Many_threads_read_one_file()
    {
        SafetensorsWriter writer = new();
        for (int i = 0; i < 50; i++) writer.Add($"w{i}", HostTensor.From([i, i + 0.5f], 2));
        writer.Save(_folder.File("many.safetensors"));
        using SafetensorsFile file = SafetensorsFile.Open(_folder.File("many.safetensors"));
        Parallel.For(0, 2000, i =>
        {
            Assert.True(file.TryGet($"w{i % 50}", out StoredTensor? tensor));
            Assert.Equal([i % 50, (i % 50) + 0.5f], tensor.ToFloats());
        });
    }
}
