namespace SoraSharp;

/// <summary>Puts a video and the one that goes on from it together.</summary>
internal static class Joining
{
    /// <summary>How long the sound takes to pass over from one to the other, at the end of what both have.</summary>
    private const double FadeSeconds = 0.03;

    public static VideoFrames Frames(VideoFrames first, VideoFrames next, int overlap)
    {
        if (first.Shape.Size != next.Shape.Size || first.FramesPerSecond != next.FramesPerSecond)
        {
            throw new ArgumentException($"`next` has {next.Shape} and follows {first.Shape}; videos that are joined share size and frame rate.", nameof(next));
        }

        return new([.. first.Pixels.Span, .. next.Pixels.Span[(overlap * next.Width * next.Height * 3)..]], first.Shape with { Frames = first.Count + next.Count - overlap });
    }

    /// <summary>The sound of both, where at least one of them has any; as long as the picture.</summary>
    public static AudioClip? Audio(GeneratedVideo first, GeneratedVideo next, int overlap)
    {
        if ((first.Audio ?? next.Audio) is not { } model) return null;
        AudioClip before = first.Audio ?? new(new float[model.Channels], model.Channels, model.SampleRate), after = next.Audio ?? new(new float[model.Channels], model.Channels, model.SampleRate);
        if (before.SampleRate != after.SampleRate || before.Channels != after.Channels)
        {
            throw new ArgumentException($"`next` sounds with {after.Channels} channels at {after.SampleRate} Hz and follows {before.Channels} at {before.SampleRate} Hz; videos that are joined share both.", nameof(next));
        }

        int cut = Samples(first.Frames.Count), shared = Samples(overlap), total = cut + Samples(next.Frames.Count) - shared, fade = Math.Min((int)(FadeSeconds * model.SampleRate), shared);
        before = before.WithLength(cut);
        after = after.WithLength(Samples(next.Frames.Count));
        float[] samples = new float[model.Channels * total];
        for (int c = 0; c < model.Channels; c++)
        {
            Span<float> joined = samples.AsSpan(c * total, total);
            before.Channel(c).CopyTo(joined);
            after.Channel(c)[shared..].CopyTo(joined[cut..]);
            for (int i = 0; i < fade; i++)
            {
                float share = (i + 0.5f) / fade;
                joined[cut - fade + i] = (before.Channel(c)[cut - fade + i] * (1 - share)) + (after.Channel(c)[shared - fade + i] * share);
            }
        }

        return new(samples, model.Channels, model.SampleRate);

        int Samples(int frames) => (int)Math.Round(frames / first.Frames.FramesPerSecond * model.SampleRate);
    }
}
