using SkiaSharp;

namespace SoraSharp.Training.Reporting;

/// <summary>Curves of a log over its samples, smoothed, each on its own scale.</summary>
internal static class LossPlot
{
    private const int Width = 900;
    private const int Height = 500;
    private const int Margin = 50;
    private static readonly SKColor[] Colors = [SKColors.SteelBlue, SKColors.DarkOrange, SKColors.SeaGreen, SKColors.Crimson];

    /// <param name="path">The PNG to write.</param>
    /// <param name="rows">Rows of a log, the samples in column 0.</param>
    /// <param name="curves">Columns to draw and what they are called.</param>
    public static void Save(string path, IReadOnlyList<double[]> rows, params (int Column, string Name)[] curves)
    {
        if (rows.Count < 2) return;
        using SKBitmap bitmap = new(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using SKCanvas canvas = new(bitmap);
        using SKFont font = new(SKTypeface.Default, 13);
        using SKPaint line = new() { IsAntialias = true, StrokeWidth = 1.5f, Style = SKPaintStyle.Stroke, Color = SKColors.Gray };
        using SKPaint text = new() { IsAntialias = true, Color = SKColors.Black };
        canvas.Clear(SKColors.White);
        canvas.DrawRect(Margin, Margin, Width - (2 * Margin), Height - (2 * Margin), line);
        double last = rows[^1][0];
        canvas.DrawText($"{last:N0} samples", Width - Margin - 120, Height - Margin + 20, SKTextAlign.Left, font, text);
        for (int c = 0; c < curves.Length; c++)
        {
            List<(double X, double Y)> points = Smooth([.. rows.Where(row => !double.IsNaN(row[curves[c].Column])).Select(row => (row[0], row[curves[c].Column]))]);
            if (points.Count < 2) continue;
            double low = points.Min(point => point.Y), high = points.Max(point => point.Y);
            double range = Math.Max(high - low, 1e-9);
            line.Color = text.Color = Colors[c % Colors.Length];
            using SKPathBuilder builder = new();
            for (int i = 0; i < points.Count; i++)
            {
                float x = (float)(Margin + ((Width - (2 * Margin)) * points[i].X / Math.Max(last, 1)));
                float y = (float)(Height - Margin - ((Height - (2 * Margin)) * (points[i].Y - low) / range));
                if (i == 0) builder.MoveTo(x, y);
                else builder.LineTo(x, y);
            }

            using SKPath curve = builder.Detach();
            canvas.DrawPath(curve, line);
            canvas.DrawText($"{curves[c].Name}: {low:G3} to {high:G3}, now {points[^1].Y:G4}", Margin + 10, 20 + (16 * c), SKTextAlign.Left, font, text);
        }

        canvas.Flush();
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 90);
        using FileStream file = File.Create(path);
        png.SaveTo(file);
    }

    private static List<(double X, double Y)> Smooth(List<(double X, double Y)> points)
    {
        int window = Math.Max(1, points.Count / 60);
        List<(double X, double Y)> smooth = [];
        double sum = 0;
        for (int i = 0; i < points.Count; i++)
        {
            sum += points[i].Y;
            if (i >= window) sum -= points[i - window].Y;
            if (i + 1 >= window) smooth.Add((points[i].X, sum / window));
        }

        return smooth;
    }
}
