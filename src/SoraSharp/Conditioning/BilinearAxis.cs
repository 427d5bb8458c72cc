namespace SoraSharp.Conditioning;

/// <summary>
/// Where the positions of a resized axis lie between those of its source, pixel centres on pixel centres (torch's <c>interpolate</c>,
/// bilinear, without aligned corners and without antialiasing). Immutable.
/// </summary>
internal sealed class BilinearAxis
{
    private readonly (int First, int Second, float Share)[] _places;

    public BilinearAxis(int from, int to)
    {
        float scale = (float)from / to;
        _places = new (int, int, float)[to];
        for (int i = 0; i < to; i++)
        {
            float place = Math.Max(0, (scale * (i + 0.5f)) - 0.5f);
            int first = Math.Min((int)place, from - 1);
            _places[i] = (first, Math.Min(first + 1, from - 1), Math.Clamp(place - first, 0, 1));
        }
    }

    /// <summary>The value at a row and column of the result.</summary>
    /// <param name="rows">The rows' axis.</param>
    /// <param name="columns">The columns' axis.</param>
    /// <param name="row">Row of the result.</param>
    /// <param name="column">Column of the result.</param>
    /// <param name="source">The source's value at a row and column.</param>
    public static float Between(BilinearAxis rows, BilinearAxis columns, int row, int column, Func<int, int, float> source)
    {
        (int top, int bottom, float down) = rows._places[row];
        (int left, int right, float along) = columns._places[column];
        float above = (source(top, left) * (1 - along)) + (source(top, right) * along);
        float below = (source(bottom, left) * (1 - along)) + (source(bottom, right) * along);
        return (above * (1 - down)) + (below * down);
    }
}
