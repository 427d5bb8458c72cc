using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// Where latent patches lie in time and space: start and end along every axis, in seconds and pixels.
/// Source: diffusers <c>transformer_ltx2.py</c>, <c>prepare_video_coords</c> and <c>prepare_audio_coords</c>.
/// </summary>
public static class Ltx2RopeCoordinates
{
    /// <summary>The coordinates of a video's patches, [1, 3, tokens, 2]: seconds, rows, columns; tokens run over frames, then rows, then columns.</summary>
    /// <param name="frames">Latent frames.</param>
    /// <param name="height">Latent rows.</param>
    /// <param name="width">Latent columns.</param>
    /// <param name="framesPerSecond">Pixel frames per second.</param>
    /// <param name="scaleFactors">How many pixels a latent covers: in time, down, across.</param>
    /// <param name="causalOffset">The pixel frames that the first latent frame covers.</param>
    /// <param name="patchSize">Latent rows and columns of a patch.</param>
    /// <param name="patchSizeInTime">Latent frames of a patch.</param>
    public static HostTensor Video(int frames, int height, int width, double framesPerSecond, IReadOnlyList<int> scaleFactors, int causalOffset = 1, int patchSize = 1, int patchSizeInTime = 1)
    {
        ArgumentNullException.ThrowIfNull(scaleFactors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        int framePatches = Patches(frames, patchSizeInTime), rowPatches = Patches(height, patchSize), columnPatches = Patches(width, patchSize);
        int tokens = checked(framePatches * rowPatches * columnPatches);
        float[] bounds = new float[3 * tokens * 2];
        int token = 0;
        for (int f = 0; f < framePatches; f++)
        {
            for (int r = 0; r < rowPatches; r++)
            {
                for (int c = 0; c < columnPatches; c++, token++)
                {
                    for (int end = 0; end < 2; end++)
                    {
                        float frame = Math.Max((float)((f + end) * patchSizeInTime) * scaleFactors[0] + causalOffset - scaleFactors[0], 0f);
                        bounds[token * 2 + end] = frame / (float)framesPerSecond;
                        bounds[(tokens + token) * 2 + end] = (float)((r + end) * patchSize) * scaleFactors[1];
                        bounds[(2 * tokens + token) * 2 + end] = (float)((c + end) * patchSize) * scaleFactors[2];
                    }
                }
            }
        }

        return HostTensor.From(bounds, 1, 3, tokens, 2);
    }

    /// <summary>
    /// The coordinates of frames that stand beside a video at a moment of it, [1, 3, tokens, 2]: no frame is taken for the clip's first one.
    /// Source: diffusers <c>pipeline_ltx2_condition.py</c>, <c>_prepare_keyframe_coords</c>.
    /// </summary>
    /// <param name="frames">Latent frames.</param>
    /// <param name="height">Latent rows.</param>
    /// <param name="width">Latent columns.</param>
    /// <param name="framesPerSecond">Pixel frames per second.</param>
    /// <param name="scaleFactors">How many pixels a latent covers: in time, down, across.</param>
    /// <param name="firstFrame">The pixel frame of the video where they begin.</param>
    /// <param name="pixelFrames">How many pixel frames they are: a single one is no longer than a frame.</param>
    /// <param name="patchSize">Latent rows and columns of a patch.</param>
    /// <param name="patchSizeInTime">Latent frames of a patch.</param>
    internal static HostTensor Keyframes(int frames, int height, int width, double framesPerSecond, IReadOnlyList<int> scaleFactors, int firstFrame, int pixelFrames, int patchSize = 1, int patchSizeInTime = 1)
    {
        ArgumentNullException.ThrowIfNull(scaleFactors);
        HostTensor coordinates = Video(frames, height, width, framesPerSecond, scaleFactors, scaleFactors[0], patchSize, patchSizeInTime);
        int tokens = (int)coordinates.Shape[2], perFrame = tokens / Patches(frames, patchSizeInTime);
        for (int token = 0; token < tokens; token++)
        {
            float start = ((float)(token / perFrame * patchSizeInTime) * scaleFactors[0]) + firstFrame;
            float end = pixelFrames == 1 ? start + 1 : ((float)((token / perFrame + 1) * patchSizeInTime) * scaleFactors[0]) + firstFrame;
            coordinates.Floats[token * 2] = start / (float)framesPerSecond;
            coordinates.Floats[token * 2 + 1] = end / (float)framesPerSecond;
        }

        return coordinates;
    }

    /// <summary>The tokens of several stretches as one sequence: [1, axes, tokens, 2] each and together.</summary>
    internal static HostTensor Together(IReadOnlyList<HostTensor> stretches)
    {
        ArgumentNullException.ThrowIfNull(stretches);
        if (stretches.Count == 1) return stretches[0];
        int axes = (int)stretches[0].Shape[1];
        float[] together = new float[stretches.Sum(s => s.Count)];
        int at = 0;
        for (int axis = 0; axis < axes; axis++)
        {
            foreach (HostTensor stretch in stretches)
            {
                int length = stretch.Count / axes;
                stretch.Floats.AsSpan(axis * length, length).CopyTo(together.AsSpan(at));
                at += length;
            }
        }

        return HostTensor.From(together, 1, axes, together.Length / axes / 2, 2);
    }

    /// <summary>The coordinates of a sound's latent frames, [1, 1, tokens, 2], in seconds.</summary>
    /// <param name="frames">Latent frames.</param>
    /// <param name="scaleFactor">Spectrogram frames that a latent frame covers.</param>
    /// <param name="hopLength">Samples between spectrogram frames.</param>
    /// <param name="samplingRate">Samples per second.</param>
    /// <param name="causalOffset">The spectrogram frames that the first latent frame covers.</param>
    /// <param name="patchSizeInTime">Latent frames of a patch.</param>
    /// <param name="shift">The index of the first latent frame.</param>
    public static HostTensor Audio(int frames, int scaleFactor = 4, int hopLength = 160, int samplingRate = 16000, int causalOffset = 1, int patchSizeInTime = 1, int shift = 0)
    {
        int tokens = Patches(frames, patchSizeInTime);
        float[] bounds = new float[tokens * 2];
        for (int i = 0; i < bounds.Length; i++)
        {
            float frame = shift + (i / 2 + i % 2) * patchSizeInTime;
            float mel = Math.Max(frame * scaleFactor + causalOffset - scaleFactor, 0f);
            bounds[i] = mel * hopLength / samplingRate;
        }

        return HostTensor.From(bounds, 1, 1, tokens, 2);
    }

    private static int Patches(int length, int patch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patch);
        return (length + patch - 1) / patch;
    }
}
