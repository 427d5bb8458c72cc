using SoraSharp.Denoising;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Denoising;

public sealed class LatentPackingTests
{
    [Fact]
    public void Single_latents_become_tokens_frame_by_frame_and_row_by_row()
    {
        VideoLatentShape shape = new(2, 2, 1, 3);
        float[] packed = new float[shape.Count];

        new LatentPacking(1, 1).Pack(new(Numbers(shape.Count), shape), packed);

        Assert.Equal([0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11], packed);
    }

    [Fact]
    public void Patches_become_tokens_with_features_by_channel_frame_row_and_column()
    {
        VideoLatentShape shape = new(2, 2, 2, 4);
        float[] packed = new float[shape.Count];

        new LatentPacking(2, 2).Pack(new(Numbers(shape.Count), shape), packed);

        // The first of two tokens: columns 0 and 1 of both rows of both frames, of channel 0, then of channel 1.
        Assert.Equal([0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29], packed[..16]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    public void Unpacking_undoes_packing(int spatial, int temporal)
    {
        VideoLatentShape shape = new(3, 4, 2, 6);
        LatentPacking packing = new(spatial, temporal);
        float[] packed = new float[shape.Count];
        packing.Pack(new(Numbers(shape.Count), shape), packed);

        Assert.Equal(shape.Count, packing.Tokens(shape) * packing.PatchVolume * shape.Channels);
        Assert.Equal(Numbers(shape.Count), packing.Unpack(packed, shape).Values);
    }

    [Fact]
    public void All_bins_of_a_moment_of_sound_are_one_token()
    {
        AudioLatentShape shape = new(2, 3, 2);
        float[] packed = new float[shape.Count];
        LatentPacking.Pack(new(Numbers(shape.Count), shape), packed);

        Assert.Equal([0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11], packed);
        Assert.Equal(Numbers(shape.Count), LatentPacking.Unpack(packed, shape).Values);
    }

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (float)i)];
}
