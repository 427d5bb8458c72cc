using SoraSharp.Planning;
using SoraSharp.Stages;

namespace SoraSharp.Memory;

/// <summary>Finds the largest video that fits. Memory grows with the size, so half of what is left is ruled out at each look.</summary>
internal static class FittingShapes
{
    /// <summary>The most frames of the same size; null where not even one fits.</summary>
    public static VideoShape? FewerFrames(VideoShape shape, ModelProfile profile, Func<VideoShape, bool> fits) =>
        Largest((shape.Frames - 1) / profile.FrameStep, steps => shape with { Frames = (steps * profile.FrameStep) + 1 }, 0, fits);

    /// <summary>The largest frame of about the same proportions, with as many frames; null where not even the smallest fits.</summary>
    public static VideoShape? SmallerFrame(VideoShape shape, ModelProfile profile, Func<VideoShape, bool> fits)
    {
        bool wide = shape.Size.Width >= shape.Size.Height;
        int step = profile.SizeStep, longer = Math.Max(shape.Size.Width, shape.Size.Height) / step;
        double ratio = (double)Math.Min(shape.Size.Width, shape.Size.Height) / Math.Max(shape.Size.Width, shape.Size.Height);
        return Largest(longer, Sized, 1, fits);

        VideoShape Sized(int units)
        {
            int other = Math.Max(1, (int)Math.Round(units * ratio));
            return shape with { Size = wide ? new(units * step, other * step) : new(other * step, units * step) };
        }
    }

    /// <summary>The last of the numbers from <paramref name="least"/> below <paramref name="most"/> whose shape fits.</summary>
    private static VideoShape? Largest(int most, Func<int, VideoShape> shapeOf, int least, Func<VideoShape, bool> fits)
    {
        if (least >= most || !fits(shapeOf(least))) return null;
        int low = least, high = most;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (fits(shapeOf(middle))) low = middle;
            else high = middle;
        }

        return shapeOf(low);
    }
}
