using SkiaSharp;

namespace SoraSharp.Training.Reporting;

/// <summary>Generated log-mel spectrograms beside the simulation's, one clip a row.</summary>
internal static class SpectrogramSheet
{
    private const int LabelHeight = 14;
    private const float Low = -11.5f;
    private const float High = 3;

    public static void Save(string path, IReadOnlyList<(float[] Made, float[] True, string Label)> rows, int bins)
    {
        int frames = rows.Max(row => row.Made.Length / bins), rowHeight = bins + LabelHeight;
        using SKBitmap bitmap = new(new SKImageInfo((2 * frames) + 8, rowHeight * rows.Count, SKColorType.Rgb888x, SKAlphaType.Opaque));
        using SKCanvas canvas = new(bitmap);
        using SKFont font = new(SKTypeface.Default, 11);
        using SKPaint ink = new() { Color = SKColors.White, IsAntialias = true };
        canvas.Clear(SKColors.Black);
        for (int i = 0; i < rows.Count; i++)
        {
            canvas.DrawText(rows[i].Label, 2, (i * rowHeight) + LabelHeight - 3, SKTextAlign.Left, font, ink);
        }

        canvas.Flush();
        for (int i = 0; i < rows.Count; i++)
        {
            Draw(bitmap, rows[i].Made, bins, 0, (i * rowHeight) + LabelHeight);
            Draw(bitmap, rows[i].True, bins, frames + 8, (i * rowHeight) + LabelHeight);
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 90);
        using FileStream file = File.Create(path);
        png.SaveTo(file);
    }

    private static void Draw(SKBitmap bitmap, float[] mel, int bins, int left, int top)
    {
        for (int frame = 0; frame < mel.Length / bins; frame++)
        {
            for (int bin = 0; bin < bins; bin++)
            {
                byte level = (byte)Math.Clamp(255 * (mel[(frame * bins) + bin] - Low) / (High - Low), 0, 255);
                bitmap.SetPixel(left + frame, top + bins - 1 - bin, new SKColor(level, level, level));
            }
        }
    }
}
