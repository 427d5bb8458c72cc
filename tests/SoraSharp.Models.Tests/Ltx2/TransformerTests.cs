using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;
using Xunit;
using Names = SoraSharp.Models.Ltx2.Ltx2TransformerNames;

namespace SoraSharp.Models.Tests.Ltx2;

public sealed class TransformerTests
{
    private const float Rounding = 2e-5f;

    [Theory]
    [InlineData("ltx20-transformer")]
    [InlineData("ltx23-transformer")]
    [InlineData("ltx25-transformer")]
    public void Declares_the_published_tensors(string manifest) =>
        Manifest.AssertEqual(manifest, new Ltx2Transformer(Ltx2TransformerConfig.FromConfig(TinyCheckpoints.Published(manifest))).Parameters);

    [Fact]
    public void Keys_left_out_have_the_reference_class_defaults()
    {
        Ltx2TransformerConfig config = Ltx2TransformerConfig.FromConfig(TinyCheckpoints.Config("{}"));
        Assert.Equal((48, 4096, 2048), (config.Layers, config.Video.Features, config.Audio.Features));
        Assert.Equal(RotaryLayout.Interleaved, config.RopeLayout);
        Assert.True(config.ProjectsCaptions);
        Assert.False(config.PerturbsAttention);
        Assert.Equal(128, config.Video.OutChannels);
    }

