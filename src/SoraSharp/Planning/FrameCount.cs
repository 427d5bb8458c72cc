namespace SoraSharp.Planning;

/// <summary>The numbers of frames that a model takes: multiples of its step, plus one.</summary>
internal static class FrameCount
{
    public static bool IsLegal(int frames, int step) => frames >= 1 && (frames - 1) % step == 0;

    /// <summary>The nearest legal number; of two equally near ones the larger.</summary>
    public static int Nearest(double frames, int step)
    {
        double steps = Math.Max(0, Math.Round((frames - 1) / step, MidpointRounding.AwayFromZero));
        return ((int)steps * step) + 1;
    }

    /// <summary>The largest legal number that is not above <paramref name="frames"/>.</summary>
    public static int AtMost(int frames, int step) => ((Math.Max(1, frames) - 1) / step * step) + 1;
}
