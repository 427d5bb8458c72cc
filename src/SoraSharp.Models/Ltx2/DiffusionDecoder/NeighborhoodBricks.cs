using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.DiffusionDecoder;

/// <summary>
/// Cuts a grid into bricks for neighbourhood attention, and says for each what its tokens see. A neighbourhood is centred on its token
/// where it can be and moved inwards at the edges of the grid, so that it always holds as many tokens
/// (diffusers <c>_neighborhood_block_mask</c>). Immutable and thread-safe.
/// </summary>
internal sealed class NeighborhoodBricks
{
    /// <summary>
    /// A brick's sides are at least this long: with shorter ones most of the work would be the keys and values around it, with longer ones
    /// most would be scores that the bias hides.
    /// </summary>
    private const int SmallestSide = 8;

    private readonly GridSize _grid;
    private readonly GridSize _kernel;
    private readonly GridSize _brick;
    private readonly (float[] Cos, float[] Sin)[][] _turns;

    /// <param name="grid">The lengths of the grid.</param>
    /// <param name="kernel">The lengths of a neighbourhood.</param>
    /// <param name="headFeatures">Features of an attention head.</param>
    /// <param name="brick">The longest sides of a brick; null chooses.</param>
    /// <exception cref="ArgumentException">The grid is shorter than a neighbourhood.</exception>
    public NeighborhoodBricks(GridSize grid, GridSize kernel, int headFeatures, GridSize? brick = null)
    {
        if (grid.Frames < kernel.Frames || grid.Height < kernel.Height || grid.Width < kernel.Width) throw new ArgumentException($"A grid of {grid} tokens is smaller than the neighbourhood of {kernel} that each one sees; decode a longer or larger video, or larger tiles.", nameof(grid));
        _grid = grid;
        _kernel = kernel;
        _brick = brick ?? new(Math.Max(kernel.Frames, SmallestSide), Math.Max(kernel.Height, SmallestSide), Math.Max(kernel.Width, SmallestSide));
        (int time, int side) = Shares(headFeatures);
        _turns = [Turns(grid.Frames, time), Turns(grid.Height, side), Turns(grid.Width, side)];
    }

    /// <summary>Every brick of the grid.</summary>
    public IEnumerable<GridBox> All()
    {
        foreach ((int frame, int frames) in Cuts(_grid.Frames, _brick.Frames))
        {
            foreach ((int row, int height) in Cuts(_grid.Height, _brick.Height))
            {
                foreach ((int column, int width) in Cuts(_grid.Width, _brick.Width)) yield return new(frame, row, column, new(frames, height, width));
            }
        }
    }

    /// <summary>The box of all that a brick's tokens see.</summary>
    public GridBox Region(GridBox brick)
    {
        (int frame, int frames) = Span(brick.Frame, brick.Size.Frames, _kernel.Frames, _grid.Frames);
        (int row, int height) = Span(brick.Row, brick.Size.Height, _kernel.Height, _grid.Height);
        (int column, int width) = Span(brick.Column, brick.Size.Width, _kernel.Width, _grid.Width);
        return new(frame, row, column, new(frames, height, width));
    }

