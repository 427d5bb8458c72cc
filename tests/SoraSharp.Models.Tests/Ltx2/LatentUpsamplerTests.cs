using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.Upsampler;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Ltx2;

/// <summary>Tiny upsamplers with random weights; the golden cases hold those that were released.</summary>
public sealed class LatentUpsamplerTests
{
    private const int Channels = 32;

    [Theory]
    [InlineData("0.75", 3, 4)]
    [InlineData("1.5", 3, 2)]
    [InlineData("2.0", 2, 1)]
    [InlineData("4.0", 4, 1)]
    public void A_fraction_spreads_channels_then_blurs_and_keeps_every_nth(string scale, int numerator, int denominator)
    {
        LatentUpsamplerConfig config = Config($$"""{ "in_channels": 4, "mid_channels": {{Channels}}, "rational_spatial_scale": {{scale}} }""");
        ParameterScope scope = new();
        UpsamplerStage stage = new(scope["upsampler"], config);
        using HostWeights weights = TinyCheckpoints.RandomWeights(scope);
        HostTensor x = TinyCheckpoints.Random(7, 2, Channels, 5, 3);
        HostTensor result = Run(stage, weights, x);

        Func<string, float[]> read = name => weights.TryGet("upsampler." + name, out StoredTensor? tensor) ? tensor.ToFloats() : throw new KeyNotFoundException(name);
        HostTensor expected = Spread(Convolve(x, read("conv.weight"), read("conv.bias"), Channels * numerator * numerator), numerator);
        if (denominator > 1) expected = Blur(expected, read("blur_down.kernel"), denominator);
        Assert.Equal([2, Channels, ((5 * numerator - 1) / denominator) + 1, ((3 * numerator - 1) / denominator) + 1], result.Shape);
        Assert.True(TinyCheckpoints.LargestDifference(expected, result) < 2e-4f);
    }

    [Theory]
    [InlineData("""{ "in_channels": 4, "mid_channels": 32, "num_blocks_per_stage": 1, "use_rational_resampler": false }""", 3, 4, 6)]
    [InlineData("""{ "in_channels": 4, "mid_channels": 32, "num_blocks_per_stage": 1, "dims": 2 }""", 3, 4, 6)]
    [InlineData("""{ "in_channels": 4, "mid_channels": 32, "num_blocks_per_stage": 1, "temporal_upsample": true }""", 5, 4, 6)]
    [InlineData("""{ "in_channels": 4, "mid_channels": 32, "num_blocks_per_stage": 1, "spatial_upsample": false, "temporal_upsample": true }""", 5, 2, 3)]
    public void Latents_grow_on_the_axes_that_the_configuration_names(string json, int frames, int height, int width)
    {
        HostTensor latents = TinyCheckpoints.Random(1, 2, 4, 3, 2, 3);
        HostTensor both = Upsample(Config(json), latents);
        Assert.Equal([2, 4, frames, height, width], both.Shape);
        Assert.All(both.Floats, value => Assert.True(float.IsFinite(value)));

        // Rows of a batch do not see each other.
        HostTensor second = Upsample(Config(json), HostTensor.From(latents.Floats[72..], 1, 4, 3, 2, 3));
        Assert.True(TinyCheckpoints.LargestDifference(second, HostTensor.From(both.Floats[(both.Count / 2)..], [.. second.Shape])) < 1e-5f);
    }

    [Fact]
    public void Two_dimensions_see_every_frame_alone()
    {
        LatentUpsamplerConfig config = Config("""{ "in_channels": 4, "mid_channels": 32, "num_blocks_per_stage": 1, "dims": 2 }""");
        HostTensor latents = TinyCheckpoints.Random(1, 1, 4, 2, 2, 3), first = HostTensor.Zeros(1, 4, 1, 2, 3);
        for (int c = 0; c < 4; c++) Array.Copy(latents.Floats, c * 12, first.Floats, c * 6, 6);
        HostTensor both = Upsample(config, latents), alone = Upsample(config, first);
        for (int c = 0; c < 4; c++)
        {
            for (int i = 0; i < 24; i++) Assert.Equal(alone.Floats[(c * 24) + i], both.Floats[(c * 48) + i], 1e-5f);
        }
    }

    [Fact]
    public void Matched_latents_have_the_statistics_of_their_reference()
    {
        HostTensor latents = TinyCheckpoints.Random(1, 1, 2, 2, 4, 4), reference = TinyCheckpoints.Random(2, 1, 2, 2, 2, 2);
        for (int i = 0; i < 8; i++) reference.Floats[i] = (reference.Floats[i] * 3) + 5;
        HostTensor all = LatentFilters.MatchStatistics(latents, reference, 1), half = LatentFilters.MatchStatistics(latents, reference, 0.4);
        for (int c = 0; c < 2; c++)
        {
            (double mean, double deviation) = Statistics(all.Floats.AsSpan(c * 32, 32));
            (double wantedMean, double wantedDeviation) = Statistics(reference.Floats.AsSpan(c * 8, 8));
            Assert.Equal(wantedMean, mean, 1e-5);
            Assert.Equal(wantedDeviation, deviation, 1e-5);
        }

        for (int i = 0; i < 64; i++) Assert.Equal((0.6f * latents.Floats[i]) + (0.4f * all.Floats[i]), half.Floats[i], 1e-5f);
        Assert.Throws<ArgumentException>(() => LatentFilters.MatchStatistics(latents, TinyCheckpoints.Random(2, 1, 3, 2, 2, 2), 1));
        Assert.Throws<ArgumentException>(() => LatentFilters.MatchStatistics(TinyCheckpoints.Random(2, 1, 2, 1, 1, 1), reference, 1));
    }

