namespace SoraSharp.Stages;

/// <summary>
/// What goes into a media file while it is still being made: the picture in parts, so that no more than a part is in memory.
/// Used once, by one writer.
/// </summary>
/// <param name="shape">The whole picture: all parts have its size and rate, and together its number of frames.</param>
/// <param name="parts">Consecutive frames; a part is made when it is asked for.</param>
public sealed class MediaParts(VideoShape shape, IAsyncEnumerable<VideoFrames> parts)
{
    /// <summary>The whole picture: the size and rate of all parts, and their number of frames together.</summary>
    public VideoShape Shape { get; } = shape;

    /// <summary>The sound where it is known before the picture; null where there is none, or it comes after.</summary>
    public AudioClip? Audio { get; init; }

    /// <summary>Makes the sound from the picture: called once, after the last part; null where there is nothing to make.</summary>
    public Func<CancellationToken, Task<AudioClip?>>? AudioAfter { get; init; }

    /// <summary>What is in memory already, as one part.</summary>
    public static MediaParts Of(MediaContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new(content.Frames.Shape, One(content.Frames)) { Audio = content.Audio };
    }

    /// <summary>Takes all parts and the sound into memory.</summary>
    /// <exception cref="InvalidOperationException">The parts are not what <see cref="Shape"/> says.</exception>
    public async Task<MediaContent> GatherAsync(CancellationToken cancellationToken = default)
    {
        float[] pixels = new float[checked(3 * Shape.Frames * Shape.Size.Height * Shape.Size.Width)];
        int done = 0;
        await foreach (VideoFrames part in CheckedParts(cancellationToken).ConfigureAwait(false))
        {
            part.Pixels.CopyTo(pixels.AsMemory(done * Shape.Size.Height * Shape.Size.Width * 3));
            done += part.Count;
        }

        return new(new(pixels, Shape), Audio ?? (AudioAfter is null ? null : await AudioAfter(cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>The parts, with their size and number of frames checked against <see cref="Shape"/>.</summary>
    /// <exception cref="InvalidOperationException">They are not what <see cref="Shape"/> says.</exception>
    public async IAsyncEnumerable<VideoFrames> CheckedParts([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        int done = 0;
        await foreach (VideoFrames part in parts.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (part.Shape.Size != Shape.Size || done + part.Count > Shape.Frames) throw Wrong($"{part.Count} frames of {part.Shape.Size} after {done}");
            yield return part;
            done += part.Count;
        }

        if (done != Shape.Frames) throw Wrong($"{done} frames in all");
    }

    private InvalidOperationException Wrong(string got) => new($"The parts of a video of {Shape} give {got}; a decoder makes exactly the shape that it is asked for. Use the model's own, or mend it.");

#pragma warning disable CS1998 // An enumeration of what is there already has nothing to wait for.
    private static async IAsyncEnumerable<VideoFrames> One(VideoFrames frames)
#pragma warning restore CS1998
    {
        yield return frames;
    }
}
