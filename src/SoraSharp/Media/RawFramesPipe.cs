using System.Globalization;
using FFMpegCore.Pipes;

namespace SoraSharp.Media;

/// <summary>Feeds frames to ffmpeg as raw RGB bytes, one at a time. Used for one run.</summary>
internal sealed class RawFramesPipe(VideoFrames frames, CancellationToken cancellation) : IPipeSource
{
    /// <summary>The frames that ffmpeg has taken.</summary>
    public int Written { get; private set; }

    public string GetStreamArguments() => string.Create(
        CultureInfo.InvariantCulture,
        $"-f rawvideo -pixel_format rgb24 -video_size {frames.Width}x{frames.Height} -framerate {Rate(frames.FramesPerSecond)}");

    public async Task WriteAsync(Stream outputStream, CancellationToken cancellationToken)
    {
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cancellationToken);
        byte[] buffer = new byte[frames.Width * frames.Height * 3];
        try
        {
            for (int i = 0; i < frames.Count; i++)
            {
                frames.CopyRgb24(i, buffer);
                await outputStream.WriteAsync(buffer, linked.Token).ConfigureAwait(false);
                Written++;
            }
        }
        catch (IOException)
        {
            // ffmpeg closed the pipe because it failed: its exit code and message are the error to report.
        }
    }

    /// <summary>The rate as ffmpeg reads it; the broadcast rates as the fractions that they are.</summary>
    internal static string Rate(double framesPerSecond)
    {
        double nominal = Math.Round(framesPerSecond * 1.001);
        bool broadcast = nominal is 24 or 30 or 48 or 60 or 120 && Math.Abs(framesPerSecond - (nominal / 1.001)) < 0.0005 * nominal / 24;
        return broadcast
            ? string.Create(CultureInfo.InvariantCulture, $"{nominal * 1000}/1001")
            : framesPerSecond.ToString("R", CultureInfo.InvariantCulture);
    }
}