    [Theory]
    [InlineData("""{ "activation_fn": "swiglu" }""", "activation_fn")]
    [InlineData("""{ "qk_norm": "layer_norm" }""", "qk_norm")]
    [InlineData("""{ "rope_type": "spiral" }""", "rope_type")]
    [InlineData("""{ "vae_scale_factors": [8, 32] }""", "vae_scale_factors")]
    [InlineData("""{ "num_layers": -1 }""", "num_layers")]
    [InlineData("""{ "num_attention_heads": 16000000, "attention_head_dim": 16000000 }""", "num_attention_heads")]
    [InlineData("""{ "audio_cross_attention_dim": 1024 }""", "audio_cross_attention_dim")]
    [InlineData("""{ "cross_attention_dim": 1024 }""", "cross_attention_dim")]
    public void A_configuration_that_cannot_work_is_refused_by_name(string json, string named)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Ltx2TransformerConfig.FromConfig(TinyCheckpoints.Config(json)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_keyframes_mask_is_refused_where_there_is_no_embedding_for_it()
    {
        using CheckpointComponent component = TinyCheckpoints.Open("pipeline-ltx23/transformer");
        Ltx2Transformer transformer = new(Ltx2TransformerConfig.FromConfig(component.Config));
        ArgumentException error = Assert.Throws<ArgumentException>(() => transformer.Denoise(new() { KeyframesMask = true }));
        Assert.Contains("use_keyframes_abs_pos_embedding", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_equal_by_value()
    {
        Assert.Equal(new Ltx2DenoiseOptions { PerturbedBlocks = [1, 2] }, new Ltx2DenoiseOptions { PerturbedBlocks = [1, 2] });
        Assert.Equal(new Ltx2DenoiseOptions { PerturbedBlocks = [1, 2] }.GetHashCode(), new Ltx2DenoiseOptions { PerturbedBlocks = [1, 2] }.GetHashCode());
        Assert.NotEqual(new Ltx2DenoiseOptions { PerturbedBlocks = [1] }, new Ltx2DenoiseOptions { PerturbedBlocks = [2] });
        Assert.NotEqual(new Ltx2DenoiseOptions(), new Ltx2DenoiseOptions { TextMasks = true });
    }

    [Fact]
    public void A_mask_of_zeros_perturbs_every_row_and_one_of_ones_none()
    {
        using Tiny tiny = new("pipeline-ltx23/transformer");
        Dictionary<string, HostTensor> inputs = tiny.Inputs(batch: 2, frames: 2);
        Ltx2DenoiseOptions masked = new() { PerturbedBlocks = [0, 1], PerturbationMask = true };

        IReadOnlyDictionary<string, HostTensor> all = tiny.Run(masked with { PerturbationMask = false }, inputs);
        IReadOnlyDictionary<string, HostTensor> none = tiny.Run(new(), inputs);
        Assert.True(TinyCheckpoints.LargestDifference(all["video"], none["video"]) > 0.01f);
        AssertClose(all, tiny.Run(masked, new(inputs) { [Names.PerturbationMask] = TinyCheckpoints.Filled(0, 2) }));
        AssertClose(none, tiny.Run(masked, new(inputs) { [Names.PerturbationMask] = TinyCheckpoints.Filled(1, 2) }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tokens_with_equal_timesteps_are_a_row_with_one(bool crossTimestep)
    {
        using Tiny tiny = new("pipeline-ltx23/transformer");
        Dictionary<string, HostTensor> inputs = tiny.Inputs(batch: 2, frames: 2);
        Ltx2DenoiseOptions options = new() { UseCrossTimestep = crossTimestep };
        HostTensor perRow = inputs[Names.VideoTimestep];
        long tokens = inputs[Names.Video].Shape[1];
        TokenTimesteps perToken = TokenTimesteps.Of(HostTensor.From([.. perRow.Floats.SelectMany(timestep => Enumerable.Repeat(timestep, (int)tokens))], 2, tokens));
        Assert.Equal(2, perToken.Levels.Count);

        AssertClose(tiny.Run(options, inputs), tiny.Run(
            options with { VideoTimestepPerToken = true },
            new(inputs) { [Names.VideoTimestep] = perToken.Levels, [Names.VideoTokenLevels] = perToken.TokenLevels }));
    }

    [Fact]
    public void One_session_serves_every_batch_and_clip_size_and_rows_do_not_mix()
    {
        using Tiny tiny = new("pipeline-ltx20/transformer");
        using INetworkSession session = TinyCheckpoints.Backend.Load(tiny.Transformer.Denoise(new() { UseCrossTimestep = false }), tiny.Component);
        foreach (int frames in new[] { 1, 3 })
        {
            Dictionary<string, HostTensor> both = tiny.Inputs(batch: 2, frames);
            HostTensor together = session.Run(both)["video"];
            Dictionary<string, HostTensor> second = both.ToDictionary(input => input.Key, input => input.Key.Contains("rope", StringComparison.Ordinal) ? input.Value : Row(input.Value, 1));
            Assert.True(TinyCheckpoints.LargestDifference(Row(together, 1), session.Run(second)["video"]) <= Rounding);
        }
    }

    [Fact]
    public void Positions_of_every_row_serve_as_those_of_all()
    {
        using Tiny tiny = new("transformer-ltx20_interleaved");
        Dictionary<string, HostTensor> inputs = tiny.Inputs(batch: 2, frames: 2);
        Dictionary<string, HostTensor> perRow = inputs.ToDictionary(input => input.Key, input => input.Key.Contains("rope", StringComparison.Ordinal)
            ? HostTensor.From([.. input.Value.Floats, .. input.Value.Floats], [2, .. input.Value.Shape.Skip(1)])
            : input.Value);
        AssertClose(tiny.Run(new(), inputs), tiny.Run(new() { PositionsPerRow = true }, perRow));
    }

    [Fact]
    public void Isolated_streams_do_not_see_each_other()
    {
        using Tiny tiny = new("pipeline-ltx23/transformer");
        Dictionary<string, HostTensor> inputs = tiny.Inputs(batch: 1, frames: 2);
        Dictionary<string, HostTensor> otherSound = new(inputs) { [Names.Audio] = TinyCheckpoints.Random(99, [.. inputs[Names.Audio].Shape]) };
        Ltx2DenoiseOptions isolated = new() { IsolateModalities = true };
        Assert.Equal(tiny.Run(isolated, inputs)["video"].Floats, tiny.Run(isolated, otherSound)["video"].Floats);
        Assert.True(TinyCheckpoints.LargestDifference(tiny.Run(new(), inputs)["video"], tiny.Run(new(), otherSound)["video"]) > 0.001f);
    }

    private static void AssertClose(IReadOnlyDictionary<string, HostTensor> expected, IReadOnlyDictionary<string, HostTensor> actual)
    {
        foreach (string output in new[] { "video", "audio" })
        {
            float difference = TinyCheckpoints.LargestDifference(expected[output], actual[output]);
            Assert.True(difference <= Rounding, $"{output} differs by {difference}; at most {Rounding} is rounding.");
        }
    }

    private static HostTensor Row(HostTensor tensor, int row)
    {
        int length = tensor.Count / (int)tensor.Shape[0];
        return HostTensor.From(tensor.Floats.AsSpan(row * length, length).ToArray(), [1, .. tensor.Shape.Skip(1)]);
    }

    private sealed class Tiny : IDisposable
    {
        public Tiny(string component)
        {
            Component = TinyCheckpoints.Open(component);
            Transformer = new Ltx2Transformer(Ltx2TransformerConfig.FromConfig(Component.Config));
        }

        public CheckpointComponent Component { get; }

        public Ltx2Transformer Transformer { get; }

        /// <summary>Inputs of a clip of 2 by 3 latents a frame and 7 audio latents.</summary>
        public Dictionary<string, HostTensor> Inputs(int batch, int frames)
        {
            Ltx2TransformerConfig config = Transformer.Config;
            long Text(Ltx2StreamConfig stream) => config.ProjectsCaptions ? config.CaptionChannels : stream.TextFeatures;
            Dictionary<string, HostTensor> inputs = new()
            {
                [Names.Video] = TinyCheckpoints.Random(1, batch, frames * 6, config.Video.InChannels),
                [Names.Audio] = TinyCheckpoints.Random(2, batch, 7, config.Audio.InChannels),
                [Names.VideoText] = TinyCheckpoints.Random(3, batch, 5, Text(config.Video)),
                [Names.AudioText] = TinyCheckpoints.Random(4, batch, 5, Text(config.Audio)),
                [Names.VideoTimestep] = HostTensor.From([.. Enumerable.Range(0, batch).Select(row => 900f - (300 * row))], batch),
                [Names.AudioTimestep] = HostTensor.From([.. Enumerable.Range(0, batch).Select(row => 850f - (300 * row))], batch),
                [Names.VideoSigma] = HostTensor.From([.. Enumerable.Range(0, batch).Select(row => 900f - (300 * row))], batch),
                [Names.AudioSigma] = HostTensor.From([.. Enumerable.Range(0, batch).Select(row => 850f - (300 * row))], batch),
            };
            Transformer.Ropes.AddTables(inputs, Transformer.Ropes.VideoCoordinates(frames, 2, 3, 24), Transformer.Ropes.AudioCoordinates(7));
            return inputs;
        }

        public IReadOnlyDictionary<string, HostTensor> Run(Ltx2DenoiseOptions options, Dictionary<string, HostTensor> inputs)
        {
            using INetworkSession session = TinyCheckpoints.Backend.Load(Transformer.Denoise(options), Component);
            return session.Run(inputs);
        }

        public void Dispose() => Component.Dispose();
    }
}
