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
    /// <param name="perSide">Cells along a side of a patch: so many by so many cells in succession lie side by side.</param>
    /// <param name="sums">What the log says of it.</param>
    public static torch.Tensor Measure(torch.Tensor fixedPart, torch.Tensor learnedPart, torch.Tensor truth, torch.Tensor moving, int perSide, out CellSums sums)
    {
        const long side = CellTruth.Side;
        torch.Tensor target = truth.to(torch.ScalarType.Float32).mul(TorchScalars.Of(1 / 127.5)).Plus(-1);
        torch.Tensor error = learnedPart.to(torch.ScalarType.Float32).Plus(fixedPart.to(torch.ScalarType.Float32).Minus(target.unsqueeze(0))).view(-1, 3, side, side);
        torch.Tensor moves = moving.to(torch.ScalarType.Float32).view(-1, 1, side, side);
        torch.Tensor across = error.narrow(3, 1, side - 1).Minus(error.narrow(3, 0, side - 1)), down = error.narrow(2, 1, side - 1).Minus(error.narrow(2, 0, side - 1));
        torch.Tensor plain = Penalty(error) * moves.mul(TorchScalars.Of(CellLoss.MotionWeight)).Plus(1);
        torch.Tensor cells = error.view(-1, perSide, perSide, 3, side, side);
        torch.Tensor acrossCells = cells.narrow(2, 1, perSide - 1).narrow(5, 0, 1).Minus(cells.narrow(2, 0, perSide - 1).narrow(5, side - 1, 1));
        torch.Tensor downCells = cells.narrow(1, 1, perSide - 1).narrow(4, 0, 1).Minus(cells.narrow(1, 0, perSide - 1).narrow(4, side - 1, 1));
        torch.Tensor edges = Penalty(across).sum().Plus(Penalty(down).sum()).Plus(Penalty(acrossCells).sum()).Plus(Penalty(downCells).sum());
        torch.Tensor sum = plain.sum().Plus(edges.mul(TorchScalars.Of(CellLoss.EdgeWeight))), mean = sum.div(TorchScalars.Of(learnedPart.numel()));
        using IDisposable noGradients = torch.no_grad();
        torch.Tensor squares = error.detach().Squared();
        torch.Tensor log = torch.stack([sum.detach(), squares.sum(), (squares * moves).sum(), moves.sum()]).cpu();
        ReadOnlySpan<float> numbers = log.ToHost().Floats;
        sums = new CellSums { Loss = numbers[0], Square = numbers[1], MovingSquare = numbers[2], Moving = (long)numbers[3] };
        return mean;
    }

    private static torch.Tensor Penalty(torch.Tensor x) => x.abs().mul(TorchScalars.Of(CellLoss.AbsoluteShare)).Plus(x.Squared().mul(TorchScalars.Of(CellLoss.SquareShare)));
}
