using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Ltx2;

public sealed class ConnectorsTests
{
    private const float Rounding = 1e-5f;

    [Theory]
    [InlineData("ltx20-connectors")]
    [InlineData("ltx23-connectors")]
    public void Declares_the_published_tensors(string manifest) =>
        Manifest.AssertEqual(manifest, new Ltx2TextConnectors(Ltx2TextConnectorsConfig.FromConfig(TinyCheckpoints.Published(manifest))).Parameters);

    [Fact]
    public void A_null_number_of_registers_means_none_and_a_missing_one_the_default()
    {
        Ltx2TextConnectorsConfig config = Ltx2TextConnectorsConfig.FromConfig(TinyCheckpoints.Config("""{ "video_connector_num_learnable_registers": null }"""));
        Assert.Null(config.Video.Registers);
        Assert.Equal(128, config.Audio.Registers);
    }

    [Fact]
    public void Connectors_narrower_than_the_projected_text_are_refused()
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Ltx2TextConnectorsConfig.FromConfig(TinyCheckpoints.Config("""{ "caption_channels": 64 }""")));
        Assert.Contains("video_connector_num_attention_heads", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_comes_first_then_registers_by_place()
    {
        HostTensor mask = HostTensor.From([false, false, true, true, true, false, true, true], 2, 4);
        Assert.Equal([2L, 3, 8, 9, 4, 6, 7, 9], Ltx2ConnectorInputs.Order(mask, 4, registers: 2).Int64s);
    }

    [Fact]
    public void Lengths_that_cannot_be_made_are_refused_with_one_that_can()
    {
        HostTensor mask = HostTensor.From([true, true, true], 1, 3);
        Assert.Contains("use 4", Assert.Throws<ArgumentException>(() => Ltx2ConnectorInputs.Order(mask, 3, registers: 2)).Message, StringComparison.Ordinal);
        Assert.Contains("more than 2", Assert.Throws<ArgumentException>(() => Ltx2ConnectorInputs.Order(mask, 2, registers: 2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipeline-ltx20/connectors")]
    [InlineData("pipeline-ltx23/connectors")]
    public void Hidden_states_without_padding_give_the_same_embeddings(string checkpoint)
    {
        using CheckpointComponent component = TinyCheckpoints.Open(checkpoint);
        Ltx2TextConnectors connectors = new(Ltx2TextConnectorsConfig.FromConfig(component.Config));
        using INetworkSession session = TinyCheckpoints.Backend.Load(connectors.Connect(), component);
        (int features, int states) = (connectors.Config.CaptionChannels, connectors.Config.HiddenStates);
        HostTensor padded = TinyCheckpoints.Random(1, 1, 16, features, states);
        HostTensor text = HostTensor.From(padded.Floats[(11 * features * states)..], 1, 5, features, states);

        IReadOnlyDictionary<string, HostTensor> expected = Run(padded, [.. Enumerable.Range(0, 16).Select(token => token >= 11)]);
        IReadOnlyDictionary<string, HostTensor> actual = Run(text, [true, true, true, true, true]);
        Assert.True(TinyCheckpoints.LargestDifference(expected["video"], actual["video"]) <= Rounding);
        Assert.True(TinyCheckpoints.LargestDifference(expected["audio"], actual["audio"]) <= Rounding);

        IReadOnlyDictionary<string, HostTensor> Run(HostTensor hidden, bool[] isText)
        {
            Dictionary<string, HostTensor> inputs = new() { [Ltx2TextConnectors.HiddenStates] = hidden };
            connectors.Inputs.Add(inputs, HostTensor.From(isText, 1, isText.Length), length: 16);
            return session.Run(inputs);
        }
    }
}
