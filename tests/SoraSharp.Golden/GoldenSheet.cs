using SoraSharp.Media;

namespace SoraSharp.Golden;

/// <summary>Frames of a case for looking at: the reference's above, ours below them, and at the bottom where they differ.</summary>
internal static class GoldenSheet
{
    private const string Frames = "frames";
    private const int MostColumns = 9;

    /// <summary>How many times larger differences are drawn than they are.</summary>
    private const float Magnification = 1000;

    /// <summary>Writes <c>FOLDER/NAME.png</c>; nothing for a case without frames [F, H, W, 3] or [B, F, H, W, 3] on both sides.</summary>
    /// <returns>Whether there was something to write.</returns>
    public static bool Write(string folder, string name, GoldenOutputs expected, GoldenOutputs actual)
    {
        if (expected.Find(Frames) is not { } wanted || actual.Find(Frames) is not { } made || wanted.Shape.Count is < 4 or > 5 || wanted.Shape[^1] != 3 || !wanted.Shape.SequenceEqual(made.Shape)) return false;
        (int height, int width) = ((int)wanted.Shape[^3], (int)wanted.Shape[^2]);
        float[] reference = wanted.Floats, ours = made.Floats;
        int size = height * width * 3;
        int[] chosen = ContactSheet.Choose(reference.Length / size, MostColumns);
        float[] pixels = new float[3 * chosen.Length * size];
        for (int i = 0; i < chosen.Length; i++)
        {
            Span<float> above = pixels.AsSpan(i * size, size), below = pixels.AsSpan((chosen.Length + i) * size, size), difference = pixels.AsSpan(((2 * chosen.Length) + i) * size, size);
            reference.AsSpan(chosen[i] * size, size).CopyTo(above);
            ours.AsSpan(chosen[i] * size, size).CopyTo(below);
            for (int p = 0; p < size; p++)
            {
                difference[p] = Math.Clamp(Math.Abs(below[p] - above[p]) * Magnification, 0, 1);
                above[p] = Math.Clamp(above[p], 0, 1);
                below[p] = Math.Clamp(below[p], 0, 1);
            }
        }

        string path = Path.Combine(folder, $"{name.Replace('/', '-')}.png");
        Directory.CreateDirectory(folder);
        ContactSheet.SaveAsync(new(new VideoFrames(pixels, new(3 * chosen.Length, new(width, height), 1)), null), path, chosen.Length, rows: 3).GetAwaiter().GetResult();
        return true;
    }
}
