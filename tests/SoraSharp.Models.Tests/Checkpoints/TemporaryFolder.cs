using System.Buffers.Binary;
using System.Text;

namespace SoraSharp.Models.Tests.Checkpoints;

/// <summary>A folder that goes away with the test, and files to put into it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("sorasharp-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    /// <summary>A safetensors file of any header and any bytes, right or wrong.</summary>
    public static byte[] Raw(string header, int dataBytes, ulong? statedLength = null) => Raw(Encoding.UTF8.GetBytes(header), new byte[dataBytes], statedLength);

    public static byte[] Raw(byte[] header, byte[] data, ulong? statedLength = null)
    {
        byte[] file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, statedLength ?? (ulong)header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
