using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Patch;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;
using Xunit;
using static SoraSharp.Torch.Tests.TestTensors;

namespace SoraSharp.Torch.Tests;

/// <summary>Mini's own autoencoders: what is trained with TorchSharp is what ONNX Runtime runs.</summary>
public sealed class PatchAutoencoderTests
{
    private const float Tolerance = 2e-4f;

    private static readonly PatchTransformerNetwork Video = new(PatchTransformerConfig.FromConfig(Json("""
        { "latent_channels": 6, "encoder_scale": 2, "spatial_compression_ratio": 8, "temporal_compression_ratio": 8, "hidden_size": 24, "num_layers": 2,
          "num_attention_heads": 3, "frame_hidden_size": 8, "num_frame_layers": 1, "cell_channels": 5, "cell_size": 4, "deblocking_threshold": 0.5 }
        """)));

    private static readonly PatchAudioNetwork Audio = new(PatchAudioConfig.FromConfig(Json("""{ "latent_channels": 2, "latent_mel_bins": 3, "mel_bins": 8 }""")));

    public static TheoryData<string> Functions => ["video encode", "video decode", "audio encode", "audio decode"];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Both_interpreters_agree(string name)
    {
        (NetworkFunction function, ParameterScope parameters, IReadOnlyDictionary<string, HostTensor> inputs) = Function(name);
        using HostWeights weights = Weights(parameters);
        using INetworkSession onnx = new OnnxBackend().Load(function, weights), torch = new TorchBackend().Load(function, weights);
        IReadOnlyDictionary<string, HostTensor> expected = onnx.Run(inputs), actual = torch.Run(inputs);
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach ((string output, HostTensor value) in expected)
        {
            Assert.Equal(value.Shape, actual[output].Shape);
            float worst = value.Floats.Zip(actual[output].Floats, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(worst <= Tolerance, $"{name}, output {output}: {worst} apart.");
        }
    }

    [Fact]
    public void Latents_have_one_frame_more_than_groups_and_decode_to_the_same_size()
    {
        using HostWeights weights = Weights(Video.Parameters);
        using INetworkSession encode = new TorchBackend().Load(Video.Encode(), weights), decode = new TorchBackend().Load(Video.Decode(), weights);
        HostTensor latents = encode.Run(new Dictionary<string, HostTensor> { ["x"] = Random(3, 1, 3, 17, 16, 24) })["normalized"];
        Assert.Equal([1, 6, 3, 2, 3], latents.Shape);
        Assert.Equal([1, 3, 17, 16, 24], decode.Run(Video.DecodeInputs(latents))["sample"].Shape);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 3, 2)]
    public void The_transformer_decodes_any_size(int frames, int rows, int columns)
    {
        using HostWeights weights = Weights(Video.Parameters);
        using INetworkSession onnx = new OnnxBackend().Load(Video.Decode(), weights);

        HostTensor sample = onnx.Run(Video.DecodeInputs(Random(4, 1, 6, frames, rows, columns)))["sample"];

        Assert.Equal([1, 3, (8 * (frames - 1)) + 1, 8 * rows, 8 * columns], sample.Shape);
    }

    [Fact]
    public void A_patch_of_pixels_comes_back_from_its_cells()
    {
        HostTensor pixels = Random(5, 1, 3, 17, 16, 24);
        NetworkFunction there = new("there", [new("x", ElementType.Float32, 1, 3, "frames", "height", "width")], inputs =>
        {
            Tensor x = inputs["x"], first = Video.Patches(x.Slice(2, 0, 1), 1), rest = Video.Patches(x.Slice(2, 1), 8);
            Tensor cells = x.Interpreter.Concat(1, first.Reshape(1, -1, Video.Config.CellPixels), rest.Reshape(1, -1, Video.Config.CellPixels));
            return new NetworkValues(inputs.Interpreter) { ["back"] = Video.Pixels(cells, rest.Shape[1] + 1, rest.Shape[2], rest.Shape[3]) };
        });
        using HostWeights none = new("none", []);
        using INetworkSession session = new OnnxBackend().Load(there, none);

        Assert.Equal(pixels.Floats, session.Run(new Dictionary<string, HostTensor> { ["x"] = pixels })["back"].Floats);
    }

    [Theory]
    [InlineData("encoder_scale", "3", "encoder_scale of config.json is 3; it must divide spatial_compression_ratio, 32.")]
    [InlineData("cell_size", "5", "cell_size of config.json is 5; it must divide spatial_compression_ratio, 32.")]
    [InlineData("hidden_size", "100", "hidden_size of config.json is 100; every one of the 4 heads (num_attention_heads) turns whole pairs, so it must be a multiple of 8.")]
    [InlineData("rope_max_positions", "[5]", "rope_max_positions of config.json has 1 numbers; it needs 3: frames, pixels down, pixels across.")]
    public void Settings_that_do_not_fit_are_refused(string key, string value, string message) =>
        Assert.Equal(message, Assert.Throws<Models.CheckpointException>(() => PatchTransformerConfig.FromConfig(Json($$"""{ "{{key}}": {{value}} }"""))).Message);

    private static (NetworkFunction Function, ParameterScope Parameters, IReadOnlyDictionary<string, HostTensor> Inputs) Function(string name) => name switch
    {
        "video encode" => (Video.Encode(), Video.Parameters, Input("x", Random(1, 2, 3, 9, 16, 16))),
        "video decode" => (Video.Decode(), Video.Parameters, Video.DecodeInputs(Random(1, 2, 6, 3, 2, 3))),
        "audio encode" => (Audio.Encode(), Audio.Parameters, Input("x", Random(1, 2, 1, 13, 8))),
        _ => (Audio.Decode(), Audio.Parameters, Input("normalized", Random(1, 2, 2, 4, 3))),
    };

    private static Dictionary<string, HostTensor> Input(string name, HostTensor value) => new() { [name] = value };

}
