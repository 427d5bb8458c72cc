using SoraSharp.Worlds;

namespace SoraSharp.Training.Components;

/// <summary>The clips that Mini is trained on and makes.</summary>
internal static class MiniFormat
{
    /// <summary>Frames of a clip: 8k + 1.</summary>
    public const int Frames = 49;

    /// <summary>Frames a second.</summary>
    public const int FramesPerSecond = 12;

    /// <summary>Pixels across, as decoded.</summary>
    public const int Width = 256;

    /// <summary>Pixels down, as decoded.</summary>
    public const int Height = 160;

    /// <summary>Pixels across that the encoder sees.</summary>
    public const int SmallWidth = Width / EncoderScale;

    /// <summary>Pixels down that the encoder sees.</summary>
    public const int SmallHeight = Height / EncoderScale;

    /// <summary>By how much frames are shrunk before they are encoded.</summary>
    public const int EncoderScale = 2;

    /// <summary>Frames of a latent.</summary>
    public const int PatchFrames = 8;

    /// <summary>Side of an encoder patch.</summary>
    public const int Patch = 16;

    /// <summary>Channels of the video's latents.</summary>
    public const int VideoChannels = 96;

    /// <summary>Latent frames, rows and columns.</summary>
    public const int LatentFrames = ((Frames - 1) / PatchFrames) + 1, LatentRows = SmallHeight / Patch, LatentColumns = SmallWidth / Patch;

    /// <summary>Tokens of a clip's video.</summary>
    public const int VideoTokens = LatentFrames * LatentRows * LatentColumns;

    /// <summary>Audio samples a second.</summary>
    public const int SampleRate = 16000;

    /// <summary>Channels of a latent bin of the audio, and its bins.</summary>
    public const int AudioChannels = 4, AudioBins = 16;

    /// <summary>Tokens of a clip's audio: 25 a second.</summary>
    public static readonly int AudioTokens = (int)Math.Round(25.0 * Frames / FramesPerSecond);

    /// <summary>Spectrogram frames of a clip.</summary>
    public static readonly int MelFrames = (4 * AudioTokens) - 3;

    /// <summary>Tokens of a caption, padding included.</summary>
    public const int TextTokens = 64;

    /// <summary>The seed of a training clip's scene; fitted components use seeds far from these.</summary>
    public static ulong TrainingSeed(long number) => 1_000_000_000UL + (ulong)number;

    /// <summary>
    /// The worlds, those with most to tell apart (counts, outcomes, contacts) more often; few camera moves and cuts, which cost a small
    /// model much and show little.
    /// </summary>
    public static WorldSampler Sampler { get; } = new(
        new Dictionary<WorldKind, double>
        {
            [WorldKind.BouncingBalls] = 7,
            [WorldKind.Basketball] = 4,
            [WorldKind.DuckRace] = 3.5,
            [WorldKind.Presenter] = 2,
            [WorldKind.Vehicles] = 2.5,
            [WorldKind.MushroomGarden] = 1,
            [WorldKind.Weather] = 1,
            [WorldKind.Gymnast] = 1,
            [WorldKind.Skater] = 1,
        },
        new ShootingWeights(MovingCamera: 0.06, TwoShots: 0.03, Night: 0.2));

    /// <summary>A scene of Mini's length.</summary>
    public static SimulatedScene Scene(ulong seed) => Sampler.SampleScene(seed, Frames, FramesPerSecond);
}
