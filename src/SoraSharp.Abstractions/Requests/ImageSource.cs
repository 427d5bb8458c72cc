namespace SoraSharp;

/// <summary>
/// Where a picture comes from: a file, which is read when the request is generated, the bytes of one, or pixels. Immutable and thread-safe.
/// </summary>
public sealed class ImageSource
{
    /// <summary>The most bytes that are taken from a stream.</summary>
    public const int MaximumEncodedLength = 1 << 28;

    private ImageSource(string name, string? path, ReadOnlyMemory<byte> encoded, RgbImage? image) => (Name, Path, Encoded, Image) = (name, path, encoded, image);

    /// <summary>What to call it in messages.</summary>
    public string Name { get; }

    /// <summary>The file; null where it is none.</summary>
    public string? Path { get; }

    /// <summary>The bytes of a picture file; empty where there are none.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The pixels; null where they are not decoded yet.</summary>
    public RgbImage? Image { get; }

    /// <summary>A picture file: PNG, JPEG or WebP.</summary>
    public static ImageSource FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(path, path, default, null);
    }

    /// <summary>The rest of a stream, which holds a picture file and is read now; it is not closed.</summary>
    /// <exception cref="MediaException">It holds more than <see cref="MaximumEncodedLength"/> bytes.</exception>
    public static ImageSource FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream bytes = new();
        byte[] buffer = new byte[81920];
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            if (bytes.Length + read > MaximumEncodedLength) throw new MediaException($"The picture's stream holds more than {MaximumEncodedLength} bytes; give a smaller picture file.");
            bytes.Write(buffer, 0, read);
        }

        return FromEncoded(bytes.ToArray());
    }

    /// <summary>The bytes of a picture file. They must not change afterwards.</summary>
    public static ImageSource FromEncoded(ReadOnlyMemory<byte> encoded) => new("given as bytes", null, encoded, null);

    /// <summary>Pixels.</summary>
    public static ImageSource FromImage(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new("given as pixels", null, default, image);
    }

    /// <inheritdoc />
    public override string ToString() => Name;
}
