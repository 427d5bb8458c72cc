using System.Buffers.Binary;
using System.Text.Json;

namespace SoraSharp.Models.Checkpoints;

/// <summary>
/// The header of a safetensors file (huggingface/safetensors, "Format"): eight bytes of length, then JSON that gives
/// every tensor's type, shape and place. A file may come from anywhere, so nothing in it is believed before it is checked.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header the format allows, in bytes.</summary>
    public const int MaximumBytes = 100_000_000;

    private const int PrefixBytes = 8;
    private const int MaximumRank = 16;

    private readonly string _file;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string file) => _file = file;

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Where the tensors' bytes begin, counted from the start of the file.</summary>
    public long DataStart { get; private init; }

    /// <summary>Reads and checks the header of a file of <paramref name="fileLength"/> bytes that begins at <paramref name="start"/>.</summary>
    public static unsafe SafetensorsHeader Read(string file, byte* start, long fileLength)
    {
        if (fileLength < PrefixBytes)
            throw new CheckpointException($"{file} has {fileLength} bytes; a safetensors file begins with {PrefixBytes} bytes of header length. Download it again.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(start, PrefixBytes));
        if (length > MaximumBytes)
            throw new CheckpointException($"{file} states a header of {length} bytes; at most {MaximumBytes} are allowed. It is not a safetensors file, or it is damaged.");
        if ((long)length > fileLength - PrefixBytes)
            throw new CheckpointException($"{file} states a header of {length} bytes but has {fileLength - PrefixBytes} after the length. It is truncated; download it again.");

        SafetensorsHeader header = new(file) { DataStart = PrefixBytes + (long)length };
        try
        {
            header.ReadJson(new ReadOnlySpan<byte>(start + PrefixBytes, (int)length));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException($"{file}: the header is not the JSON that safetensors prescribes: {e.Message}", e);
        }

        header.CheckPlaces(fileLength - header.DataStart);
        return header;
    }

    private void ReadJson(ReadOnlySpan<byte> json)
    {
        // Root, tensor, list of numbers: anything deeper is not a header.
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });
        Expect(ref reader, JsonTokenType.StartObject, "the header");
        while (NextProperty(ref reader, out string name))
        {
            if (name == "__metadata__") ReadMetadata(ref reader);
            else ReadEntry(ref reader, name);
        }

        if (reader.Read()) throw Damaged("the header goes on after its end");
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "__metadata__");
        while (NextProperty(ref reader, out string key))
        {
            Expect(ref reader, JsonTokenType.String, $"__metadata__.{Clip(key)}");
            if (!_metadata.TryAdd(key, reader.GetString()!)) throw Damaged($"__metadata__ has the key {Clip(key)} twice");
        }
    }

    private void ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? dtype = null;
        List<long>? shape = null, offsets = null;
        string what = $"tensor {Clip(name)}";
        Expect(ref reader, JsonTokenType.StartObject, what);
        while (NextProperty(ref reader, out string key))
        {
            switch (key)
            {
                case "dtype" when dtype is null:
                    Expect(ref reader, JsonTokenType.String, $"dtype of {what}");
                    dtype = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, $"shape of {what}");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, $"data_offsets of {what}");
                    break;
                default:
                    throw Damaged($"{what} has the key {Clip(key)}, unknown or twice; it has dtype, shape and data_offsets once each");
            }
        }

        if (dtype is null || shape is null || offsets is null)
            throw Damaged($"{what} lacks {(dtype is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        if (offsets.Count != 2 || offsets[1] < offsets[0])
            throw Damaged($"{what} has data_offsets [{string.Join(", ", offsets)}]; they are a begin and an end that is not before it");
        if (SafetensorsEntry.SizeOf(dtype) is not { } size)
            throw Damaged($"{what} has dtype {Clip(dtype)}, which is not a known one; networks read F32, F16, BF16 and I64");

        long bytes = ByteLength(what, size, shape);
        if (bytes != offsets[1] - offsets[0])
            throw Damaged($"{what}, {dtype} [{string.Join(", ", shape)}], needs {bytes} bytes; its data_offsets [{offsets[0]}, {offsets[1]}] hold {offsets[1] - offsets[0]}");
        if (!_entries.TryAdd(name, new SafetensorsEntry(name, dtype, shape.AsReadOnly(), offsets[0], bytes)))
            throw Damaged($"{what} is there twice");
    }

    private long ByteLength(string what, int elementSize, List<long> shape)
    {
        try
        {
            // A zero anywhere makes the product 0, whatever the others are; multiply without it to notice overflow all the same.
            long product = elementSize;
            foreach (long length in shape) product = checked(product * Math.Max(length, 1));
            return shape.Contains(0) ? 0 : product;
        }
        catch (OverflowException)
        {
            throw Damaged($"{what} has shape [{string.Join(", ", shape)}], more bytes than a file can hold");
        }
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string what)
    {
        Expect(ref reader, JsonTokenType.StartArray, what);
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Damaged($"{what} holds something that is not a whole number from 0 to 2^63-1");
            if (numbers.Count == MaximumRank) throw Damaged($"{what} has more than {MaximumRank} numbers");
            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>Every byte after the header belongs to exactly one tensor.</summary>
    private void CheckPlaces(long dataLength)
    {
        long end = 0;
        SafetensorsEntry? previous = null;
        foreach (SafetensorsEntry entry in _entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.ByteLength))
        {
            string range = $"tensor {Clip(entry.Name)} lies at bytes {entry.Offset} to {entry.Offset + entry.ByteLength}";
            if (entry.Offset < end) throw Damaged($"{range} and overlaps tensor {Clip(previous!.Name)}, which ends at {end}");
            if (entry.Offset > end) throw Damaged($"{range}; bytes {end} to {entry.Offset} belong to no tensor");
            end = entry.Offset + entry.ByteLength;
            if (end > dataLength) throw Damaged($"{range}, but only {dataLength} bytes follow the header. The file is truncated; download it again");
            previous = entry;
        }

        if (end != dataLength) throw Damaged($"{dataLength - end} bytes after the last tensor belong to none");
    }

    private bool NextProperty(ref Utf8JsonReader reader, out string name)
    {
        if (!reader.Read()) throw Damaged("the header ends too early");
        name = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : "";
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type) throw Damaged($"{what} is {reader.TokenType}, not {type}");
    }

    private CheckpointException Damaged(string problem) => new($"{_file}: {problem}.");

    private static string Clip(string text) => text.Length <= 200 ? text : $"{text[..200]}… ({text.Length} characters)";
}
