namespace SoraSharp.Decoding;

/// <summary>Puts the shots of a video one after the other.</summary>
internal static class ShotAssembly
{
    /// <summary>The frames of all shots, which agree in size and rate.</summary>
    public static VideoFrames Frames(IReadOnlyList<VideoFrames> shots)
    {
        if (shots.Count == 1) return shots[0];
        VideoShape first = shots[0].Shape;
        if (shots.FirstOrDefault(s => s.Shape with { Frames = first.Frames } != first) is { } odd)
        {
            throw new InvalidOperationException($"One shot has {odd.Shape}, the first {first}; the shots of a video share size and frame rate. Plan them so.");
        }

        float[] pixels = new float[shots.Sum(s => s.Pixels.Length)];
        int at = 0;
        foreach (VideoFrames shot in shots)
        {
            shot.Pixels.CopyTo(pixels.AsMemory(at));
            at += shot.Pixels.Length;
        }

        return new(pixels, first with { Frames = shots.Sum(s => s.Count) });
    }

    /// <summary>The sound of all shots, each cut or continued with silence to its picture so that later ones stay in step; null where all are silent.</summary>
    public static AudioClip? Audio(IReadOnlyList<(VideoShape Shape, AudioClip? Audio)> shots)
    {
        if (shots.Count == 1) return shots[0].Audio;
        if (shots.Select(s => s.Audio).FirstOrDefault(a => a is not null) is not { } first) return null;
        if (shots.FirstOrDefault(s => s.Audio is { } a && (a.SampleRate != first.SampleRate || a.Channels != first.Channels)).Audio is { } odd)
        {
            throw new InvalidOperationException($"One shot sounds with {odd.Channels} channels at {odd.SampleRate} Hz, another with {first.Channels} at {first.SampleRate} Hz; the shots of a video share both.");
        }

        int[] lengths = [.. shots.Select(s => (int)Math.Round(s.Shape.Duration.TotalSeconds * first.SampleRate))];
        int total = lengths.Sum();
        float[] samples = new float[first.Channels * total];
        int at = 0;
        for (int i = 0; i < shots.Count; i++)
        {
            if (shots[i].Audio?.WithLength(lengths[i]) is { } clip)
            {
                for (int c = 0; c < clip.Channels; c++) clip.Channel(c).CopyTo(samples.AsSpan((c * total) + at));
            }

            at += lengths[i];
        }

        return new(samples, first.Channels, first.SampleRate);
    }
}
