using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class WorldSamplerTests
{
    [Theory]
    [InlineData(1, 12)]
    [InlineData(9, 12)]
    [InlineData(17, 8)]
    [InlineData(33, 12)]
    [InlineData(49, 12)]
    [InlineData(65, 24)]
    public void Every_seed_gives_a_scene_at_every_length(int frames, double fps)
    {
        var sampler = new WorldSampler();
        for (ulong seed = 0; seed < 400; seed++)
        {
            var split = seed % 2 == 0 ? ClipSplit.Training : ClipSplit.Exam;
            var scene = sampler.SampleScene(seed, frames, fps, split);
            Assert.Equal(frames, scene.Frames);
            Assert.Equal(split == ClipSplit.Exam, scene.Attributes.IsReserved);
        }
    }
}
