namespace SoraSharp.Media;

/// <summary>Draws sound as a plot of its amplitude over time, one band a channel. Thread-safe.</summary>
internal static class Waveform
{
    private const uint Ground = 0x101418, Line = 0x3a444e, Mark = 0x8a6d3b;
    private static readonly uint[] s_channels = [0x5cc8ff, 0xff9e64, 0x9ece6a, 0xbb9af7];

    /// <summary>Draws into a rectangle that spans the sound from its start to <paramref name="seconds"/>.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="audio">The sound.</param>
    /// <param name="seconds">The time at the right edge.</param>
    /// <param name="left">The first column.</param>
    /// <param name="top">The first row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows, shared by the channels.</param>
    /// <param name="marks">Times to mark with a vertical line, in seconds.</param>
    public static void Draw(RgbaCanvas canvas, AudioClip audio, double seconds, int left, int top, int width, int height, IEnumerable<double> marks)
    {
        canvas.Fill(left, top, width, height, Ground);
        foreach (double mark in marks) canvas.Fill(left + (int)(mark / seconds * width), top, 1, height, Mark);

        int band = height / audio.Channels;
        for (int c = 0; c < audio.Channels; c++)
        {
            ReadOnlySpan<float> samples = audio.Channel(c);
            int middle = top + (c * band) + (band / 2);
            canvas.Fill(left, middle, width, 1, Line);
            for (int x = 0; x < width; x++)
            {
                int from = Index(x, width, seconds, audio), to = Math.Max(from + 1, Index(x + 1, width, seconds, audio));
                if (from >= samples.Length) break;
                (float low, float high) = Extent(samples[from..Math.Min(to, samples.Length)]);
                int above = (int)(high * (band / 2)), below = (int)(low * (band / 2));
                canvas.Fill(left + x, middle - above, 1, above - below + 1, s_channels[c % s_channels.Length]);
            }
        }
    }

    private static int Index(int x, int width, double seconds, AudioClip audio) => (int)(x * seconds / width * audio.SampleRate);

    private static (float Low, float High) Extent(ReadOnlySpan<float> samples)
    {
        float low = 1f, high = -1f;
        foreach (float sample in samples)
        {
            float clipped = Math.Clamp(sample, -1f, 1f);
            low = MathF.Min(low, clipped);
            high = MathF.Max(high, clipped);
        }

        return (low, high);
    }
}
