using SoraSharp.Families;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan;
using SoraSharp.Stages;

namespace SoraSharp.Conditioning;

/// <summary>
/// Encodes pictures and videos for Wan's denoiser, in the way of its release: a first frame that is kept (2.2 TI2V), frames and their mask as
/// channels beside the latents (image-to-video), control latents (VACE), or a video to start from. Thread-safe.
/// Sources: diffusers <c>pipeline_wan_i2v.py</c>, <c>pipeline_wan_video2video.py</c>, <c>pipeline_wan_vace.py</c>.
/// </summary>
/// <param name="video">The video autoencoder.</param>
/// <param name="config">The transformer's configuration, which tells the release.</param>
/// <param name="pictures">Turns pictures into tokens; null where the transformer sees none.</param>
/// <param name="keepsFirstFrame">Whether tokens have timesteps of their own, so that a first frame can be kept.</param>
internal sealed class WanConditioner(VideoAutoencoder video, WanTransformerConfig config, ClipPictures? pictures, bool keepsFirstFrame) : IConditioner
{
    private readonly WanImageChannels _channels = new(video);
    private readonly WanControlLatents _control = new(video, config);

    /// <summary>What it encodes.</summary>
    public ConditioningKinds Takes => config switch
    {
        { IsVace: true } => ConditioningKinds.Control | ConditioningKinds.References,
        _ when HasChannels => ConditioningKinds.FirstImage | (pictures is null || config.ImagePositions is not null ? ConditioningKinds.LastImage : 0),
        _ => ConditioningKinds.Source | (keepsFirstFrame ? ConditioningKinds.FirstImage : 0),
    };

    /// <summary>What the transformer makes nothing without.</summary>
    public ConditioningKinds Needs => !HasChannels ? 0 : ConditioningKinds.FirstImage | (config.ImagePositions is null ? 0 : ConditioningKinds.LastImage);

    /// <inheritdoc />
    public bool IsAlwaysNeeded => config.IsVace;

    private bool HasChannels => config.InChannels > config.OutChannels;

    /// <inheritdoc />
    public Task<LatentConditioning> EncodeAsync(ConditioningInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Task.Run(() => Encode(input, cancellationToken), cancellationToken);
    }

    private LatentConditioning Encode(ConditioningInput input, CancellationToken cancellationToken)
    {
        ShotConditioning given = input.Shot.Conditioning;
        if (config.IsVace) return new() { Control = _control.Encode(given, input.Shot.Shape, cancellationToken) };
        if (HasChannels)
        {
            return new()
            {
                Channels = _channels.Encode(given.Frames, input.Shot.Shape, input.VideoShape, cancellationToken),
                Pictures = pictures is null ? [] : [.. given.Frames.OrderBy(f => f.Frame).Select(f => pictures.Encode(f.Pictures[0], cancellationToken))],
            };
        }

        return new()
        {
            Video = given.Frames is [] ? null : FirstFrame(given.Frames[0], input, cancellationToken),
            Start = given.Source is { } source ? new(Latents(source.Pictures, input, cancellationToken), source.Strength) : null,
        };
    }

    /// <summary>The first latent frame is the picture's; its tokens' time is 0.</summary>
    private KnownVideo FirstFrame(ConditioningFrames first, ConditioningInput input, CancellationToken cancellationToken)
    {
        float[] encoded = video.Encode(WanPixels.Of(first, input.Shot.Shape.Size), cancellationToken).Floats;
        VideoLatentShape shape = input.VideoShape;
        float[] known = new float[shape.Count], strengths = new float[shape.Frames];
        int area = shape.Height * shape.Width;
        for (int c = 0; c < shape.Channels; c++) encoded.AsSpan(c * area, area).CopyTo(known.AsSpan(c * shape.Positions));
        strengths[0] = 1;
        return new(new(known, shape), strengths) { IsSeenOnly = true };
    }

    private VideoLatents Latents(IReadOnlyList<RgbImage> frames, ConditioningInput input, CancellationToken cancellationToken)
    {
        FrameSize size = input.Shot.Shape.Size;
        HostTensor latents = video.Encode(PixelTensors.Stretch(frames, size.Width, size.Height, ResampleFilter.Lanczos), cancellationToken);
        return new(latents.Floats, input.VideoShape);
    }
}
