using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>Changes the labels of one frame before objects are looked for: masks what cannot be one.</summary>
internal delegate void LabelMask(int frame, Span<byte> labels);

/// <summary>All of a colour in one frame, in one piece or many.</summary>
/// <param name="Middle">The middle of its areas, and their sum.</param>
/// <param name="Spread">Root mean square distance from that middle, units; 0 where there is none of it.</param>
internal readonly record struct Scatter(Sighting Middle, double Spread);

/// <summary>The tracks of all named colours, and what of each colour lies elsewhere.</summary>
/// <param name="Tracks">One a colour, in the order of <see cref="ClipColor"/>.</param>
/// <param name="Strays">[colour][frame]: the largest area of that colour away from its track, square units.</param>
/// <param name="Scatter">[colour][frame]: all of that colour.</param>
internal sealed record ColorTracks(Track[] Tracks, double[][] Strays, Scatter[][] Scatter);

/// <summary>Follows the largest area of every named colour through a clip.</summary>
internal static class ColorTracker
{
    /// <summary>Tracks all colours.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="labels">How pixels are named.</param>
    /// <param name="region">Where to look.</param>
    /// <param name="reach">Radius in units within which scattered pieces belong to one object; 0: an object is one connected area.</param>
    /// <param name="mask">Called with each labelled frame; may be null.</param>
    public static ColorTracks Follow(ClipSignal clip, ColorLabels labels, PixelBox region, double reach, LabelMask? mask = null)
    {
        var colors = Enum.GetValues<ClipColor>();
        var sightings = colors.Select(_ => new Sighting[clip.Frames]).ToArray();
        var strays = colors.Select(_ => new double[clip.Frames]).ToArray();
        var scatter = colors.Select(_ => new Scatter[clip.Frames]).ToArray();
        var map = new byte[clip.Width * clip.Height];
        var finder = new BlobFinder(clip.Width, clip.Height);
        var scale = clip.View.Scale;
        var least = Math.Max(2, (int)(3 * scale * scale));
        for (var f = 0; f < clip.Frames; f++)
        {
            labels.Label(clip.Frame(f), map);
            Crop(map, clip.Width, clip.Height, region);
            mask?.Invoke(f, map);
            var blobs = finder.Find(map, least);
            foreach (var group in blobs.GroupBy(b => b.Label))
            {
                var main = group.MaxBy(b => b.Area);
                var (near, far) = Gather(group, main, reach * scale);
                sightings[group.Key][f] = ToWorld(clip, near.X, near.Y, near.Area, near.Right);
                strays[group.Key][f] = far / (scale * scale);
                scatter[group.Key][f] = Scattered(clip, group);
            }
        }
        return new([.. colors.Select((c, i) => new Track(c, sightings[i]))], strays, scatter);
    }

    /// <summary>
    /// Joins the pieces whose centres lie within reach: first those about the largest one (which may lie at the object's edge, so from
    /// further away), then those about the middle of all. The largest piece beyond is a stray.
    /// </summary>
    private static (Blob Near, int Far) Gather(IEnumerable<Blob> blobs, Blob main, double reach)
    {
        var near = main;
        var far = 0;
        for (var round = 0; round < 2; round++)
        {
            double x = 0, y = 0, left = double.MaxValue, right = 0, top = double.MaxValue, bottom = 0;
            var area = 0;
            far = 0;
            foreach (var blob in blobs)
            {
                var distance = Math.Sqrt(Math.Pow(blob.X - near.X, 2) + Math.Pow(blob.Y - near.Y, 2));
                if (distance > (round == 0 ? 1.5 * reach : reach) && (round > 0 || blob != main))
                {
                    far = Math.Max(far, blob.Area);
                    continue;
                }
                area += blob.Area;
                x += blob.X * blob.Area;
                y += blob.Y * blob.Area;
                (left, right) = (Math.Min(left, blob.Left), Math.Max(right, blob.Right));
                (top, bottom) = (Math.Min(top, blob.Top), Math.Max(bottom, blob.Bottom));
            }
            if (area == 0)
                return (near, far);
            near = new(main.Label, area, x / area, y / area, (int)left, (int)right, (int)top, (int)bottom);
        }
        return (near, far);
    }

    /// <summary>The middle of all pieces and how far they lie from it; each piece counts as a disc.</summary>
    private static Scatter Scattered(ClipSignal clip, IEnumerable<Blob> blobs)
    {
        double x = 0, y = 0, square = 0;
        int area = 0, right = 0;
        foreach (var blob in blobs)
        {
            area += blob.Area;
            right = Math.Max(right, blob.Right);
            x += blob.Area * blob.X;
            y += blob.Area * blob.Y;
            square += blob.Area * ((blob.X * blob.X) + (blob.Y * blob.Y) + (blob.Area / (2 * Math.PI)));
        }
        (x, y) = (x / area, y / area);
        var spread = Math.Sqrt(Math.Max(0, (square / area) - (x * x) - (y * y)));
        return new(ToWorld(clip, x, y, area, right), spread / clip.View.Scale);
    }

    private static Sighting ToWorld(ClipSignal clip, double x, double y, int area, int right)
    {
        var view = clip.View;
        double ToX(double x) => ((x + 0.5 - (clip.Width / 2.0)) / view.Scale) + (Worlds.Rendering.Viewport.WorldWidth / 2);
        double ToY(double y) => ((y + 0.5 - (clip.Height / 2.0)) / view.Scale) + (Worlds.Rendering.Viewport.WorldHeight / 2);
        return new(ToX(x), ToY(y), area / (double)(view.Scale * view.Scale), ToX(right));
    }

    private static void Crop(Span<byte> map, int width, int height, PixelBox region)
    {
        for (var y = 0; y < height; y++)
        {
            var row = map.Slice(y * width, width);
            if (y < region.Top || y >= region.Bottom)
            {
                row.Fill(ColorLabels.None);
                continue;
            }
            row[..region.Left].Fill(ColorLabels.None);
            row[region.Right..].Fill(ColorLabels.None);
        }
    }
}
