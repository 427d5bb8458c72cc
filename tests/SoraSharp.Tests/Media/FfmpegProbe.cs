using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SoraSharp.Tests.Media;

/// <summary>Reads files back with ffprobe and ffmpeg.</summary>
internal static class FfmpegProbe
{
    /// <summary>The streams as ffprobe describes them, by their type, frames counted.</summary>
    public static Dictionary<string, JsonElement> Streams(string path)
    {
        byte[] json = Run("ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json", path);
        return JsonDocument.Parse(json).RootElement.GetProperty("streams").EnumerateArray().ToDictionary(s => s.GetProperty("codec_type").GetString()!);
    }

    /// <summary>All pictures as RGB bytes, converted from bt.709 limited range.</summary>
    public static byte[] Rgb(string path) =>
        Run("ffmpeg", "-v", "error", "-i", path, "-vf", "scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=lanczos+accurate_rnd+full_chroma_int", "-pix_fmt", "rgb24", "-f", "rawvideo", "-");

    /// <summary>All samples of one channel at 48 kHz, as a player hears them from the start of the file.</summary>
    public static float[] Samples(string path, int channel)
    {
        byte[] raw = Run("ffmpeg", "-v", "error", "-i", path, "-af", $"pan=mono|c0=c{channel}", "-f", "f32le", "-");
        return MemoryMarshal.Cast<byte, float>(raw).ToArray();
    }

    private static byte[] Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
