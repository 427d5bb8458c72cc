namespace SoraSharp.Quality.Analysers;

/// <summary>Softens pictures as a lossy decoder does.</summary>
internal static class Blur
{
    /// <summary>The mean over 5 × 5 pixels of every frame.</summary>
    public static ClipSignal Soften(ClipSignal clip)
    {
        const int Reach = 2;
        var result = new byte[clip.Pixels.Length];
        var rows = new int[clip.FrameBytes];
        for (var f = 0; f < clip.Frames; f++)
        {
            var frame = clip.Frame(f);
            var target = result.AsSpan(f * clip.FrameBytes, clip.FrameBytes);
            for (var y = 0; y < clip.Height; y++)
            {
                for (var x = 0; x < clip.Width; x++)
                {
                    for (var c = 0; c < 3; c++)
                    {
                        var sum = 0;
                        for (var d = -Reach; d <= Reach; d++)
                            sum += frame[(3 * ((y * clip.Width) + Math.Clamp(x + d, 0, clip.Width - 1))) + c];
                        rows[(3 * ((y * clip.Width) + x)) + c] = sum;
                    }
                }
            }
            for (var y = 0; y < clip.Height; y++)
            {
                for (var i = 0; i < 3 * clip.Width; i++)
                {
                    var sum = 0;
                    for (var d = -Reach; d <= Reach; d++)
                        sum += rows[(3 * clip.Width * Math.Clamp(y + d, 0, clip.Height - 1)) + i];
                    target[(3 * clip.Width * y) + i] = (byte)(sum / ((2 * Reach + 1) * (2 * Reach + 1)));
                }
            }
        }
        return clip with { Pixels = result };
    }
}
