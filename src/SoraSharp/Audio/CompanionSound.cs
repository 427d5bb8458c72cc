using SoraSharp.Conditioning;
using SoraSharp.Planning;
using SoraSharp.Stages;

namespace SoraSharp.Audio;

/// <summary>
/// Sound for a finished picture by another generator, which makes sound for pictures it is given: ambience and effects for models of silent
/// video. The picture is brought to that generator's own size and rate, stretch by stretch where it is longer than that takes. Thread-safe.
/// </summary>
internal sealed class CompanionSound(VideoGenerator companion) : IAudioSynthesizer
{
    /// <inheritdoc />
    public FrameSize? LooksAt(VideoShape shape) => companion.Profile.DefaultShape.Size;

    /// <inheritdoc />
    public async Task<AudioClip?> SynthesizeAsync(AudioSynthesisInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        VideoFrames frames = input.Frames ?? throw new ArgumentException("`frames` is missing; this synthesizer makes sound for what is seen; give it the picture.", nameof(input));
        ModelProfile profile = companion.Profile;
        double rate = profile.DefaultShape.FramesPerSecond;
        int wanted = Math.Max(1, (int)Math.Ceiling(frames.Duration.TotalSeconds * rate)), most = FrameCount.AtMost(profile.MaxFrames, profile.FrameStep);
        List<(VideoShape Shape, AudioClip? Audio)> stretches = [];
        for (int start = 0; start < wanted; start += most)
        {
            int needed = Math.Min(most, wanted - start), made = Math.Min(most, FrameCount.AtMost(needed + profile.FrameStep - 1, profile.FrameStep));
            VideoFrames seen = Seen(frames, start, new(made, profile.DefaultShape.Size, rate));
            GeneratedVideo sounding = await companion.GenerateAsync(new VideoRequest(input.Shot.Prompt) { Video = seen, Seed = input.Shot.Seed }, null, cancellationToken).ConfigureAwait(false);
            stretches.Add((seen.Shape with { Frames = needed }, sounding.Audio));
        }

        // One stretch alone would keep its own length.
        AudioClip? joined = Decoding.ShotAssembly.Audio([.. stretches]);
        return joined?.WithLength((int)Math.Round(frames.Duration.TotalSeconds * joined.SampleRate));
    }

    /// <summary>Frames from a moment on at another size and rate: of each moment the nearest one; the last goes on.</summary>
    private static VideoFrames Seen(VideoFrames frames, int start, VideoShape shape)
    {
        int length = shape.Size.Width * shape.Size.Height * RgbImage.Channels;
        float[] pixels = new float[shape.Frames * length];
        for (int i = 0; i < shape.Frames; i++)
        {
            int nearest = Math.Min(frames.Count - 1, (int)Math.Round((start + i) / shape.FramesPerSecond * frames.FramesPerSecond));
            FrameReduction.To(frames.Range(nearest, 1), shape.Size).Pixels.CopyTo(pixels.AsMemory(i * length));
        }

        return new(pixels, shape);
    }
}
