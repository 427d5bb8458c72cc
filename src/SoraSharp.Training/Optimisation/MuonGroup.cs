using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using TorchSharp;

namespace SoraSharp.Training.Optimisation;

/// <summary>
/// Muon (Jordan et al. 2024): momentum whose matrices are replaced by their nearest orthogonal ones before they are
/// applied, by a quintic Newton-Schulz iteration (in bfloat16 where that is fast). For matrices of one shape, which go through it together;
/// kernels of convolutions count as matrices [out, in × kernel].
/// </summary>
internal sealed class MuonGroup : ParameterGroup
{
    private const double Momentum = 0.95;
    private const double WeightDecay = 0.02;
    private const int Iterations = 5;
    private readonly torch.Tensor _momentum;
    private readonly long _count;
    private readonly long _rows;
    private readonly long _columns;
    private readonly double[] _shares;

    /// <param name="name">What it is called in saved states.</param>
    /// <param name="parameters">Matrices of one shape.</param>
    /// <param name="rate">The full learning rate.</param>
    /// <param name="share">The part of the rate that a matrix takes; all of it if left out.</param>
    /// <param name="device">Where it computes with tensor operations; on the CPU with vector kernels when null.</param>
    public MuonGroup(string name, IReadOnlyList<Parameter> parameters, double rate, Func<Parameter, double>? share = null, torch.Device? device = null)
        : base(name, parameters, rate, device)
    {
        _shares = [.. parameters.Select(parameter => share?.Invoke(parameter) ?? 1)];
        _count = parameters.Count;
        _rows = parameters[0].Shape[0];
        _columns = Elements(parameters[0].Shape.Skip(1));
        _momentum = Zeros(_count * _rows * _columns);
    }

    /// <summary>Matrices of any shapes, a group a shape.</summary>
    /// <param name="matrices">The matrices.</param>
    /// <param name="rate">The full learning rate.</param>
    /// <param name="share">The part of the rate that a matrix takes; all of it if left out.</param>
    /// <param name="device">Where it computes with tensor operations; on the CPU with vector kernels when null.</param>
    public static IEnumerable<MuonGroup> OfShapes(IEnumerable<Parameter> matrices, double rate, Func<Parameter, double>? share = null, torch.Device? device = null) =>
        matrices.GroupBy(parameter => (Rows: parameter.Shape[0], Columns: parameter.Shape[1])).Select(group => new MuonGroup($"muon.{group.Key.Rows}x{group.Key.Columns}", [.. group], rate, share, device));

    public override IEnumerable<(string Name, torch.Tensor Value)> State => [.. base.State, ("momentum", _momentum)];

    public override void Step(UpdateStep step)
    {
        using IDisposable scope = torch.NewDisposeScope();
        double scale = Math.Sqrt(Math.Max(1, (double)_rows / _columns));
        if (UsesKernels) StepWithKernels(step, scale);
        else StepWithTensors(step, scale);
    }

    public override void Dispose()
    {
        base.Dispose();
        _momentum.Dispose();
    }

    private void StepWithTensors(UpdateStep step, double scale)
    {
        torch.Tensor update = TensorUpdates.Momentum(Gradients, _momentum, Momentum).view(_count, _rows, _columns);
        torch.Tensor norms = update.Squared().sum([1, 2], true).sqrt().Plus(1e-7).reciprocal();
        torch.Tensor rates = torch.tensor([.. _shares.Select(share => (float)(Rate * step.Factor * share))], [_count, 1, 1], device: Device);
        torch.Tensor direction = Orthogonal(update, norms).to(torch.ScalarType.Float32) * rates.mul(TorchScalars.Of(scale));
        TensorUpdates.Apply(Values.view(_count, _rows, _columns), Average.view(_count, _rows, _columns), direction, rates.mul(TorchScalars.Of(-WeightDecay)).Plus(1), (float)(1 - step.AverageKeep));
    }

    private void StepWithKernels(UpdateStep step, double scale)
    {
        int size = (int)(_rows * _columns);
        float[] norms = new float[_count];
        torch.Tensor update = torch.empty(_count, _rows, _columns);
        Span<float> gradients = UpdateKernels.Floats(Gradients), momentum = UpdateKernels.Floats(_momentum), updates = UpdateKernels.Floats(update);
        for (int i = 0; i < _count; i++)
        {
            double squares = UpdateKernels.Momentum(gradients.Slice(i * size, size), momentum.Slice(i * size, size), updates.Slice(i * size, size), (float)Momentum);
            norms[i] = (float)(1 / (Math.Sqrt(squares) + 1e-7));
        }

        torch.Tensor orthogonal = Orthogonal(update, torch.tensor(norms, [_count, 1, 1])).to(torch.ScalarType.Float32).contiguous();
        Span<float> values = UpdateKernels.Floats(Values), averages = UpdateKernels.Floats(Average), directions = UpdateKernels.Floats(orthogonal);
        for (int i = 0; i < _count; i++)
        {
            double rate = Rate * step.Factor * _shares[i];
            UpdateKernels.Apply(
                values.Slice(i * size, size), averages.Slice(i * size, size), directions.Slice(i * size, size),
                (float)(1 - (rate * WeightDecay)), (float)(rate * scale), (float)(1 - step.AverageKeep));
        }
    }

    private torch.Tensor Orthogonal(torch.Tensor matrices, torch.Tensor inverseNorms)
    {
        // Coefficients of Jordan et al.: singular values end between about 0.7 and 1.2.
        const float a = 3.4445f, b = -4.7750f, c = 2.0315f;
        torch.Tensor x = matrices.mul_(inverseNorms).to(TorchTypes.ForMatrices(Device));
        bool tall = x.shape[1] > x.shape[2];
        if (tall) x = x.transpose(1, 2).contiguous();
        for (int i = 0; i < Iterations; i++)
        {
            torch.Tensor gram = torch.bmm(x, x.transpose(1, 2));
            torch.Tensor polynomial = gram.baddbmm(gram, gram, b, c);
            x = polynomial.baddbmm(x, x, a, 1);
        }

        return tall ? x.transpose(1, 2) : x;
    }
}
