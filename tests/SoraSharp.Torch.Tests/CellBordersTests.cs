using SoraSharp.Models.Patch;
using TorchSharp;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>Small steps between cells become ramps, edges stay.</summary>
public sealed class CellBordersTests
{
    private const double Threshold = 0.2;

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.1)]
    [InlineData(0.19)]
    public void A_small_step_becomes_a_ramp(double step)
    {
        // Of the step a part is spread, the less the nearer it is to the threshold: 1/8 and 3/8 of it on either side.
        double part = step * (1 - (step * step / (Threshold * Threshold)));
        float[] across = Smooth(step, transposed: false), down = Smooth(step, transposed: true);
        Assert.Equal(across, down);
        double[] row = [0, 0, part / 8, 3 * part / 8, step - (3 * part / 8), step - (part / 8), step, step];
        Assert.All(row.Zip(across), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(-0.9)]
    public void An_edge_stays(double step) => Assert.All(Smooth(step, transposed: false).Zip([0, 0, 0, 0, step, step, step, step]), pair => Assert.Equal(pair.Second, pair.First, 1e-6));

    [Fact]
    public void Only_two_pixels_beside_a_border_change()
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.manual_seed(2);
        torch.Tensor x = torch.randn([2, 3, 2, 16, 24]).mul(TorchScalars.Of(0.05)), y = Smooth(x, 8);
        Assert.Equal(x.shape, y.shape);
        torch.Tensor changed = x.ne(y);
        for (int column = 0; column < 24; column++)
        {
            // Row 4 is far from every border.
            bool near = column is 6 or 7 or 8 or 9 or 14 or 15 or 16 or 17;
            Assert.Equal(near, changed[.., .., .., 4, column].any().item<bool>());
        }
    }

    /// <summary>The middle row (or column) of two cells of four pixels, the first 0 and the second <paramref name="step"/>.</summary>
    private static float[] Smooth(double step, bool transposed)
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor x = torch.zeros([1, 1, 1, 4, 8]);
        x[.., .., .., .., 4..8] = torch.tensor((float)step);
        torch.Tensor y = transposed ? Smooth(x.transpose(3, 4).contiguous(), 4).transpose(3, 4) : Smooth(x, 4);
        return y[0, 0, 0, 1].contiguous().data<float>().ToArray();
    }

    private static torch.Tensor Smooth(torch.Tensor x, int side)
    {
        TorchInterpreter interpreter = new(parameter => throw new InvalidOperationException(parameter.Name));
        return TorchInterpreter.Unwrap(CellBorders.Smooth(interpreter.Wrap(x), side, Threshold));
    }
}
