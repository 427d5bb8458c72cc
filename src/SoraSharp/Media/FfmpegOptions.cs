namespace SoraSharp.Media;

/// <summary>How ffmpeg is found and what it is told. Immutable and thread-safe.</summary>
public sealed record FfmpegOptions
{
    /// <summary>The folder that holds the ffmpeg program.</summary>
    /// <value>null (the default) searches the folders of the PATH variable.</value>
    public string? Folder { get; init; }

    /// <summary>The constant rate factor of H.264 in MP4; lower is better and larger.</summary>
    /// <value>0 to 51; 16 by default, which is hard to tell from the original.</value>
    public int H264Quality { get; init; } = 16;

    /// <summary>The constant rate factor of VP9 in WebM; lower is better and larger.</summary>
    /// <value>0 to 63; 20 by default.</value>
    public int Vp9Quality { get; init; } = 20;

    /// <summary>Bits a second of the sound, for all channels together.</summary>
    /// <value>16,000 to 512,000; 192,000 by default.</value>
    public int AudioBitRate { get; init; } = 192_000;

    /// <summary>These options, once all are known to be in range.</summary>
    /// <exception cref="ArgumentException">Values are out of range; the message lists all of them.</exception>
    internal FfmpegOptions Validated()
    {
        List<string> errors = [];
        if (H264Quality is < 0 or > 51) errors.Add($"`H264Quality` is {H264Quality}; it goes from 0 to 51; 16 is the default");
        if (Vp9Quality is < 0 or > 63) errors.Add($"`Vp9Quality` is {Vp9Quality}; it goes from 0 to 63; 20 is the default");
        if (AudioBitRate is < 16_000 or > 512_000) errors.Add($"`AudioBitRate` is {AudioBitRate}; it goes from 16000 to 512000 bits a second; 192000 is the default");
        return errors.Count == 0 ? this : throw new ArgumentException(string.Join(". ", errors) + ".");
    }
}
