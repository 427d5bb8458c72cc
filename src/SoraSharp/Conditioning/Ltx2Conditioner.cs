using SoraSharp.Families;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Conditioning;

/// <summary>
/// Encodes pictures, clips, sound and whole videos for LTX-2's denoiser. What is seen at the first frame takes the place of its latents;
/// what is seen later is put beside the video as keyframes, at its own moment (diffusers <c>pipeline_ltx2_condition.py</c>; the original
/// project's <c>keyframe_cond.py</c>). A stream that is given whole is kept whole (its <c>a2vid_two_stage.py</c>). Thread-safe.
/// </summary>
/// <param name="video">The video autoencoder.</param>
/// <param name="audio">The audio autoencoder.</param>
/// <param name="patches">How the transformer cuts video latents into tokens.</param>
internal sealed class Ltx2Conditioner(VideoAutoencoder video, AudioAutoencoder audio, TokenPatches patches) : IConditioner
{
    /// <summary>What it encodes.</summary>
    public const ConditioningKinds Takes = ConditioningKinds.AnyImage | ConditioningKinds.Clips | ConditioningKinds.PartialStrength | ConditioningKinds.Audio | ConditioningKinds.Video;

    /// <inheritdoc />
    public Task<LatentConditioning> EncodeAsync(ConditioningInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Task.Run(() => Encode(input, cancellationToken), cancellationToken);
    }

    private LatentConditioning Encode(ConditioningInput input, CancellationToken cancellationToken)
    {
        ShotConditioning given = input.Shot.Conditioning;
        FrameSize size = input.Shot.Shape.Size;
        return new()
        {
            Video = given.Video is { } whole ? Whole(whole, input, cancellationToken) : given.Frames.Count > 0 ? Known(given.Frames, size, input.VideoShape, cancellationToken) : null,
            Audio = given.Audio is { } sound ? Known(sound, input, input.Shot.Shape.Duration, cancellationToken) : given.OpeningSound is { } opening ? Opening(opening, input, cancellationToken) : null,
            NoiseOrder = given.Frames.Count == 0 || IsImageToVideo(given.Frames) ? null : patches,
        };
    }

    /// <summary>The reference has a pipeline of its own for one stretched picture at the start, which draws noise in the order of latents.</summary>
    private static bool IsImageToVideo(IReadOnlyList<ConditioningFrames> frames) => frames is [{ Frame: 0, Strength: 1, Fit: ImageFit.Stretch, Pictures.Count: 1 }];

    private KnownVideo Known(IReadOnlyList<ConditioningFrames> frames, FrameSize size, VideoLatentShape shape, CancellationToken cancellationToken)
    {
        List<(ConditioningFrames Frames, HostTensor Latents)> encoded = [.. frames.Select(f => (f, video.Encode(Pixels(f, size), cancellationToken)))];
        List<(ConditioningFrames Frames, HostTensor Latents)> later = [.. encoded.Where(e => e.Frames.Frame > 0)];
        VideoLatentShape extended = shape with { Frames = shape.Frames + later.Sum(e => LatentFrames(e.Latents)) };
        VideoLatents latents = new(new float[extended.Count], extended);
        float[] strengths = new float[extended.Frames];
        foreach ((ConditioningFrames first, HostTensor values) in encoded.Where(e => e.Frames.Frame == 0)) Put(first, values, 0);
        int at = shape.Frames;
        foreach ((ConditioningFrames keyframes, HostTensor values) in later)
        {
            Put(keyframes, values, at);
            at += LatentFrames(values);
        }

        return new(latents, strengths) { Keyframes = [.. later.Select(e => new Keyframes(LatentFrames(e.Latents), e.Frames.Frame, e.Frames.Pictures.Count))] };

        void Put(ConditioningFrames condition, HostTensor values, int frame)
        {
            int area = extended.Height * extended.Width, count = LatentFrames(values);
            for (int c = 0; c < extended.Channels; c++)
            {
                values.Floats.AsSpan(c * count * area, count * area).CopyTo(latents.Values.AsSpan(((c * extended.Frames) + frame) * area));
            }

            strengths.AsSpan(frame, count).Fill((float)condition.Strength);
        }
    }

    private KnownVideo Whole(VideoFrames frames, ConditioningInput input, CancellationToken cancellationToken)
    {
        VideoShape shape = input.Shot.Shape;
        RgbImage[] pictures = [.. Enumerable.Range(0, shape.Frames).Select(frames.ToImage)];
        HostTensor latents = video.Encode(PixelTensors.Cover(pictures, shape.Size.Width, shape.Size.Height), cancellationToken);
        return new(new(latents.Floats, input.VideoShape), Ones(input.VideoShape.Frames));
    }

    /// <summary>What is known of the sound's beginning: all moments but the last of the opening, which hears beyond its end.</summary>
    private KnownAudio? Opening(AudioClip opening, ConditioningInput input, CancellationToken cancellationToken)
    {
        KnownAudio known = Known(opening, input, opening.Duration, cancellationToken);
        int heard = Math.Min(known.Strengths.Count, (int)(opening.Duration.TotalSeconds * audio.LatentsPerSecond) - 1);
        if (heard < 1) return null;
        float[] strengths = new float[known.Strengths.Count], values = known.Latents.Values;
        strengths.AsSpan(0, heard).Fill(1);
        AudioLatentShape shape = known.Latents.Shape;
        for (int c = 0; c < shape.Channels; c++) values.AsSpan(((c * shape.Length) + heard) * shape.Bins, (shape.Length - heard) * shape.Bins).Clear();
        return known with { Strengths = strengths };
    }

    /// <summary>A whole sound. What lies beyond a duration is not heard, so it is not to be seen either.</summary>
    private KnownAudio Known(AudioClip sound, ConditioningInput input, TimeSpan duration, CancellationToken cancellationToken)
    {
        AudioLatentShape shape = input.AudioShape ?? throw new ArgumentException("`audioShape` is missing; a sound can be given to a denoiser of joint sound alone.", nameof(input));
        int length = Math.Max(1, (int)Math.Round(duration.TotalSeconds * sound.SampleRate));
        HostTensor mel = SoundEncoding.Spectrogram(sound.WithLength(length), audio.HeardChannels, ((shape.Length - 1) * audio.FramesPerLatent) + 1, audio.Mel);
        return new(new(audio.Encode(mel, cancellationToken).Floats, shape), Ones(shape.Length));
    }

    private static HostTensor Pixels(ConditioningFrames frames, FrameSize size) => frames.Fit == ImageFit.Stretch
        ? PixelTensors.Stretch(frames.Pictures, size.Width, size.Height, ResampleFilter.Bilinear)
        : PixelTensors.Cover(frames.Pictures, size.Width, size.Height);

    private static int LatentFrames(HostTensor latents) => (int)latents.Shape[2];

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];
}
