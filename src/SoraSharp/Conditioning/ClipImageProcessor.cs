using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Conditioning;

/// <summary>
/// Brings pictures to what CLIP takes, as <c>image_processor/preprocessor_config.json</c> says: resized as bytes, cut to their middle, and
/// normalised. Source: transformers <c>image_processing_clip.py</c>. Immutable and thread-safe.
/// </summary>
internal sealed record ClipImageProcessor
{
    private const int MaximumSide = 1 << 14;

    /// <summary>The length that the shorter side is brought to; null where both sides are given.</summary>
    public int? ShortestEdge { get; init; } = 224;

    /// <summary>The size where <see cref="ShortestEdge"/> is null.</summary>
    public FrameSize Size { get; init; } = new(224, 224);

    /// <summary>The middle part that is kept.</summary>
    public FrameSize Crop { get; init; } = new(224, 224);

    /// <summary>How pictures are resized.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Bicubic;

    /// <summary>What is subtracted from the channels, which go from 0 to 1.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>What they are divided by.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>Reads <c>preprocessor_config.json</c>; keys left out have CLIP's defaults.</summary>
    /// <exception cref="CheckpointException">The file is missing, or holds what is not supported.</exception>
    public static ClipImageProcessor Load(CheckpointFiles folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ModelConfig config = folder.ReadConfig("preprocessor_config.json");
        foreach (string step in new[] { "do_resize", "do_center_crop", "do_rescale", "do_normalize" })
        {
            if (!config.GetBool(step, true)) throw config.Wrong(step, "CLIP's pictures go through all of its steps; it must be true");
        }

        if (Math.Abs(config.GetDouble("rescale_factor", 1 / 255.0) - (1 / 255.0)) > 1e-9) throw config.Wrong("rescale_factor", "bytes are divided by 255");
        ModelConfig? size = config.GetObjectOrNull("size"), crop = config.GetObjectOrNull("crop_size");
        ClipImageProcessor d = new();
        return new()
        {
            ShortestEdge = size?.Has("height") == true ? null : Side(size, "shortest_edge"),
            Size = new(Side(size, "width"), Side(size, "height")),
            Crop = new(Side(crop, "width"), Side(crop, "height")),
            Filter = config.GetInt64("resample", 3) switch
            {
                1 => ResampleFilter.Lanczos,
                2 => ResampleFilter.Bilinear,
                3 => ResampleFilter.Bicubic,
                _ => throw config.Wrong("resample", "it must be 1 (Lanczos), 2 (bilinear) or 3 (bicubic)"),
            },
            Mean = Channels("image_mean", d.Mean),
            Deviation = Channels("image_std", d.Deviation),
        };

        float[] Channels(string key, IReadOnlyList<float> orElse)
        {
            double[] values = config.GetDoubleArray(key, [.. orElse.Select(v => (double)v)]);
            return values.Length == RgbImage.Channels && !values.Contains(0) ? Array.ConvertAll(values, v => (float)v) : throw config.Wrong(key, "it must have three numbers other than 0");
        }
    }

    /// <summary>A picture as CLIP takes it: [1, 3, height, width] of <see cref="Crop"/>; where it is smaller than that it is surrounded with black.</summary>
    public HostTensor Process(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        FrameSize size = Target(image);
        RgbImage resized = ImageResampler.Resize(image, size.Width, size.Height, Filter);
        HostTensor result = HostTensor.Zeros(1, RgbImage.Channels, Crop.Height, Crop.Width);
        // Where an odd row or column is over it is the last one; a smaller picture's margins round the other way.
        int top = FirstOf(size.Height, Crop.Height), left = FirstOf(size.Width, Crop.Width);
        for (int i = 0; i < result.Count; i++)
        {
            int c = i / Crop.Width / Crop.Height, y = top + (i / Crop.Width % Crop.Height), x = left + (i % Crop.Width);
            bool inside = y >= 0 && y < size.Height && x >= 0 && x < size.Width;
            float value = inside ? resized.Pixels[(((y * size.Width) + x) * RgbImage.Channels) + c] / 255f : 0;
            result.Floats[i] = (value - Mean[c]) / Deviation[c];
        }

        return result;
    }

    private static int FirstOf(int length, int crop) => length >= crop ? (length - crop) / 2 : -((crop - length + 1) / 2);

    private FrameSize Target(RgbImage image)
    {
        if (ShortestEdge is not { } side) return Size;
        return image.Width <= image.Height
            ? new(side, (int)((double)side * image.Height / image.Width))
            : new((int)((double)side * image.Width / image.Height), side);
    }

    private static int Side(ModelConfig? size, string key)
    {
        int side = size?.GetSize(key, 224) ?? 224;
        return side <= MaximumSide ? side : throw size!.Wrong(key, $"it must be at most {MaximumSide}");
    }
}
