namespace SoraSharp.Quality.Analysers;

/// <summary>What stands still behind what moves.</summary>
internal static class Scenery
{
    /// <summary>Frames that are looked at, evenly over the clip.</summary>
    private const int Looks = 9;

    /// <summary>Difference to the scenery that counts as something, of 255.</summary>
    private const int Changed = 36;

    /// <summary>The median over time of every pixel, [height, width, 3]: whatever stays nowhere for half of the clip is not in it.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="columns">Pixels from the left that are wanted; those beyond stay black.</param>
    public static byte[] Of(ClipSignal clip, int columns)
    {
        var result = new byte[clip.FrameBytes];
        Span<byte> seen = stackalloc byte[Looks];
        for (var i = 0; i < result.Length; i++)
        {
            if (i / 3 % clip.Width >= columns)
                continue;
            for (var k = 0; k < Looks; k++)
                seen[k] = clip.Pixels[(k * (clip.Frames - 1) / (Looks - 1) * clip.FrameBytes) + i];
            seen.Sort();
            result[i] = seen[Looks / 2];
        }
        return result;
    }

    /// <summary>Takes the labels from what looks like the scenery.</summary>
    public static void KeepMoving(byte[] scenery, ReadOnlySpan<byte> frame, Span<byte> map)
    {
        for (int i = 0, k = 0; i < map.Length; i++, k += 3)
        {
            var change = Math.Max(Math.Abs(frame[k] - scenery[k]), Math.Max(Math.Abs(frame[k + 1] - scenery[k + 1]), Math.Abs(frame[k + 2] - scenery[k + 2])));
            if (change < Changed)
                map[i] = ColorLabels.None;
        }
    }
}
