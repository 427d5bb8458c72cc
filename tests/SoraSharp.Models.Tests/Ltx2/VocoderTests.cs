using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.Vocoder;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;
using Xunit;

namespace SoraSharp.Models.Tests.Ltx2;

public sealed class VocoderTests
{
    private const string Small = """
        { "_class_name": "LTX2VocoderWithBWE", "in_channels": 8, "hidden_channels": 8, "upsample_kernel_sizes": [4, 4], "upsample_factors": [2, 2], "resnet_kernel_sizes": [3], "resnet_dilations": [[1]],
          "bwe_in_channels": 8, "bwe_hidden_channels": 8, "bwe_upsample_kernel_sizes": [6, 5], "bwe_upsample_factors": [4, 3], "bwe_resnet_kernel_sizes": [3], "bwe_resnet_dilations": [[1]],
          "filter_length": 16, "hop_length": 6, "window_length": 16, "num_mel_channels": 4, "input_sampling_rate": 8000, "output_sampling_rate": 16000 }
        """;

    [Theory]
    [InlineData("LTX2Vocoder", "ltx20-vocoder")]
    [InlineData("LTX2VocoderWithBWE", "ltx23-vocoder")]
    public void Keys_left_out_have_the_reference_class_defaults(string name, string manifest) =>
        Manifest.AssertEqual(manifest, new VocoderNetwork(VocoderConfig.FromConfig(Json($$"""{ "_class_name": "{{name}}" }"""))).Parameters);

    [Fact]
    public void Frames_that_give_no_whole_hops_are_refused_with_the_numbers_that_work()
    {
        VocoderNetwork network = new(VocoderConfig.FromConfig(Json(Small)));
        Assert.Equal(3, network.FrameMultiple);
        using HostWeights weights = Random(network.Parameters);
        using VocoderCodec codec = new(network, new OnnxBackend(), weights);
        ArgumentException error = Assert.Throws<ArgumentException>(() => codec.Synthesize(HostTensor.Zeros(1, 2, 4, 4)));
        Assert.Contains("use 3 or 6", error.Message, StringComparison.Ordinal);
        HostTensor waveform = codec.Synthesize(HostTensor.Zeros(1, 2, 6, 4));
        Assert.Equal([1, 2, 6 * 4 * 2], waveform.Shape);
        Assert.All(waveform.Floats, sample => Assert.InRange(sample, -1f, 1f));
    }

    [Fact]
    public void A_spectrogram_of_other_bins_is_refused()
    {
        VocoderNetwork network = new(VocoderConfig.FromConfig(Json(Small)));
        using HostWeights weights = Random(network.Parameters);
        using VocoderCodec codec = new(network, new OnnxBackend(), weights);
        Assert.Contains("8", Assert.Throws<ArgumentException>(() => codec.Synthesize(HostTensor.Zeros(1, 2, 3, 5))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "_class_name": "BigVGAN" }""", "BigVGAN")]
    [InlineData("""{ "act_fn": "relu" }""", "relu")]
    [InlineData("""{ "final_act_fn": "softmax" }""", "softmax")]
    [InlineData("""{ "upsample_factors": [6, 5] }""", "upsample_factors")]
    [InlineData("""{ "upsample_factors": [20, 5, 2, 2, 2] }""", "20")]
    [InlineData("""{ "resnet_dilations": [[1]] }""", "resnet_dilations")]
    [InlineData("""{ "antialias": true }""", "antialias")]
    [InlineData("""{ "_class_name": "LTX2VocoderWithBWE", "hop_length": 70 }""", "210")]
    [InlineData("""{ "_class_name": "LTX2VocoderWithBWE", "upsample_kernel_sizes": [12, 4, 4, 4, 4, 4] }""", "upsample_kernel_sizes")]
    public void A_configuration_that_cannot_work_is_refused_by_name(string json, string named)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => VocoderConfig.FromConfig(Json(json)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static ModelConfig Json(string text) => ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes(text), "config.json");

    private static HostWeights Random(ParameterScope parameters)
    {
        Random random = new(7);
        return new HostWeights("random", parameters.Declared.Select(parameter =>
        {
            HostTensor tensor = HostTensor.Zeros([.. parameter.Shape]);
            for (int i = 0; i < tensor.Count; i++) tensor.Floats[i] = 0.2f * (float)(random.NextDouble() - 0.5);
            return KeyValuePair.Create(parameter.Name, tensor);
        }));
    }
}
