using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>
/// A video at a glance: evenly chosen frames in a grid, the first and the last among them, and below them the sound as a plot on which
/// the times of these frames are marked. Thread-safe.
/// </summary>
public static class ContactSheet
{
    private const int Gap = 4;
    private const int MinSheetWidth = 720, MaxSheetWidth = 1920;
    private const int BandHeight = 80;
    private const uint Background = 0x202428;

    /// <summary>Writes a contact sheet as PNG.</summary>
    /// <param name="content">Picture and sound.</param>
    /// <param name="path">The file, ending with <c>.png</c>; an existing one is replaced.</param>
    /// <param name="columns">Frames in a row, 1 to 20.</param>
    /// <param name="rows">Rows at most, 1 to 20; fewer where the video has fewer frames.</param>
    /// <param name="cancellationToken">Stops writing; no file is left.</param>
    /// <exception cref="ArgumentOutOfRangeException">The grid is out of range.</exception>
    /// <exception cref="MediaException">The file could not be written; the message names the fix.</exception>
    public static Task SaveAsync(MediaContent content, string path, int columns = 6, int rows = 4, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (columns is < 1 or > 20) throw new ArgumentOutOfRangeException(nameof(columns), columns, $"`columns` is {columns}; a sheet has 1 to 20.");
        if (rows is < 1 or > 20) throw new ArgumentOutOfRangeException(nameof(rows), rows, $"`rows` is {rows}; a sheet has 1 to 20.");
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) throw new MediaException($"`path` is \"{path}\"; a contact sheet is a PNG picture. End the name with .png.");

        return MediaFile.WriteAsync(path, temporary => Task.Run(() => File.WriteAllBytes(temporary, Render(content, columns, rows)), cancellationToken), cancellationToken);
    }

    private static byte[] Render(MediaContent content, int columns, int rows)
    {
        VideoFrames frames = content.Frames;
        int[] chosen = Choose(frames.Count, columns * rows);
        columns = Math.Min(columns, chosen.Length);
        rows = (chosen.Length + columns - 1) / columns;

        // Whole factors only: pixels stay pixels.
        int reduce = Math.Max(1, (int)Math.Ceiling((double)columns * frames.Width / MaxSheetWidth));
        reduce = Math.Min(reduce, Math.Min(frames.Width, frames.Height));
        int enlarge = reduce > 1 ? 1 : Math.Clamp(MinSheetWidth / (columns * frames.Width), 1, 8);
        int cellWidth = frames.Width / reduce * enlarge, cellHeight = frames.Height / reduce * enlarge;

        int width = Gap + (columns * (cellWidth + Gap));
        int pictures = Gap + (rows * (cellHeight + Gap));
        int plot = content.Audio is { } sound ? BandHeight * sound.Channels : 0;
        RgbaCanvas canvas = new(width, pictures + (plot > 0 ? plot + Gap : 0), Background);
        for (int i = 0; i < chosen.Length; i++)
        {
            canvas.Draw(frames, chosen[i], Gap + (i % columns * (cellWidth + Gap)), Gap + (i / columns * (cellHeight + Gap)), enlarge, reduce);
        }

        if (content.Audio is { } audio)
        {
            double seconds = frames.Count / frames.FramesPerSecond;
            Waveform.Draw(canvas, audio, seconds, Gap, pictures, width - (2 * Gap), plot, chosen.Select(f => f / frames.FramesPerSecond));
        }

        return RasterImage.EncodePng(canvas.Pixels, canvas.Width, canvas.Height);
    }

    /// <summary>Up to <paramref name="most"/> frames, evenly spaced from the first to the last.</summary>
    internal static int[] Choose(int count, int most)
    {
        if (count <= most) return [.. Enumerable.Range(0, count)];
        if (most == 1) return [0];
        return [.. Enumerable.Range(0, most).Select(i => (int)Math.Round((double)i * (count - 1) / (most - 1)))];
    }
}
