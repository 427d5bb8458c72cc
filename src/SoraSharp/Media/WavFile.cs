using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SoraSharp.Media;

/// <summary>
/// RIFF WAVE, 16-bit or float32 samples, channels interleaved. 16-bit samples are trunc(32767·x) of x clipped to −1..1, as
/// diffusers exports sound. Thread-safe.
/// </summary>
internal static class WavFile
{
    private const int HeaderBytes = 44;

    /// <summary>Writes 16-bit samples.</summary>
    /// <exception cref="MediaException">The sound is too long for the format's 4 GiB.</exception>
    public static void WritePcm16(Stream stream, AudioClip clip)
    {
        byte[] data = new byte[CheckedLength(clip, sizeof(short))];
        Span<short> samples = MemoryMarshal.Cast<byte, short>(data.AsSpan());
        for (int c = 0; c < clip.Channels; c++)
        {
            ReadOnlySpan<float> channel = clip.Channel(c);
            for (int i = 0; i < channel.Length; i++) samples[(i * clip.Channels) + c] = LittleEndian((short)(Math.Clamp(channel[i], -1f, 1f) * short.MaxValue));
        }

        Write(stream, clip, data, format: 1, sizeof(short));
    }

    /// <summary>Writes float32 samples clipped to −1..1.</summary>
    /// <exception cref="MediaException">The sound is too long for the format's 4 GiB.</exception>
    public static void WriteFloat32(Stream stream, AudioClip clip)
    {
        byte[] data = new byte[CheckedLength(clip, sizeof(float))];
        for (int c = 0; c < clip.Channels; c++)
        {
            ReadOnlySpan<float> channel = clip.Channel(c);
            for (int i = 0; i < channel.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(((i * clip.Channels) + c) * sizeof(float)), Math.Clamp(channel[i], -1f, 1f));
            }
        }

        Write(stream, clip, data, format: 3, sizeof(float));
    }

    private static short LittleEndian(short value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    private static int CheckedLength(AudioClip clip, int sampleBytes)
    {
        long length = (long)clip.Length * clip.Channels * sampleBytes;
        return length <= Array.MaxLength - HeaderBytes
            ? (int)length
            : throw new MediaException($"The sound lasts {clip.Duration}; a WAV file of {clip.Channels} channels at {clip.SampleRate} Hz holds {TimeSpan.FromSeconds((double)Array.MaxLength / sampleBytes / clip.Channels / clip.SampleRate)}. Save it in parts.");
    }

    private static void Write(Stream stream, AudioClip clip, byte[] data, ushort format, int sampleBytes)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(HeaderBytes - 8 + data.Length));
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], format);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], checked((ushort)clip.Channels));
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], (uint)clip.SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)(clip.SampleRate * clip.Channels * sampleBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], (ushort)(clip.Channels * sampleBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], (ushort)(8 * sampleBytes));
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], (uint)data.Length);
        stream.Write(header);
        stream.Write(data);
    }
}
