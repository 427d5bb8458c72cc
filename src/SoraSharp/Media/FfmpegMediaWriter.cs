using System.Globalization;
using FFMpegCore;
using FFMpegCore.Enums;
using FFMpegCore.Exceptions;
using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>
/// Writes MP4 (H.264 4:2:0, AAC) and WebM (VP9, Opus) through the ffmpeg program. Colours are converted to bt.709 limited range and
/// tagged so; sound is resampled to 48 kHz, once, from float32. Width and height must be even, as 4:2:0 halves them. Thread-safe.
/// </summary>
public sealed class FfmpegMediaWriter : IMediaWriter
{
    private const string Mp4 = ".mp4";
    private const string WebM = ".webm";

    /// <summary>How much of what ffmpeg said goes into a message, in characters.</summary>
    private const int MaxQuotation = 600;

    private readonly FfmpegOptions _options;

    /// <param name="options">How ffmpeg is found and what it is told; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public FfmpegMediaWriter(FfmpegOptions? options = null) => _options = (options ?? new()).Validated();

    /// <inheritdoc />
    public IReadOnlyList<string> Extensions { get; } = [Mp4, WebM];

    /// <inheritdoc />
    public void EnsureReady() => FindFolder();

    /// <inheritdoc />
    public Task WriteAsync(MediaContent content, string path, CancellationToken cancellationToken = default)
    {
        MediaFile.Check(this, content, path);
        VideoFrames frames = content.Frames;
        if (frames.Width % 2 != 0 || frames.Height % 2 != 0)
        {
            throw new MediaException($"The frames are {frames.Shape.Size}; 4:2:0 video needs an even width and height. Generate an even size, or save as .webp or .frames.");
        }

        string folder = FindFolder();
        return MediaFile.WriteAsync(path, temporary => EncodeAsync(content, path, temporary, folder, cancellationToken), cancellationToken);
    }

    private string FindFolder() => FfmpegProgram.FindFolder(_options.Folder, Environment.GetEnvironmentVariable("PATH"));

    private async Task EncodeAsync(MediaContent content, string path, string temporary, string ffmpeg, CancellationToken cancellationToken)
    {
        string sound = temporary + ".wav";
        try
        {
            RawFramesPipe frames = new(content.Frames, cancellationToken);
            FFMpegArguments inputs = FFMpegArguments.FromPipeInput(frames);
            if (MediaFile.FittedAudio(content) is { } audio)
            {
                using (FileStream stream = File.Create(sound)) WavFile.WriteFloat32(stream, audio);
                inputs = inputs.AddFileInput(Path.GetFileName(sound), verifyExists: false);
            }

            bool webm = string.Equals(Path.GetExtension(path), WebM, StringComparison.OrdinalIgnoreCase);
            // Working in the target's folder keeps its name, which may hold quotes, out of the command line.
            FFOptions run = new() { BinaryFolder = ffmpeg, WorkingDirectory = Path.GetDirectoryName(temporary)!, LogLevel = FFMpegLogLevel.Error };
            FFMpegResult result = await inputs
                .OutputToFile(Path.GetFileName(temporary), overwrite: true, output => output.WithCustomArgument(Arguments(webm, content.Audio is not null)))
                // Nobody wants the cut-off file that ffmpeg would finish, so it is ended at once.
                .CancellableThrough(cancellationToken, TimeSpan.Zero)
                .ProcessAsynchronously(throwOnError: false, run, CancellationToken.None)
                .ConfigureAwait(false);

            cancellationToken.ThrowIfCancellationRequested();
            if (!result.Success) throw new MediaException(Explain(path, string.Join(Environment.NewLine, result.StandardError)));
            if (frames.Written != content.Frames.Count)
            {
                throw new MediaException($"ffmpeg stopped after {frames.Written} of {content.Frames.Count} frames of \"{path}\" without saying why; check that there is enough free space.");
            }
        }
        catch (FFMpegException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new MediaException($"The ffmpeg in \"{ffmpeg}\" cannot be run: {e.Message}. Reinstall it, or give the folder of another one in FfmpegOptions.Folder.", e);
        }
        finally
        {
            File.Delete(sound);
        }
    }

    private string Arguments(bool webm, bool sound)
    {
        // RGB is full range; the accurate flags keep swscale from cutting corners in the conversion.
        const string Picture = "-vf scale=in_range=pc:out_range=tv:out_color_matrix=bt709:flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp,format=yuv420p " +
            "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv";
        // Without the date and the encoder's name, equal videos give equal files.
        const string Reproducible = "-map_metadata -1 -fflags +bitexact -flags:v +bitexact";
        string video = webm
            ? string.Create(CultureInfo.InvariantCulture, $"-c:v libvpx-vp9 -crf {_options.Vp9Quality} -b:v 0 -deadline good -cpu-used 2 -row-mt 1")
            : string.Create(CultureInfo.InvariantCulture, $"-c:v libx264 -preset medium -crf {_options.H264Quality} -movflags +faststart");
        string audio = !sound ? "-an" : string.Create(CultureInfo.InvariantCulture, $"-c:a {(webm ? "libopus" : "aac")} -b:a {_options.AudioBitRate} -ar 48000 -flags:a +bitexact");
        return $"{Picture} {video} {audio} {Reproducible} -f {(webm ? "webm" : "mp4")}";
    }

    private static string Explain(string path, string said)
    {
        said = said.Trim();
        if (said.Length > MaxQuotation) said = "…" + said[^MaxQuotation..];
        string remedy = said.Contains("Unknown encoder", StringComparison.Ordinal)
            ? "This ffmpeg was built without that encoder; install a full build, or save as the other of .mp4 and .webm, or as .webp."
            : "Check the folder's permissions and free space.";
        return $"ffmpeg could not write \"{path}\": {said} {remedy}";
    }
}
