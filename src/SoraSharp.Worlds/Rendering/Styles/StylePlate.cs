using System.Collections.Concurrent;

namespace SoraSharp.Worlds.Rendering.Styles;

/// <summary>
/// What a style keeps for one picture size: its textures, and what is done to a finished frame. Immutable and thread-safe; the first few
/// sizes are kept, because every clip of a training run has the same.
/// </summary>
internal sealed class StylePlate
{
    private const int MaxCached = 24;
    private static readonly ConcurrentDictionary<(ClipStyle Style, int Width, int Height), StylePlate> Cache = new();
    private readonly int _width;
    private readonly int _height;

    private StylePlate(ClipStyle style, int width, int height)
    {
        Style = style;
        (_width, _height) = (width, height);
        var view = new Viewport(width, height);
        Cell = style == ClipStyle.PixelArt ? Math.Max(1, (int)MathF.Round(PixelBrush.CellUnits * view.Scale)) : 1;
        Pencil = style == ClipStyle.PencilSketch ? new(view) : null;
        Watercolor = style == ClipStyle.Watercolor ? new(view) : null;
        Cinema = style == ClipStyle.Cinematic ? new(view) : null;
    }

    public static StylePlate For(ClipStyle style, int width, int height)
    {
        if (Cache.TryGetValue((style, width, height), out var plate))
            return plate;
        plate = new(style, width, height);
        return Cache.Count < MaxCached ? Cache.GetOrAdd((style, width, height), plate) : plate;
    }

    public ClipStyle Style { get; }

    public PencilTile? Pencil { get; }

    public WatercolorTile? Watercolor { get; }

    public CinemaTile? Cinema { get; }

    /// <summary>Side in pixels of the squares that pixel art is made of; 1 in the other styles.</summary>
    public int Cell { get; }

    /// <summary>Pixels across of the picture that shapes are drawn on; the frame's, or its squares.</summary>
    public int DrawnWidth => (_width + Cell - 1) / Cell;

    /// <summary>Pixels down of the picture that shapes are drawn on.</summary>
    public int DrawnHeight => (_height + Cell - 1) / Cell;

    /// <summary>Turns the drawn picture into the frame. They are the same span where <see cref="Cell"/> is 1.</summary>
    public void Finish(ReadOnlySpan<byte> drawn, Span<byte> frame, int number)
    {
        Cinema?.Finish(frame, number);
        if (Cell == 1)
            return;
        var stride = _width * 3;
        for (var row = 0; row < DrawnHeight; row++)
        {
            var line = frame.Slice(row * Cell * stride, stride);
            var source = drawn.Slice(row * DrawnWidth * 3, DrawnWidth * 3);
            for (int x = 0, from = 0; x < stride; from += 3)
            {
                for (var k = 0; k < Cell && x < stride; k++, x += 3)
                {
                    line[x] = source[from];
                    line[x + 1] = source[from + 1];
                    line[x + 2] = source[from + 2];
                }
            }
            for (var copy = (row * Cell) + 1; copy < Math.Min(_height, (row + 1) * Cell); copy++)
                line.CopyTo(frame.Slice(copy * stride, stride));
        }
    }
}
