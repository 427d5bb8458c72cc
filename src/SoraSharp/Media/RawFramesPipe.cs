using System.Globalization;
using System.Runtime.ExceptionServices;
using FFMpegCore.Pipes;
using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>Feeds frames to ffmpeg as raw RGB bytes, one at a time, as they are made. Used for one run.</summary>
internal sealed class RawFramesPipe(MediaParts content, CancellationToken cancellation) : IPipeSource
{
    /// <summary>The frames that ffmpeg has taken.</summary>
    public int Written { get; private set; }

    /// <summary>Why the frames could not be made; null where they could. ffmpeg then finishes what it was given, which nobody wants.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    public string GetStreamArguments() => string.Create(
        CultureInfo.InvariantCulture,
        $"-f rawvideo -pixel_format rgb24 -video_size {content.Shape.Size} -framerate {Rate(content.Shape.FramesPerSecond)}");

    public async Task WriteAsync(Stream outputStream, CancellationToken cancellationToken)
    {
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cancellationToken);
        byte[] buffer = new byte[content.Shape.Size.Width * content.Shape.Size.Height * 3];
        await using IAsyncEnumerator<(int, VideoFrames Part, int Index)> frames = MediaFile.FramesAsync(content, linked.Token).GetAsyncEnumerator(linked.Token);
        while (await NextAsync(frames).ConfigureAwait(false))
        {
            frames.Current.Part.CopyRgb24(frames.Current.Index, buffer);
            try
            {
                await outputStream.WriteAsync(buffer, linked.Token).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // ffmpeg closed the pipe because it failed: its exit code and message are the error to report.
                return;
            }

            Written++;
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<(int, VideoFrames, int)> frames)
    {
        try
        {
            return await frames.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failure = ExceptionDispatchInfo.Capture(e);
            return false;
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
