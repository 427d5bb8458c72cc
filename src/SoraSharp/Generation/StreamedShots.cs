using System.Runtime.CompilerServices;
using SoraSharp.Conditioning;
using SoraSharp.Decoding;
using SoraSharp.Stages;

namespace SoraSharp.Generation;

/// <summary>Denoised shots as the parts of a media file, decoded as they are taken. Used once.</summary>
/// <param name="stages">The generator's stages.</param>
/// <param name="shots">The shots, in order; they share size and frame rate.</param>
/// <param name="clock">Told how far decoding is.</param>
internal sealed class StreamedShots(GenerationStages stages, IReadOnlyList<DenoisedShot> shots, StageClock clock)
{
    private readonly List<AudioClip?> _sounds = [];

    /// <summary>All shots together.</summary>
    public VideoShape Shape { get; } = shots[0].Shot.Shape with { Frames = shots.Sum(s => s.Shot.Shape.Frames) };

    /// <summary>The sound of every shot, once it is made.</summary>
    public IReadOnlyList<AudioClip?> Sounds => _sounds;

    /// <summary>The sound of all shots together; null for none.</summary>
    public AudioClip? Audio => ShotAssembly.Audio([.. shots.Zip(_sounds, (shot, sound) => (shot.Shot.Shape, sound))]);

    /// <summary>The parts. Sound that does not depend on the picture is made first, other sound when the picture has been taken.</summary>
    /// <param name="makeSound">Makes a shot's sound; told what the synthesizer sees of the picture.</param>
    /// <param name="cancellationToken">Answered within one network call.</param>
    public async Task<MediaParts> PartsAsync(Func<DenoisedShot, VideoFrames?, Task<AudioClip?>> makeSound, CancellationToken cancellationToken)
    {
        FrameSize?[] looks = [.. shots.Select(s => s.Shot.Conditioning.Audio is null ? stages.AudioSynthesizer.LooksAt(s.Shot.Shape) : null)];
        if (looks.All(size => size is null))
        {
            foreach (DenoisedShot shot in shots) _sounds.Add(await makeSound(shot, null).ConfigureAwait(false));
            return new(Shape, DecodeAsync([], cancellationToken)) { Audio = Audio };
        }

        ReducedFrames?[] seen = [.. looks.Zip(shots, (size, shot) => size is { } s ? new ReducedFrames(shot.Shot.Shape, s) : null)];
        return new(Shape, DecodeAsync(seen, cancellationToken))
        {
            AudioAfter = async _ =>
            {
                for (int i = 0; i < shots.Count; i++) _sounds.Add(await makeSound(shots[i], seen[i]?.Frames).ConfigureAwait(false));
                return Audio;
            },
        };
    }

    private async IAsyncEnumerable<VideoFrames> DecodeAsync(ReducedFrames?[] seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < shots.Count; i++)
        {
            (Shot shot, VideoLatents video) = (shots[i].Shot, shots[i].Video);
            if (shot.Conditioning.Video is { } given)
            {
                VideoFrames frames = GivenResult.Frames(given, shot.Shape);
                if (seen.Length > 0) seen[i]?.Add(frames);
                yield return frames;
                continue;
            }

            await foreach (VideoFrames part in stages.VideoDecoder.DecodeInPartsAsync(video, shot.Shape, clock.Share(), cancellationToken).ConfigureAwait(false))
            {
                if (seen.Length > 0) seen[i]?.Add(part);
                yield return part;
            }
        }
    }

    /// <summary>Frames kept at the size that a synthesizer looks at.</summary>
    private sealed class ReducedFrames(VideoShape shape, FrameSize size)
    {
        private readonly float[] _pixels = new float[checked(shape.Frames * size.Width * size.Height * RgbImage.Channels)];
        private int _at;

        public VideoFrames Frames => new(_pixels, shape with { Size = size });

        public void Add(VideoFrames part)
        {
            VideoFrames reduced = FrameReduction.To(part, size);
            reduced.Pixels.CopyTo(_pixels.AsMemory(_at));
            _at += reduced.Pixels.Length;
        }
    }
}
