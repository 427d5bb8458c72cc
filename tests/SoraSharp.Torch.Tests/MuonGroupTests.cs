using SoraSharp.Models.Tensors;
using SoraSharp.Training.Optimisation;
using TorchSharp;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>Muon's updates are nearly orthogonal matrices: their singular values lie between 0.6 and 1.3.</summary>
public sealed class MuonGroupTests
{
    [Theory]
    [InlineData(96, 32)]
    [InlineData(64, 16)]
    [InlineData(16, 64)]
    public void Updates_are_nearly_orthogonal(int rows, int columns)
    {
        const double rate = 0.5;
        using IDisposable scope = torch.NewDisposeScope();
        using Optimiser optimiser = new([new MuonGroup("muon", [new Parameter("a", [rows, columns]), new Parameter("b", [rows, columns])], rate)]);
        torch.manual_seed(3);
        foreach (torch.Tensor value in optimiser.Values.Values) value.grad!.copy_(torch.randn(rows, columns));
        optimiser.Step(1, 0.9);
        foreach (torch.Tensor value in optimiser.Values.Values)
        {
            // Tall matrices take larger steps, by the root of rows over columns.
            torch.Tensor update = value.detach().div(TorchScalars.Of(rate * Math.Sqrt(Math.Max(1, (double)rows / columns))));
            float[] singular = torch.linalg.svdvals(update).data<float>().ToArray();
            Assert.All(singular, size => Assert.InRange(size, 0.6f, 1.3f));
        }
    }
}
