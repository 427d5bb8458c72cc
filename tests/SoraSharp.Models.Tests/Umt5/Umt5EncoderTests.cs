using SoraSharp.Models.Tensors;
using SoraSharp.Models.Umt5;
using Xunit;

namespace SoraSharp.Models.Tests.Umt5;

/// <summary>UMT5's encoder where golden cases do not look: what it refuses, and the classes of distances.</summary>
public sealed class Umt5EncoderTests
{
    private static readonly Umt5Encoder s_encoder = new(new Umt5Config { VocabularySize = 10, Layers = 0 });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-7, 7)]
    [InlineData(7, 23)]
    [InlineData(-8, 8)]
    [InlineData(-127, 15)]
    [InlineData(100_000, 31)]
    public void Distances_are_classed_by_direction_and_logarithm(int distance, int bucket) => Assert.Equal(bucket, s_encoder.Inputs.Bucket(distance));

    [Theory]
    [InlineData("""{"feed_forward_proj": "relu"}""", "feed_forward_proj")]
    [InlineData("""{"relative_attention_num_buckets": 6}""", "relative_attention_num_buckets")]
    [InlineData("""{"relative_attention_max_distance": 8}""", "relative_attention_max_distance")]
    [InlineData("""{"num_heads": 16777216}""", "num_heads")]
    public void A_configuration_that_cannot_be_computed_is_refused_by_its_key(string json, string key) =>
        Assert.Contains(key, Assert.Throws<CheckpointException>(() => Umt5Config.FromConfig(TinyCheckpoints.Config(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Ids_outside_the_vocabulary_and_masks_of_other_shapes_are_refused()
    {
        HostTensor ids = HostTensor.From([1L, 10L], 1, 2);
        Assert.Contains("10", Assert.Throws<ArgumentException>(() => s_encoder.Inputs.Of(ids, HostTensor.From([true, true], 1, 2))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => s_encoder.Inputs.Of(ids, HostTensor.From([true], 1, 1)));
    }
}
