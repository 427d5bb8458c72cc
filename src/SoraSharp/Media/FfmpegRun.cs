using System.Globalization;
using FFMpegCore;
using FFMpegCore.Enums;
using FFMpegCore.Exceptions;
using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>ffmpeg at work on one file. Used by one thread at a time.</summary>
/// <param name="options">What it is told.</param>
/// <param name="ffmpeg">The folder it is in.</param>
/// <param name="path">The file's final name, for its format and for messages.</param>
/// <param name="cancellationToken">Ends it at once.</param>
internal sealed class FfmpegRun(FfmpegOptions options, string ffmpeg, string path, CancellationToken cancellationToken)
{
    public const string Mp4 = ".mp4";
    public const string WebM = ".webm";

    /// <summary>How much of what ffmpeg said goes into a message, in characters.</summary>
    private const int MaxQuotation = 600;

    private readonly bool _webm = string.Equals(Path.GetExtension(path), WebM, StringComparison.OrdinalIgnoreCase);

    /// <summary>Encodes a picture and, where it is known, its sound.</summary>
    public async Task EncodeAsync(MediaParts content, AudioClip? audio, string target)
    {
        RawFramesPipe frames = new(content, cancellationToken);
        await RunAsync(FFMpegArguments.FromPipeInput(frames), audio, target, $"{Picture()} {Sound(audio is not null)}", () => frames.Failure?.Throw()).ConfigureAwait(false);
        if (frames.Written != content.Shape.Frames)
        {
            throw new MediaException($"ffmpeg stopped after {frames.Written} of {content.Shape.Frames} frames of \"{path}\" without saying why; check that there is enough free space.");
        }
    }

    /// <summary>Puts an encoded picture and a sound together.</summary>
    public Task JoinAsync(string picture, AudioClip audio, string target) =>
        RunAsync(FFMpegArguments.FromFileInput(Path.GetFileName(picture), verifyExists: false), audio, target, $"-c:v copy {(_webm ? "" : "-movflags +faststart ")}{Sound(true)}", () => { });

    private async Task RunAsync(FFMpegArguments inputs, AudioClip? audio, string target, string arguments, Action checkInputs)
    {
        string sound = target + ".wav";
        try
        {
            if (audio is not null)
            {
                using (FileStream stream = File.Create(sound)) WavFile.WriteFloat32(stream, audio);
                inputs = inputs.AddFileInput(Path.GetFileName(sound), verifyExists: false);
            }

            // Working in the target's folder keeps its name, which may hold quotes, out of the command line.
            FFOptions run = new() { BinaryFolder = ffmpeg, WorkingDirectory = Path.GetDirectoryName(target)!, LogLevel = FFMpegLogLevel.Error };
            // Without the date and the encoder's name, equal videos give equal files.
            const string Reproducible = "-map_metadata -1 -fflags +bitexact -flags:v +bitexact";
            FFMpegResult result = await inputs
                .OutputToFile(Path.GetFileName(target), overwrite: true, output => output.WithCustomArgument($"{arguments} {Reproducible} -f {(_webm ? "webm" : "mp4")}"))
                // Nobody wants the cut-off file that ffmpeg would finish, so it is ended at once.
                .CancellableThrough(cancellationToken, TimeSpan.Zero)
                .ProcessAsynchronously(throwOnError: false, run, CancellationToken.None)
                .ConfigureAwait(false);

            cancellationToken.ThrowIfCancellationRequested();
            checkInputs();
            if (!result.Success) throw new MediaException(Explain(string.Join(Environment.NewLine, result.StandardError)));
        }
        catch (FFMpegException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            checkInputs();
            throw new MediaException($"The ffmpeg in \"{ffmpeg}\" cannot be run: {e.Message}. Reinstall it, or give the folder of another one in FfmpegOptions.Folder.", e);
        }
        finally
        {
            File.Delete(sound);
        }
    }

    private string Picture()
    {
        // RGB is full range; the accurate flags keep swscale from cutting corners in the conversion.
        const string Colours = "-vf scale=in_range=pc:out_range=tv:out_color_matrix=bt709:flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp,format=yuv420p " +
            "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv";
        string codec = _webm
            ? string.Create(CultureInfo.InvariantCulture, $"-c:v libvpx-vp9 -crf {options.Vp9Quality} -b:v 0 -deadline good -cpu-used 2 -row-mt 1")
            : string.Create(CultureInfo.InvariantCulture, $"-c:v libx264 -preset medium -crf {options.H264Quality} -movflags +faststart");
        return $"{Colours} {codec}";
    }

    private string Sound(bool sound) =>
        !sound ? "-an" : string.Create(CultureInfo.InvariantCulture, $"-c:a {(_webm ? "libopus" : "aac")} -b:a {options.AudioBitRate} -ar 48000 -flags:a +bitexact");

    private string Explain(string said)
    {
        said = said.Trim();
        if (said.Length > MaxQuotation) said = "…" + said[^MaxQuotation..];
        string remedy = said.Contains("Unknown encoder", StringComparison.Ordinal)
            ? "This ffmpeg was built without that encoder; install a full build, or save as the other of .mp4 and .webm, or as .webp."
            : "Check the folder's permissions and free space.";
        return $"ffmpeg could not write \"{path}\": {said} {remedy}";
    }
}
