using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>The writers that come with the library. Thread-safe.</summary>
public static class MediaWriters
{
    /// <summary>
    /// One for every format: <c>.mp4</c> and <c>.webm</c> through ffmpeg; <c>.webp</c> (animated, silent), <c>.frames</c> (a folder of
    /// PNG frames and the sound) and <c>.wav</c> (the sound) without it.
    /// </summary>
    /// <param name="ffmpeg">How ffmpeg is found and what it is told; null for the defaults.</param>
    public static IReadOnlyList<IMediaWriter> CreateDefault(FfmpegOptions? ffmpeg = null) =>
        [new FfmpegMediaWriter(ffmpeg), new AnimatedWebpWriter(), new PngFramesWriter(), new WavWriter()];
}
