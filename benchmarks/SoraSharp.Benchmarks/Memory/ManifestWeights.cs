using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace SoraSharp.Benchmarks.Memory;

/// <summary>Writes safetensors files of the tensors that a manifest lists (name, shape as 4096x128, kind), stored in bfloat16.</summary>
internal static class ManifestWeights
{
    private const int BytesOfElement = 2;

    /// <summary>Writes a file whose numbers are a hole: it has its full length and takes no space.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="path">The file.</param>
    /// <param name="header">How many lines name columns.</param>
    public static void WriteHollow(string manifest, string path, int header = 1) => Write(Tensors(File.ReadLines(manifest).Skip(header)), path, null);

    /// <summary>Writes a file with small random numbers.</summary>
    public static void WriteRandom(IEnumerable<(string Name, long[] Shape)> tensors, string path, int seed) => Write([.. tensors], path, new Random(seed));

    private static List<(string Name, long[] Shape)> Tensors(IEnumerable<string> lines) =>
        [.. lines.Select(line => line.Split('\t')).Select(c => (c[0], c[1].Length == 0 ? [] : c[1].Split('x').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray()))];

    private static void Write(List<(string Name, long[] Shape)> tensors, string path, Random? random)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = new(path, FileMode.Create, FileAccess.ReadWrite);
        long length = 0;
        using MemoryStream header = new();
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            foreach ((string name, long[] shape) in tensors)
            {
                long end = length + (shape.Aggregate(1L, (p, n) => p * n) * BytesOfElement);
                json.WriteStartObject(name);
                json.WriteString("dtype", "BF16");
                json.WriteStartArray("shape");
                foreach (long axis in shape) json.WriteNumberValue(axis);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(length);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                length = end;
            }

            json.WriteEndObject();
        }

        while (header.Length % 8 != 0) header.WriteByte((byte)' ');
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        file.Write(prefix);
        header.WriteTo(file);
        long start = file.Position;
        if (random is not null) Fill(file, length, random);
        file.SetLength(start + length);
    }

    /// <summary>bfloat16 of magnitude 2⁻⁷ to 2⁻⁵: nothing overflows in a few layers.</summary>
    private static void Fill(FileStream file, long length, Random random)
    {
        byte[] block = new byte[1 << 22];
        for (int i = 0; i < block.Length; i += 2)
        {
            int exponent = 120 + random.Next(3);
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(i), (ushort)((random.Next(2) << 15) | (exponent << 7) | random.Next(128)));
        }

        for (long done = 0; done < length; done += block.Length) file.Write(block.AsSpan(0, (int)Math.Min(block.Length, length - done)));
    }
}
