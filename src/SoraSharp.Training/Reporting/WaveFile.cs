using System.Text;

namespace SoraSharp.Training.Reporting;

/// <summary>One channel of 16-bit samples as a WAV file.</summary>
internal static class WaveFile
{
    public static void Save(string path, IReadOnlyList<float> samples, int sampleRate)
    {
        using BinaryWriter writer = new(File.Create(path), Encoding.ASCII);
        int bytes = samples.Count * 2;
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(sampleRate);
        writer.Write(sampleRate * 2);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        foreach (float sample in samples) writer.Write((short)(Math.Clamp(sample, -1, 1) * 32767));
    }
}
