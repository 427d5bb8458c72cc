using SoraSharp.Golden;
using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan.VideoVae;
using Xunit;

namespace SoraSharp.Models.Tests.Wan;

/// <summary>Wan's autoencoder where golden cases do not look: streaming, and what it refuses.</summary>
public sealed class WanVaeTests : IDisposable
{
    private readonly CheckpointComponent _component = CheckpointComponent.Open(Path.Combine(GoldenCases.Repository, "wan", "vae", "wan21_f1", "checkpoint"));
    private readonly WanVaeCodec _codec;

    public WanVaeTests() => _codec = new(new WanVaeNetwork(WanVaeConfig.FromConfig(_component.Config)), TinyCheckpoints.Backend, _component);

    public void Dispose()
    {
        _codec.Dispose();
        _component.Dispose();
    }

    [Fact]
    public void Parts_are_one_frame_and_then_four_and_do_not_depend_on_what_follows()
    {
        HostTensor latents = TinyCheckpoints.Random(1, 1, 4, 3, 2, 3);
        HostTensor[] parts = [.. _codec.DecodeInParts(latents)];
        Assert.Equal([1, 4, 4], parts.Select(part => part.Shape[2]));
        HostTensor shorter = _codec.Decode(Tiles.Cut(latents, 2, 0, 2));
        Assert.Equal(0f, TinyCheckpoints.LargestDifference(Tiles.Join([parts[0], parts[1]], 2), shorter));
    }

    [Fact]
    public void Frames_come_as_they_are_asked_for()
    {
        using CancellationTokenSource source = new();
        using IEnumerator<HostTensor> parts = _codec.DecodeInParts(TinyCheckpoints.Random(1, 1, 4, 3, 2, 3), source.Token).GetEnumerator();
        Assert.True(parts.MoveNext());
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => parts.MoveNext());
    }

    [Theory]
    [InlineData(6, 16, 24, "5 or 9")]
    [InlineData(5, 12, 24, "height")]
    [InlineData(5, 16, 4, "width")]
    public void A_video_that_does_not_fit_is_refused(int frames, int height, int width, string says) =>
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => _codec.Encode(HostTensor.Zeros(1, 3, frames, height, width))).Message, StringComparison.Ordinal);

    [Fact]
    public void Latents_of_other_channels_are_refused() =>
        Assert.Contains("4", Assert.Throws<ArgumentException>(() => _codec.Decode(HostTensor.Zeros(1, 5, 1, 2, 2))).Message, StringComparison.Ordinal);

    [Fact]
    public void Tiles_that_are_no_whole_latents_are_refused() =>
        Assert.Throws<ArgumentException>(() => new WanVaeCodec(new WanVaeNetwork(WanVaeConfig.FromConfig(_component.Config)), TinyCheckpoints.Backend, _component, new WanVaeTiling { TileWidth = 250 }));

    [Theory]
    [InlineData("""{"dim_mult": []}""", "dim_mult")]
    [InlineData("""{"temperal_downsample": [true, true, true]}""", "temperal_downsample")]
    [InlineData("""{"temperal_downsample": [true]}""", "temperal_downsample")]
    [InlineData("""{"z_dim": 8}""", "latents_mean")]
    [InlineData("""{"patch_size": 2, "scale_factor_spatial": 16}""", "patch_size")]
    [InlineData("""{"scale_factor_spatial": 16}""", "scale_factor_spatial")]
    [InlineData("""{"latents_std": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]}""", "latents_std")]
    public void A_configuration_that_cannot_be_computed_is_refused_by_its_key(string json, string key) =>
        Assert.Contains(key, Assert.Throws<CheckpointException>(() => WanVaeConfig.FromConfig(TinyCheckpoints.Config(json))).Message, StringComparison.Ordinal);
}
