using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>
/// Draws the noise that denoising starts from. Reference pipelines draw it in the order of the latents; those that condition on frames,
/// in the order of tokens.
/// </summary>
internal static class StartingNoise
{
    public static VideoLatents Video(INoiseGenerator noise, VideoLatentShape shape, TokenPatches? order)
    {
        float[] values = Draw(noise, shape.Count);
        return order is { } patches ? new LatentPacking(patches.Spatial, patches.Temporal).Unpack(values, shape) : new(values, shape);
    }

    public static AudioLatents Audio(INoiseGenerator noise, AudioLatentShape shape, TokenPatches? order)
    {
        float[] values = Draw(noise, shape.Count);
        return order is null ? new(values, shape) : LatentPacking.Unpack(values, shape);
    }

    private static float[] Draw(INoiseGenerator noise, int count)
    {
        float[] values = new float[count];
        noise.FillNormal(values);
        return values;
    }
}
