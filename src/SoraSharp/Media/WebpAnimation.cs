using System.Buffers.Binary;

namespace SoraSharp.Media;

/// <summary>
/// Puts still WebP files into one animation: a RIFF file of a VP8X header, an ANIM chunk and an ANMF chunk a frame.
/// Source: RFC 9649, section 2.7. Not thread-safe.
/// </summary>
internal sealed class WebpAnimation
{
    private const int ChunkHeader = 8;
    private const int MaxDuration = (1 << 24) - 1;
    private const byte AnimationFlag = 0x02;

    /// <summary>Neither blended with nor restored to what was there before: every frame covers all of it.</summary>
    private const byte ReplaceWhole = 0x02;

    private readonly Stream _stream;
    private readonly int _width;
    private readonly int _height;

    /// <param name="stream">Seekable, empty.</param>
    /// <param name="width">Pixels in a row, 1 to 16,777,216.</param>
    /// <param name="height">Rows, likewise.</param>
    public WebpAnimation(Stream stream, int width, int height)
    {
        _stream = stream;
        _width = width;
        _height = height;

        stream.Write("RIFF\0\0\0\0WEBP"u8);
        Span<byte> extended = stackalloc byte[10];
        extended[0] = AnimationFlag;
        WriteUInt24(extended[4..], width - 1);
        WriteUInt24(extended[7..], height - 1);
        WriteChunk("VP8X"u8, extended);

        // Background colour, then the number of repetitions: 0 is for ever.
        WriteChunk("ANIM"u8, [255, 255, 255, 255, 0, 0]);
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="still">A WebP file of one picture of the animation's size.</param>
    /// <param name="milliseconds">How long it is shown.</param>
    public void Add(ReadOnlySpan<byte> still, int milliseconds)
    {
        if (milliseconds is < 0 or > MaxDuration) throw new MediaException($"A frame lasts {milliseconds} ms; WebP allows 0 to {MaxDuration}. Choose another frame rate.");

        ReadOnlySpan<byte> bitstream = Bitstream(still);
        Span<byte> frame = stackalloc byte[16];
        frame.Clear();
        WriteUInt24(frame[6..], _width - 1);
        WriteUInt24(frame[9..], _height - 1);
        WriteUInt24(frame[12..], milliseconds);
        frame[15] = ReplaceWhole;
        WriteChunkHeader("ANMF"u8, frame.Length + bitstream.Length);
        _stream.Write(frame);
        _stream.Write(bitstream);
    }

    /// <summary>Writes the file's length into its header.</summary>
    public void Finish()
    {
        if (_stream.Length > uint.MaxValue) throw new MediaException($"The animation has {_stream.Length} bytes; WebP allows 4 GiB. Save as .mp4.");

        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)(_stream.Length - ChunkHeader));
        _stream.Position = 4;
        _stream.Write(length);
    }

    /// <summary>The chunks of a still file that hold its picture, header and padding included.</summary>
    private static ReadOnlySpan<byte> Bitstream(ReadOnlySpan<byte> still)
    {
        ReadOnlySpan<byte> rest = still[12..];
        while (rest.Length >= ChunkHeader)
        {
            int size = checked((int)BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]));
            int padded = ChunkHeader + size + (size & 1);
            if (rest.StartsWith("VP8 "u8) || rest.StartsWith("VP8L"u8)) return rest[..padded];
            rest = rest[padded..];
        }

        throw new MediaException("The WebP encoder gave a file without a picture; save as .mp4 or .frames.");
    }

    private void WriteChunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        WriteChunkHeader(name, body.Length);
        _stream.Write(body);
        if ((body.Length & 1) == 1) _stream.WriteByte(0);
    }

    private void WriteChunkHeader(ReadOnlySpan<byte> name, int length)
    {
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)length);
        _stream.Write(name);
        _stream.Write(size);
    }

    private static void WriteUInt24(Span<byte> destination, int value)
    {
        destination[0] = (byte)value;
        destination[1] = (byte)(value >> 8);
        destination[2] = (byte)(value >> 16);
    }
}