    [Fact]
    public void Tone_mapping_shrinks_large_values_most()
    {
        HostTensor latents = HostTensor.From([0f, 0.1f, -1, 1, 10, -10], 6);
        Assert.Equal(latents.Floats, LatentFilters.ToneMap(latents, 0).Floats);
        float[] full = LatentFilters.ToneMap(latents, 1).Floats;
        Assert.Equal([0, 1 - 0.3f, 1 - 0.6f], [full[0], full[3], full[4] / 10], (expected, actual) => Math.Abs(expected - actual) < 1e-5);
        Assert.Equal((-full[3], -full[4]), (full[2], full[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentFilters.ToneMap(latents, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentFilters.ToneMap(latents, double.NaN));
    }

    [Theory]
    [InlineData("""{ "rational_spatial_scale": 3.0 }""", "rational_spatial_scale")]
    [InlineData("""{ "dims": 1 }""", "dims")]
    [InlineData("""{ "dims": 2, "temporal_upsample": true }""", "dims")]
    [InlineData("""{ "spatial_upsample": false }""", "temporal_upsample")]
    [InlineData("""{ "mid_channels": 48 }""", "mid_channels")]
    public void A_configuration_that_cannot_work_is_refused_by_name(string json, string named) =>
        Assert.Contains(named, Assert.Throws<CheckpointException>(() => Config(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Latents_of_another_shape_are_refused()
    {
        LatentUpsamplerConfig config = Config("""{ "in_channels": 4, "mid_channels": 32, "num_blocks_per_stage": 0 }""");
        Assert.Contains("[batch, 4, frames", Assert.Throws<ArgumentException>(() => Upsample(config, HostTensor.Zeros(1, 5, 1, 2, 2))).Message, StringComparison.Ordinal);
    }

    private static LatentUpsamplerConfig Config(string json) => LatentUpsamplerConfig.FromConfig(TinyCheckpoints.Config(json));

    private static HostTensor Upsample(LatentUpsamplerConfig config, HostTensor latents)
    {
        LatentUpsampler network = new(config);
        using HostWeights weights = TinyCheckpoints.RandomWeights(network.Parameters);
        using LatentUpsamplerCodec codec = new(network, TinyCheckpoints.Backend, weights);
        return codec.Upsample(latents);
    }

    private static HostTensor Run(UpsamplerStage stage, HostWeights weights, HostTensor x)
    {
        NetworkFunction function = new("stage", [new InputSpec("x", ElementType.Float32, "n", Channels, "h", "w")], inputs => new NetworkValues(inputs.Interpreter) { ["y"] = stage.Forward(inputs["x"]) });
        using INetworkSession session = TinyCheckpoints.Backend.Load(function, weights);
        return session.Run(new Dictionary<string, HostTensor> { ["x"] = x })["y"];
    }

    private static HostTensor Convolve(HostTensor x, float[] weight, float[] bias, int outChannels)
    {
        int inChannels = (int)x.Shape[1], height = (int)x.Shape[2], width = (int)x.Shape[3];
        return Make([x.Shape[0], outChannels, height, width], (n, o, y, column) =>
        {
            double sum = bias[o];
            for (int c = 0; c < inChannels; c++)
            {
                for (int tap = 0; tap < 9; tap++) sum += weight[(((o * inChannels) + c) * 9) + tap] * At(x, n, c, y + (tap / 3) - 1, column + (tap % 3) - 1);
            }

            return sum;
        });
    }

    private static HostTensor Spread(HostTensor x, int factor) =>
        Make([x.Shape[0], x.Shape[1] / factor / factor, x.Shape[2] * factor, x.Shape[3] * factor], (n, c, y, column) =>
            At(x, n, (((c * factor) + (y % factor)) * factor) + (column % factor), y / factor, column / factor));

    private static HostTensor Blur(HostTensor x, float[] kernel, int every) =>
        Make([x.Shape[0], x.Shape[1], ((x.Shape[2] - 1) / every) + 1, ((x.Shape[3] - 1) / every) + 1], (n, c, y, column) =>
            Enumerable.Range(0, 25).Sum(tap => kernel[tap] * (double)At(x, n, c, (y * every) + (tap / 5) - 2, (column * every) + (tap % 5) - 2)));

    private static float At(HostTensor x, int n, int c, int y, int column) =>
        y < 0 || column < 0 || y >= x.Shape[2] || column >= x.Shape[3] ? 0 : x.Floats[(int)((((((n * x.Shape[1]) + c) * x.Shape[2]) + y) * x.Shape[3]) + column)];

    private static HostTensor Make(long[] shape, Func<int, int, int, int, double> value)
    {
        HostTensor result = HostTensor.Zeros(shape);
        for (int i = 0; i < result.Count; i++)
        {
            int column = (int)(i % shape[3]), y = (int)(i / shape[3] % shape[2]), c = (int)(i / shape[3] / shape[2] % shape[1]), n = (int)(i / shape[3] / shape[2] / shape[1]);
            result.Floats[i] = (float)value(n, c, y, column);
        }

        return result;
    }

    private static (double Mean, double Deviation) Statistics(ReadOnlySpan<float> values)
    {
        double[] doubles = [.. values.ToArray().Select(value => (double)value)];
        double mean = doubles.Average();
        return (mean, Math.Sqrt(doubles.Sum(value => (value - mean) * (value - mean)) / (doubles.Length - 1)));
    }
}
