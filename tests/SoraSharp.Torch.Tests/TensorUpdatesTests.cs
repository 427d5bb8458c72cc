using SoraSharp.Models.Tensors;
using SoraSharp.Training.Optimisation;
using TorchSharp;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>
/// Optimisers on a named device, which update with tensor operations, move parameters as the vector kernels do: within 1e-6 (Adam) and 2e-3 of a
/// step (Muon, whose products are bfloat16) after four steps.
/// </summary>
public sealed class TensorUpdatesTests
{
    [Fact]
    public void Adam_moves_as_its_kernel_does() =>
        Compare(device => new AdamGroup("adam", [new Parameter("a", [37]), new Parameter("b", [5, 3])], 1e-2, device), 1e-6);

    [Theory]
    [InlineData(48, 16)]
    [InlineData(16, 48)]
    public void Muon_moves_as_its_kernels_do(int rows, int columns) =>
        Compare(device => new MuonGroup("muon", [new Parameter("a", [rows, columns]), new Parameter("b", [rows, columns])], 0.03, parameter => parameter.Name == "a" ? 1 : 0.1, device), 2e-3 * 0.03 * Math.Sqrt(3));

    private static void Compare(Func<torch.Device?, ParameterGroup> create, double tolerance)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using Optimiser kernels = new([create(null)]), tensors = new([create(torch.CPU)]);
        torch.manual_seed(4);
        foreach (Optimiser optimiser in (Optimiser[])[kernels, tensors]) optimiser.Initialise(parameter => torch.full([.. parameter.Shape], 0.5f));
        for (int step = 0; step < 4; step++)
        {
            foreach ((string name, torch.Tensor value) in kernels.Values)
            {
                torch.Tensor gradient = torch.randn(value.shape);
                value.grad!.copy_(gradient);
                tensors.Values[name].grad!.copy_(gradient);
            }

            Assert.Equal(kernels.Step(0.7, 0.9), tensors.Step(0.7, 0.9), 1e-5);
        }

        foreach ((string name, torch.Tensor value) in kernels.State)
        {
            torch.Tensor other = tensors.State.Single(entry => entry.Name == name).Value;
            Assert.True(value.sub(other).abs().max().item<float>() <= tolerance * (name.Contains("momentum", StringComparison.Ordinal) ? 100 : 1), $"{name} is another");
        }

        Assert.All(tensors.Values.Values, value => Assert.Equal(0, value.grad!.abs().max().item<float>()));
        Assert.All(tensors.Values.Values, value => Assert.True(value.detach().sub(torch.tensor(0.5f)).abs().max().item<float>() > 1e-3));
    }
}
