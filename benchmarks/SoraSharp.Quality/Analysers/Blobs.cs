namespace SoraSharp.Quality.Analysers;

/// <summary>A connected area of one label, in pixels.</summary>
internal readonly record struct Blob(byte Label, int Area, double X, double Y, int Left, int Right, int Top, int Bottom);

/// <summary>Finds connected areas of equal labels. Not thread-safe: it keeps its scratch memory.</summary>
internal sealed class BlobFinder(int width, int height)
{
    private readonly bool[] _seen = new bool[width * height];
    private readonly int[] _stack = new int[width * height];

    /// <summary>All areas of at least <paramref name="minArea"/> pixels; <see cref="ColorLabels.None"/> is no label.</summary>
    public List<Blob> Find(ReadOnlySpan<byte> labels, int minArea)
    {
        Array.Clear(_seen);
        var blobs = new List<Blob>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == ColorLabels.None || _seen[i])
                continue;
            var blob = Fill(labels, i);
            if (blob.Area >= minArea)
                blobs.Add(blob);
        }
        return blobs;
    }

    private Blob Fill(ReadOnlySpan<byte> labels, int start)
    {
        var label = labels[start];
        int count = 0, area = 0, left = width, right = 0, top = height, bottom = 0;
        long sumX = 0, sumY = 0;
        _stack[count++] = start;
        _seen[start] = true;
        while (count > 0)
        {
            var i = _stack[--count];
            var y = i / width;
            var x = i - (y * width);
            area++;
            sumX += x;
            sumY += y;
            left = Math.Min(left, x);
            right = Math.Max(right, x);
            top = Math.Min(top, y);
            bottom = Math.Max(bottom, y);
            if (x > 0)
                count = Push(labels, label, i - 1, count);
            if (x < width - 1)
                count = Push(labels, label, i + 1, count);
            if (y > 0)
                count = Push(labels, label, i - width, count);
            if (y < height - 1)
                count = Push(labels, label, i + width, count);
        }
        return new(label, area, (double)sumX / area, (double)sumY / area, left, right, top, bottom);
    }

    private int Push(ReadOnlySpan<byte> labels, byte label, int i, int count)
    {
        if (_seen[i] || labels[i] != label)
            return count;
        _seen[i] = true;
        _stack[count] = i;
        return count + 1;
    }
}
