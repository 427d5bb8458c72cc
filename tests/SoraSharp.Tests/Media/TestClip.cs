using SoraSharp.Stages;

namespace SoraSharp.Tests.Media;

/// <summary>Small clips whose picture and sound are known, and a folder of their own to write into.</summary>
internal static class TestClip
{
    public const int SampleRate = 24_000;

    /// <summary>A soft coloured wave that moves, over flat patches of the primary and mixed colours.</summary>
    public static VideoFrames Frames(int count = 12, int width = 64, int height = 48, double fps = 24)
    {
        (float R, float G, float B)[] patches = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (0, 1, 1), (1, 0, 1), (1, 1, 1), (0.2f, 0.5f, 0.8f)];
        float[] pixels = new float[count * width * height * 3];
        int i = 0;
        for (int f = 0; f < count; f++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    float u = (float)x / width, v = (float)y / height, t = (float)f / count;
                    (float r, float g, float b) = v < 0.5f
                        ? (0.5f + (0.4f * MathF.Sin(6f * (u + t))), 0.5f + (0.4f * MathF.Cos(5f * (v - t))), 0.3f + (0.4f * u))
                        : patches[x * patches.Length / width];
                    pixels[i++] = r;
                    pixels[i++] = g;
                    pixels[i++] = b;
                }
            }
        }

        return new(pixels, new(count, new(width, height), fps));
    }

    /// <summary>Silence, then a tone of 1 kHz from <paramref name="onset"/> seconds on; the second channel is a fifth as loud.</summary>
    public static AudioClip Tone(double seconds, double onset, int channels = 2, int sampleRate = SampleRate)
    {
        int length = (int)Math.Round(seconds * sampleRate);
        float[] samples = new float[length * channels];
        for (int c = 0; c < channels; c++)
        {
            for (int i = (int)(onset * sampleRate); i < length; i++) samples[(c * length) + i] = (c == 0 ? 0.8f : 0.16f) * MathF.Sin(2 * MathF.PI * 1000 * i / sampleRate);
        }

        return new(samples, channels, sampleRate);
    }

    /// <summary>Picture and sound of equal length.</summary>
    public static MediaContent Content(int frames = 12, int width = 64, int height = 48, double fps = 24) =>
        new(Frames(frames, width, height, fps), Tone(frames / fps, 0.2));
}

/// <summary>An empty folder that is gone after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => FullName = Directory.CreateTempSubdirectory("sorasharp-test-").FullName;

    public string FullName { get; }

    /// <summary>What lies in it, hidden files included.</summary>
    public IEnumerable<string> Names => Directory.EnumerateFileSystemEntries(FullName).Select(n => Path.GetFileName(n)!).Order(StringComparer.Ordinal);

    public string File(string name) => Path.Combine(FullName, name);

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
