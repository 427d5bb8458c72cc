using SoraSharp.Models.Audio;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Spectral;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;
using Xunit;
using static SoraSharp.Torch.Tests.TestTensors;

namespace SoraSharp.Torch.Tests;

/// <summary>Mini's vocoder: its transform, its shapes, and that what is trained with TorchSharp is what ONNX Runtime runs.</summary>
public sealed class SpectralVocoderTests
{
    private const float Tolerance = 2e-5f;
    private static readonly SpectralVocoderNetwork Network = new(SpectralVocoderConfig.FromConfig(Json("""
        { "mel_bins": 5, "hop_length": 6, "window_hops": 4, "hidden_size": 8, "intermediate_size": 12, "num_layers": 2, "kernel_size": 3 }
        """)));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 9)]
    public void Both_interpreters_agree(int batch, int frames)
    {
        using HostWeights weights = Weights(Network.Parameters);
        using INetworkSession onnx = new OnnxBackend().Load(Network.Synthesize(), weights), torch = new TorchBackend().Load(Network.Synthesize(), weights);
        IReadOnlyDictionary<string, HostTensor> inputs = Inputs(batch, frames);

        HostTensor expected = onnx.Run(inputs)["waveform"], actual = torch.Run(inputs)["waveform"];

        Assert.Equal([batch, (frames - 1) * 6], expected.Shape);
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.InRange(Worst(expected, actual), 0, Tolerance);
        Assert.True(expected.Floats.Max() > 0.01f);
    }

    [Fact]
    public void A_spectrogram_has_one_sound_and_other_noise_gives_another()
    {
        using HostWeights weights = Weights(Network.Parameters);
        using INetworkSession session = new OnnxBackend().Load(Network.Synthesize(), weights);
        Dictionary<string, HostTensor> inputs = Inputs(1, 9);
        Dictionary<string, HostTensor> other = new(inputs) { [SpectralVocoderNetwork.Noise] = Random(77, [.. inputs[SpectralVocoderNetwork.Noise].Shape]) };

        HostTensor once = session.Run(inputs)["waveform"];

        Assert.Equal(once.Floats, session.Run(inputs)["waveform"].Floats);
        Assert.True(Worst(once, session.Run(other)["waveform"]) > 0.01);
    }

    [Fact]
    public void Of_the_carrier_only_the_phases_count()
    {
        using HostWeights weights = Weights(Network.Parameters);
        using INetworkSession session = new OnnxBackend().Load(Network.Synthesize(), weights);
        Dictionary<string, HostTensor> inputs = Inputs(1, 9), louder = new(inputs), other = new(inputs) { [SpectralVocoderNetwork.Carrier] = Random(78, [.. inputs[SpectralVocoderNetwork.Carrier].Shape]) };
        louder[SpectralVocoderNetwork.Carrier] = HostTensor.From([.. inputs[SpectralVocoderNetwork.Carrier].Floats.Select(value => 3 * value)], [.. inputs[SpectralVocoderNetwork.Carrier].Shape]);

        HostTensor once = session.Run(inputs)["waveform"];

        Assert.InRange(Worst(once, session.Run(louder)["waveform"]), 0, Tolerance);
        Assert.True(Worst(once, session.Run(other)["waveform"]) > 0.01);
    }

    [Fact]
    public void A_carrier_is_as_long_as_the_network_asks_and_mirrored_at_the_ends()
    {
        SpectralVocoderNetwork network = new(new SpectralVocoderConfig { HiddenSize = 8, IntermediateSize = 8, Layers = 1 });
        VocoderCarrier carrier = new(network, new MelSettings());
        float[] mel = [.. Enumerable.Range(0, 20 * 64).Select(i => (i % 64) - 40f)];

        float[] blocks = carrier.Of(mel, 20);

        Assert.Equal(network.Blocks(20) * 160, blocks.Length);
        int first = network.BlocksBefore * 160, last = first + (19 * 160) - 1;
        Assert.Equal(new GriffinLim(new MelSettings(), 16).Reconstruct(mel, 20), blocks[first..(last + 1)]);
        Assert.Equal(blocks[first + 5], blocks[first - 5]);
        Assert.Equal(blocks[last - 5], blocks[last + 5]);
        Assert.Contains("needs at least", Assert.Throws<ArgumentException>(() => carrier.Of(mel.AsSpan(0, 4 * 64), 4)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(160, 4)]
    [InlineData(6, 3)]
    [InlineData(5, 6)]
    public void Blocks_come_back_from_their_spectra(int hop, int hops)
    {
        BlockFourier fourier = new(hop, hops);
        HostTensor blocks = Random(3, 2, 20, hop);

        HostTensor back = Run(inputs => fourier.Synthesise(fourier.Analyse(inputs["x"])), blocks);

        // The first and the last blocks have not all their frames.
        int lost = hops - 1, kept = 20 - (2 * lost);
        Assert.Equal([2, kept, hop], back.Shape);
        for (int row = 0; row < 2; row++)
        {
            float[] expected = blocks.Floats.AsSpan(((row * 20) + lost) * hop, kept * hop).ToArray(), actual = back.Floats.AsSpan(row * kept * hop, kept * hop).ToArray();
            Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, Tolerance);
        }
    }

    [Fact]
    public void A_tone_stands_at_its_frequency_with_its_phase()
    {
        // 3 periods in a window of 24 samples: bin 3; a sine's phase is a quarter behind a cosine's.
        HostTensor blocks = HostTensor.From([.. Enumerable.Range(0, 24).Select(n => MathF.Sin(2 * MathF.PI * 3 * n / 24))], 1, 4, 6);

        float[] spectrum = Run(inputs => new BlockFourier(6, 4).Analyse(inputs["x"]), blocks).Floats;

        // Half the window's sum over the root of its squares' sum: 24/4 over √9.
        Assert.Equal(-2, spectrum[13 + 3], 4);
        Assert.Equal(0, spectrum[3], 4);
    }

    [Fact]
    public void White_noise_has_magnitude_one()
    {
        HostTensor blocks = HostTensor.Zeros(1, 4000, 16);
        new SoraSharp.Noise.TorchRandom(5).Normal(blocks.Floats);

        float[] spectra = Run(inputs => new BlockFourier(16, 4).Analyse(inputs["x"]), blocks).Floats;

        // Real and imaginary parts of 33 frequencies; those of the first and the last are real.
        Assert.InRange(spectra.Sum(v => (double)v * v) / (spectra.Length / 66) / 33, 0.98, 1.02);
    }

    [Theory]
    [InlineData("window_hops", "3", "config.json has window_hops 3; it must be even")]
    [InlineData("window_hops", "2", "config.json has window_hops 2; it must be even")]
    [InlineData("kernel_size", "4", "config.json has kernel_size 4; it must be odd")]
    public void Settings_that_do_not_fit_are_refused(string key, string value, string message) =>
        Assert.StartsWith(message, Assert.Throws<Models.CheckpointException>(() => SpectralVocoderConfig.FromConfig(Json($$"""{ "{{key}}": {{value}} }"""))).Message, StringComparison.Ordinal);

    private static HostTensor Run(Func<NetworkValues, Tensor> body, HostTensor input)
    {
        using HostWeights none = new("none", []);
        using INetworkSession session = new OnnxBackend().Load(
            new NetworkFunction("transform", [new InputSpec("x", ElementType.Float32, "batch", "blocks", input.Shape[2])], inputs => new NetworkValues(inputs.Interpreter) { ["y"] = body(inputs) }), none);
        return session.Run(new Dictionary<string, HostTensor> { ["x"] = input })["y"];
    }

    private static Dictionary<string, HostTensor> Inputs(int batch, int frames) => new()
    {
        [SpectralVocoderNetwork.Mel] = Random(1, batch, frames, 5),
        [SpectralVocoderNetwork.Noise] = Random(2, batch, Network.Blocks(frames), 6),
        [SpectralVocoderNetwork.Carrier] = Random(3, batch, Network.Blocks(frames), 6),
    };

    private static double Worst(HostTensor left, HostTensor right) => left.Floats.Zip(right.Floats, (a, b) => Math.Abs(a - b)).Max();
}
