using System.Collections.Concurrent;
using SoraSharp.Golden;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>
/// Every network through TorchSharp: within the same tolerances of the reference as through ONNX Runtime, and with a gradient for
/// every parameter it uses. So what is trained is what is shipped.
/// </summary>
public sealed class NetworkTests
{
    private static readonly string[] s_sections = ["ltx2/text", "ltx2/transformer", "ltx2/vae", "ltx2/audio", "ltx2/upsampler", "ltx2/pipelines", "wan/transformer", "wan/vae", "wan/text"];

    public static TheoryData<string> Cases => [.. s_sections
        .SelectMany(section => GoldenCases.Under(Path.Combine(GoldenCases.Repository, section)))
        .Where(IsKnown)
        .Select(folder => Path.GetRelativePath(GoldenCases.Repository, folder).Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Torch_is_within_the_tolerances_of_the_reference(string golden)
    {
        using GoldenContext context = new(() => new TorchBackend());
        GoldenResult result = GoldenRunner.Run(Path.Combine(GoldenCases.Repository, golden), context);
        Assert.True(result.Passed, $"{result.Summary}\n{result.Error}");
    }

    [Theory]
    [InlineData("ltx2/transformer/ltx20_base")]
    [InlineData("ltx2/transformer/ltx23_base")]
    [InlineData("ltx2/text/gemma3")]
    [InlineData("ltx2/text/connectors-ltx20")]
    [InlineData("ltx2/text/connectors-ltx23")]
    [InlineData("ltx2/vae/ltx20_encode_f9")]
    [InlineData("ltx2/vae/ltx20_decode_f9")]
    [InlineData("ltx2/vae/ltx23p2_decode_f17")]
    [InlineData("ltx2/audio/vae_encode")]
    [InlineData("ltx2/audio/vae_decode")]
    [InlineData("ltx2/audio/vocoder_ltx20")]
    [InlineData("ltx2/audio/vocoder_bwe")]
    [InlineData("wan/transformer/ti2v")]
    [InlineData("wan/transformer/vace")]
    public void Gradients_reach_every_parameter(string golden)
    {
        GradientBackend backend = new();
        using GoldenContext context = new(() => backend);
        GoldenResult result = GoldenRunner.Run(Path.Combine(GoldenCases.Repository, golden), context);
        Assert.True(result.Passed, $"{result.Summary}\n{result.Error}");
        Assert.NotEmpty(backend.LargestGradients);
        foreach ((string name, double gradient) in backend.LargestGradients)
        {
            Assert.True(double.IsFinite(gradient), $"The gradient of {name} is {gradient}.");
            // A key's bias adds the same to every score of a query, which the softmax takes away again.
            if (!name.EndsWith("to_k.bias", StringComparison.Ordinal)) Assert.True(gradient > 0, $"No gradient reaches {name}.");
        }
    }

    private static bool IsKnown(string folder)
    {
        using GoldenCase golden = GoldenCase.Open(folder);
        return GoldenKinds.All.Any(kind => kind.Matches(golden));
    }

    /// <summary>Runs eagerly with gradients: after every run each parameter's gradient of a fixed random projection of the outputs is known.</summary>
    private sealed class GradientBackend : INetworkBackend
    {
        public ConcurrentDictionary<string, double> LargestGradients { get; } = [];

        public string Name => "gradients";

        public INetworkSession Load(NetworkFunction function, IWeightSource weights) => new Session(function, weights, LargestGradients);

        private sealed class Session(NetworkFunction function, IWeightSource weights, ConcurrentDictionary<string, double> gradients) : INetworkSession
        {
            public IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs, CancellationToken cancellationToken = default)
            {
                using IDisposable scope = TorchSharp.torch.NewDisposeScope();
                TorchSharp.torch.manual_seed(1);
                Dictionary<string, TorchSharp.torch.Tensor> used = [];
                TorchInterpreter interpreter = new(parameter =>
                {
                    if (!used.TryGetValue(parameter.Name, out TorchSharp.torch.Tensor? value))
                    {
                        Assert.True(weights.TryGet(parameter.Name, out StoredTensor? stored), parameter.Name);
                        value = TorchSharp.torch.tensor(stored.ToFloats(), [.. stored.Shape]).requires_grad_(true);
                        used.Add(parameter.Name, value);
                    }

                    return value;
                });
                NetworkValues values = new(interpreter);
                foreach ((string name, HostTensor value) in inputs) values[name] = interpreter.Wrap(value.ToTorch());
                NetworkValues outputs = function.Body(values);
                TorchSharp.torch.Tensor sum = TorchSharp.torch.zeros(1);
                foreach (Tensor output in outputs.Values)
                {
                    TorchSharp.torch.Tensor result = TorchInterpreter.Unwrap(output);
                    if (result.requires_grad) sum += (result * TorchSharp.torch.randn_like(result)).sum();
                }

                if (used.Count > 0) sum.backward();
                foreach ((string name, TorchSharp.torch.Tensor value) in used)
                {
                    double largest = value.grad is { } gradient ? gradient.abs().max().item<float>() : 0;
                    gradients.AddOrUpdate(name, largest, (_, before) => Math.Max(before, largest));
                }

                return outputs.ToDictionary(o => o.Key, o => TorchInterpreter.Unwrap(o.Value).detach().ToHost(), StringComparer.Ordinal);
            }

            public void Dispose()
            {
            }
        }
    }
}
