using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Checkpoints;

/// <summary>
/// Writes a safetensors file. Tensors are laid out by falling element size, then by name, and the header is padded
/// to eight bytes, so that every tensor is aligned when the file is mapped. Not thread-safe.
/// </summary>
public sealed class SafetensorsWriter
{
    private readonly SortedDictionary<string, (HostTensor Tensor, ElementType Type)> _tensors = new(StringComparer.Ordinal);

    /// <summary>Adds a tensor; it is read when the file is written.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="tensor">The values.</param>
    /// <param name="type">The type to store them in: float32 values may be stored as fp16 or bf16 (rounded to nearest even); by default as they are.</param>
    /// <exception cref="ArgumentException">The name is taken, or the values cannot be stored in that type.</exception>
    public void Add(string name, HostTensor tensor, ElementType? type = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ElementType stored = type ?? tensor.Type;
        if (stored != tensor.Type && !(tensor.Type is ElementType.Float32 && stored is (ElementType.Float16 or ElementType.BFloat16)))
            throw new ArgumentException($"Tensor {name} holds {tensor.Type}, which cannot be stored as {stored}.", nameof(type));
        if (name == "__metadata__" || !_tensors.TryAdd(name, (tensor, stored)))
            throw new ArgumentException($"A tensor cannot be called {name}: the name is taken.", nameof(name));
    }

    /// <summary>Writes the file under a temporary name and moves it into place.</summary>
    /// <exception cref="InvalidOperationException">A finite value is too large for the type it is to be stored in.</exception>
    public void Save(string path)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write)) Write(stream);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes the file to a stream.</summary>
    /// <exception cref="InvalidOperationException">A finite value is too large for the type it is to be stored in.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (string Name, HostTensor Tensor, ElementType Type)[] order =
            [.. _tensors.Select(t => (t.Key, t.Value.Tensor, t.Value.Type)).OrderByDescending(t => t.Type.ByteSize())];
        byte[] header = Header(order);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach ((string name, HostTensor tensor, ElementType type) in order)
        {
            if (type == tensor.Type) stream.Write(tensor.AsBytes());
            else stream.Write(MemoryMarshal.AsBytes<ushort>(Narrow(name, tensor.Floats, type)));
        }
    }

    private static byte[] Header((string Name, HostTensor Tensor, ElementType Type)[] order)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, HostTensor tensor, ElementType type) in order)
            {
                long end = offset + ((long)tensor.Count * type.ByteSize());
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsEntry.DtypeOf(type));
                json.WriteStartArray("shape");
                foreach (long axis in tensor.Shape) json.WriteNumberValue(axis);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static ushort[] Narrow(string name, float[] values, ElementType type)
    {
        ushort[] bits = new ushort[values.Length];
        if (type is ElementType.Float16)
        {
            TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<ushort, Half>(bits.AsSpan()));
        }
        else
        {
            for (int i = 0; i < bits.Length; i++) bits[i] = ToBFloat16(values[i]);
        }

        ushort infinity = type is ElementType.Float16 ? (ushort)0x7C00 : (ushort)0x7F80;
        for (int i = 0; i < bits.Length; i++)
        {
            if ((bits[i] & 0x7FFF) == infinity && float.IsFinite(values[i]))
                throw new InvalidOperationException($"Tensor {name} holds {values[i]} at {i}, too large for {type}; store it as Float32.");
        }

        return bits;
    }

    private static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