    /// <summary>The inputs of a block that follow from the brick: <c>tokens</c>, <c>bias</c>, <c>cos</c>, <c>sin</c>.</summary>
    public Dictionary<string, HostTensor> Inputs(GridBox brick, GridBox region)
    {
        int tokens = brick.Size.Volume, seen = region.Size.Volume, at = 0;
        long[] places = new long[tokens];
        float[] bias = new float[checked(tokens * seen)];
        Array.Fill(bias, float.MinValue);
        for (int t = brick.Frame; t < brick.Frame + brick.Size.Frames; t++)
        {
            int frame = Start(t, _kernel.Frames, _grid.Frames) - region.Frame;
            for (int y = brick.Row; y < brick.Row + brick.Size.Height; y++)
            {
                int row = Start(y, _kernel.Height, _grid.Height) - region.Row;
                for (int x = brick.Column; x < brick.Column + brick.Size.Width; x++, at++)
                {
                    int column = Start(x, _kernel.Width, _grid.Width) - region.Column;
                    places[at] = Place(region.Size, t - region.Frame, y - region.Row, x - region.Column);
                    for (int f = frame; f < frame + _kernel.Frames; f++)
                    {
                        for (int r = row; r < row + _kernel.Height; r++) bias.AsSpan((at * seen) + Place(region.Size, f, r, column), _kernel.Width).Clear();
                    }
                }
            }
        }

        (HostTensor cos, HostTensor sin) = Rope(region);
        return new(StringComparer.Ordinal)
        {
            ["tokens"] = HostTensor.From(places, tokens),
            ["bias"] = HostTensor.From(bias, 1, 1, tokens, seen),
            ["cos"] = cos,
            ["sin"] = sin,
        };
    }

    /// <summary>The features of a head that turn with time and those that turn with each of row and column: a quarter and the rest in halves, all even.</summary>
    private static (int Time, int Side) Shares(int headFeatures)
    {
        int time = headFeatures / 4 / 2 * 2;
        if ((headFeatures - time) / 2 % 2 != 0) time -= 2;
        return (time, (headFeatures - time) / 2);
    }

    /// <summary>Cosines and sines of position / 10000^(2i/features): frequencies in float64, angles in float32.</summary>
    private static (float[] Cos, float[] Sin)[] Turns(int length, int features)
    {
        float[] frequencies = [.. Enumerable.Range(0, features / 2).Select(i => (float)(1 / Math.Pow(10000, 2.0 * i / features)))];
        return [.. Enumerable.Range(0, length).Select(position => (
            Array.ConvertAll(frequencies, frequency => (float)Math.Cos(position * frequency)),
            Array.ConvertAll(frequencies, frequency => (float)Math.Sin(position * frequency))))];
    }

    private (HostTensor Cos, HostTensor Sin) Rope(GridBox region)
    {
        int pairs = _turns.Sum(axis => axis[0].Cos.Length), at = 0;
        float[] cos = new float[region.Size.Volume * pairs], sin = new float[cos.Length];
        for (int t = 0; t < region.Size.Frames; t++)
        {
            for (int y = 0; y < region.Size.Height; y++)
            {
                for (int x = 0; x < region.Size.Width; x++)
                {
                    Add(_turns[0][region.Frame + t]);
                    Add(_turns[1][region.Row + y]);
                    Add(_turns[2][region.Column + x]);
                }
            }
        }

        return (HostTensor.From(cos, 1, region.Size.Volume, 1, pairs), HostTensor.From(sin, 1, region.Size.Volume, 1, pairs));

        void Add((float[] Cos, float[] Sin) turns)
        {
            turns.Cos.CopyTo(cos, at);
            turns.Sin.CopyTo(sin, at);
            at += turns.Cos.Length;
        }
    }

    /// <summary>An axis in nearly equal parts, none longer than <paramref name="longest"/>.</summary>
    private static IEnumerable<(int Start, int Length)> Cuts(int length, int longest)
    {
        int parts = (length + longest - 1) / longest;
        for (int i = 0; i < parts; i++)
        {
            int start = (int)((long)i * length / parts);
            yield return (start, (int)((long)(i + 1) * length / parts) - start);
        }
    }

    private static (int Start, int Length) Span(int start, int length, int kernel, int axis)
    {
        int first = Start(start, kernel, axis);
        return (first, Start(start + length - 1, kernel, axis) + kernel - first);
    }

    private static int Start(int position, int kernel, int axis) => Math.Clamp(position - (kernel / 2), 0, axis - kernel);

    private static int Place(GridSize size, int frame, int row, int column) => (((frame * size.Height) + row) * size.Width) + column;
}
