using System.Runtime.InteropServices;
using SkiaSharp;
using SoraSharp.Quality.Analysers;
using SoraSharp.Worlds;

namespace SoraSharp.Quality.Reporting;

/// <summary>Collects frames and writes a contact sheet for each world: one clip a row. Not thread-safe.</summary>
internal sealed class WorldSheets : IDisposable
{
    private const int Rows = 14;
    private const int Columns = 8;
    private const int Gap = 3;
    private const int CellWidth = 192;
    private readonly Dictionary<WorldKind, List<SKBitmap[]>> _rows = [];

    /// <summary>Keeps a clip for its world's sheet while that has room.</summary>
    public void Add(WorldKind world, ClipSignal clip)
    {
        var rows = _rows.TryGetValue(world, out var known) ? known : _rows[world] = [];
        if (rows.Count < Rows)
            rows.Add([.. Enumerable.Range(0, Columns).Select(i => Small(clip, i * (clip.Frames - 1) / (Columns - 1)))]);
    }

    /// <summary>Writes <c>PREFIX-world.png</c> for every world that was seen; returns the paths.</summary>
    public IReadOnlyList<string> Save(string folder, string prefix)
    {
        var paths = new List<string>();
        foreach (var (world, rows) in _rows)
        {
            var height = rows[0][0].Height;
            using var sheet = new SKBitmap(Gap + (Columns * (CellWidth + Gap)), Gap + (rows.Count * (height + Gap)));
            using var canvas = new SKCanvas(sheet);
            canvas.Clear(new SKColor(32, 36, 40));
            for (var r = 0; r < rows.Count; r++)
            {
                for (var c = 0; c < Columns; c++)
                    canvas.DrawBitmap(rows[r][c], Gap + (c * (CellWidth + Gap)), Gap + (r * (height + Gap)), new SKSamplingOptions(SKFilterMode.Nearest));
            }
            var path = Path.Combine(folder, $"{prefix}-{world}.png".ToLowerInvariant());
            using var data = sheet.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(path, data.ToArray());
            paths.Add(path);
        }
        return paths;
    }

    public void Dispose()
    {
        foreach (var bitmap in _rows.Values.SelectMany(r => r).SelectMany(r => r))
            bitmap.Dispose();
    }

    private static SKBitmap Small(ClipSignal clip, int index)
    {
        var rgb = clip.Frame(index);
        var rgba = new byte[clip.Width * clip.Height * 4];
        for (int i = 0, j = 0; j < rgba.Length; i += 3, j += 4)
            (rgba[j], rgba[j + 1], rgba[j + 2], rgba[j + 3]) = (rgb[i], rgb[i + 1], rgb[i + 2], 255);
        using var full = new SKBitmap(new SKImageInfo(clip.Width, clip.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(rgba, 0, full.GetPixels(), rgba.Length);
        return full.Resize(new SKSizeI(CellWidth, CellWidth * clip.Height / clip.Width), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear))
            ?? throw new InvalidOperationException($"A frame of {clip.Width}x{clip.Height} cannot be resized.");
    }
}
