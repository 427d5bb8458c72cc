using SkiaSharp;

namespace SoraSharp.Training.Reporting;

/// <summary>A clip's row on a contact sheet.</summary>
/// <param name="Pixels">RGB bytes (frames, height, width, 3).</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Label">What is written above it.</param>
internal sealed record SheetRow(byte[] Pixels, int Width, int Height, string Label)
{
    public int Frames => Pixels.Length / (Width * Height * 3);
}

/// <summary>Clips below each other, each as some of its frames in a row.</summary>
internal static class ContactSheet
{
    private const int LabelHeight = 14;

    public static void Save(string path, IReadOnlyList<SheetRow> rows, int columns = 9)
    {
        int width = rows.Max(row => row.Width) * columns, height = rows.Sum(row => row.Height + LabelHeight);
        using SKBitmap sheet = new(new SKImageInfo(width, height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        using SKCanvas canvas = new(sheet);
        using SKFont font = new(SKTypeface.Default, 11);
        using SKPaint ink = new() { Color = SKColors.White, IsAntialias = true };
        canvas.Clear(SKColors.Black);
        int top = 0;
        foreach (SheetRow row in rows)
        {
            canvas.DrawText(row.Label, 2, top + LabelHeight - 3, SKTextAlign.Left, font, ink);
            for (int column = 0; column < columns; column++)
            {
                int frame = columns == 1 ? 0 : column * (row.Frames - 1) / (columns - 1);
                using SKBitmap picture = Picture(row, frame);
                canvas.DrawBitmap(picture, column * row.Width, top + LabelHeight, SKSamplingOptions.Default);
            }

            top += row.Height + LabelHeight;
        }

        canvas.Flush();
        using SKData png = sheet.Encode(SKEncodedImageFormat.Png, 90);
        using FileStream file = File.Create(path);
        png.SaveTo(file);
    }

    private static SKBitmap Picture(SheetRow row, int frame)
    {
        SKBitmap bitmap = new(new SKImageInfo(row.Width, row.Height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        Span<byte> target = bitmap.GetPixelSpan();
        ReadOnlySpan<byte> source = row.Pixels.AsSpan(frame * row.Width * row.Height * 3, row.Width * row.Height * 3);
        for (int i = 0; i < row.Width * row.Height; i++)
        {
            source.Slice(i * 3, 3).CopyTo(target[(i * 4)..]);
            target[(i * 4) + 3] = 255;
        }

        return bitmap;
    }
}
