using SoraSharp.Torch;
using SoraSharp.Training.Data;
using TorchSharp;

namespace SoraSharp.Training.Components;

/// <summary>The loss of <see cref="CellLoss"/> as operations on tensors of any device; autograd gives its gradient.</summary>
internal static class TensorCellLoss
{
    /// <summary>The mean over numbers, a scalar.</summary>
    /// <param name="fixedPart">The prediction's part that is not learned, [1, cells, numbers].</param>
    /// <param name="learnedPart">The prediction's learned part, like it.</param>
    /// <param name="truth">The cells as they should be, bytes [cells, numbers].</param>
    /// <param name="moving">1 for the pixels that move, bytes [cells, pixels].</param>
    /// <param name="sums">What the log says of it.</param>
    public static torch.Tensor Measure(torch.Tensor fixedPart, torch.Tensor learnedPart, torch.Tensor truth, torch.Tensor moving, out CellSums sums)
    {
        const long side = CellTruth.Side;
        torch.Tensor target = truth.to(torch.ScalarType.Float32).mul(TorchScalars.Of(1 / 127.5)).Plus(-1);
        torch.Tensor error = learnedPart.to(torch.ScalarType.Float32).Plus(fixedPart.to(torch.ScalarType.Float32).Minus(target.unsqueeze(0))).view(-1, 3, side, side);
        torch.Tensor moves = moving.to(torch.ScalarType.Float32).view(-1, 1, side, side);
        torch.Tensor across = error.narrow(3, 1, side - 1).Minus(error.narrow(3, 0, side - 1)), down = error.narrow(2, 1, side - 1).Minus(error.narrow(2, 0, side - 1));
        torch.Tensor plain = Penalty(error) * moves.mul(TorchScalars.Of(CellLoss.MotionWeight)).Plus(1);
        torch.Tensor sum = plain.sum().Plus(Penalty(across).sum().Plus(Penalty(down).sum()).mul(TorchScalars.Of(CellLoss.EdgeWeight))), mean = sum.div(TorchScalars.Of(learnedPart.numel()));
        using IDisposable noGradients = torch.no_grad();
        torch.Tensor squares = error.detach().Squared();
        torch.Tensor log = torch.stack([sum.detach(), squares.sum(), (squares * moves).sum(), moves.sum()]).cpu();
        ReadOnlySpan<float> numbers = log.ToHost().Floats;
        sums = new CellSums { Loss = numbers[0], Square = numbers[1], MovingSquare = numbers[2], Moving = (long)numbers[3] };
        return mean;
    }

    private static torch.Tensor Penalty(torch.Tensor x) => x.abs().mul(TorchScalars.Of(CellLoss.AbsoluteShare)).Plus(x.Squared().mul(TorchScalars.Of(CellLoss.SquareShare)));
}
