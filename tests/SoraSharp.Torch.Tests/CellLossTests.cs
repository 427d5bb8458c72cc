using SoraSharp.Training.Components;
using SoraSharp.Training.Data;
using TorchSharp;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>The decoder's loss in vectors against the same written plainly.</summary>
public sealed class CellLossTests
{
    private const int PerSide = 2, Cells = 3 * PerSide * PerSide, Side = CellTruth.Side, Numbers = CellTruth.CellNumbers, Pixels = CellTruth.CellPixels;
    private readonly Random _random = new(5);

    [Fact]
    public void Sums_and_gradient_are_those_of_the_plain_form()
    {
        float[] fixedPart = Values(), learned = Values();
        byte[] truth = new byte[Cells * Numbers], moving = [.. Enumerable.Range(0, Cells * Pixels).Select(_ => (byte)_random.Next(2))];
        _random.NextBytes(truth);
        ushort[] gradient = new ushort[truth.Length];

        CellSums sums = CellLoss.Accumulate(Halves(fixedPart), Halves(learned), truth, moving, PerSide, 0.5f, gradient);

        double[] errors = [.. truth.Select((value, i) => fixedPart[i] + learned[i] - ((value / 127.5) - 1))];
        double[] slopes = new double[errors.Length];
        double loss = 0, square = 0, movingSquare = 0;
        for (int i = 0; i < errors.Length; i++)
        {
            int cell = i / Numbers, pixel = i % Pixels;
            int weight = moving[(cell * Pixels) + pixel];
            loss += Penalty(errors[i]) * (1 + (4 * weight));
            slopes[i] += Slope(errors[i]) * (1 + (4 * weight));
            square += errors[i] * errors[i];
            movingSquare += weight * errors[i] * errors[i];
            // A pixel's neighbours are in its cell, or in the next one to the right or below.
            if (pixel % Side < Side - 1) Neighbour(i, i + 1);
            else if (cell % PerSide < PerSide - 1) Neighbour(i, i + Numbers - (Side - 1));
            if (pixel / Side < Side - 1) Neighbour(i, i + Side);
            else if (cell / PerSide % PerSide < PerSide - 1) Neighbour(i, i + (PerSide * Numbers) - ((Side - 1) * Side));
        }

        Assert.Equal(loss, sums.Loss, 1e-4 * loss);
        Assert.Equal(square, sums.Square, 1e-4 * square);
        Assert.Equal(movingSquare, sums.MovingSquare, 1e-4 * movingSquare);
        Assert.Equal(moving.Sum(flag => flag), sums.Moving);
        Assert.All(slopes.Zip(gradient), pair => Assert.Equal(pair.First / 2, Single(pair.Second), 0.004 * Math.Abs(pair.First) + 1e-4));

        static double Penalty(double x) => (0.3 * Math.Abs(x)) + (2 * x * x);

        static double Slope(double x) => (0.3 * Math.Sign(x)) + (4 * x);

        void Neighbour(int from, int to)
        {
            double difference = errors[to] - errors[from];
            loss += Penalty(difference) / 2;
            slopes[to] += Slope(difference) / 2;
            slopes[from] -= Slope(difference) / 2;
        }
    }

    [Fact]
    public void In_tensors_it_is_the_same()
    {
        using IDisposable scope = torch.NewDisposeScope();
        float[] fixedPart = Values(), learned = Values();
        byte[] truth = new byte[Cells * Numbers], moving = [.. Enumerable.Range(0, Cells * Pixels).Select(_ => (byte)_random.Next(2))];
        _random.NextBytes(truth);
        ushort[] gradient = new ushort[truth.Length];
        CellSums expected = CellLoss.Accumulate(Halves(fixedPart), Halves(learned), truth, moving, PerSide, 1f / truth.Length, gradient);

        torch.Tensor prediction = torch.tensor(learned, [1, Cells, Numbers]).requires_grad_();
        torch.Tensor loss = TensorCellLoss.Measure(torch.tensor(fixedPart, [1, Cells, Numbers]), prediction, torch.tensor(truth, [Cells, Numbers]), torch.tensor(moving, [Cells, Pixels]), PerSide, out CellSums sums);
        loss.backward();

        Assert.Equal(expected.Loss / truth.Length, loss.item<float>(), 1e-4);
        Assert.Equal(expected.Loss, sums.Loss, 1e-4 * expected.Loss);
        Assert.Equal(expected.Square, sums.Square, 1e-4 * expected.Square);
        Assert.Equal(expected.MovingSquare, sums.MovingSquare, 1e-4 * expected.MovingSquare);
        Assert.Equal(expected.Moving, sums.Moving);
        float[] actual = prediction.grad!.data<float>().ToArray();
        Assert.All(actual.Zip(gradient), pair => Assert.Equal(Single(pair.Second), pair.First, (0.008 * Math.Abs(pair.First)) + (1e-4 / truth.Length)));
    }

    [Fact]
    public void Spans_that_do_not_belong_together_are_refused() =>
        Assert.Throws<ArgumentException>(() => CellLoss.Accumulate(new ushort[Numbers], new ushort[Numbers], new byte[Numbers], new byte[Numbers], 1, 1, new ushort[Numbers]));

    [Fact]
    public void A_part_of_a_patchs_frame_is_refused() =>
        Assert.Contains("4 of them a frame", Assert.Throws<ArgumentException>(() => CellLoss.Accumulate(new ushort[Numbers], new ushort[Numbers], new byte[Numbers], new byte[Pixels], 2, 1, new ushort[Numbers])).Message, StringComparison.Ordinal);

    [Fact]
    public void Cells_are_in_the_decoders_order_and_flag_what_changed()
    {
        byte[] frames = new byte[MiniFormat.Frames * MiniFormat.Height * MiniFormat.Width * 3];
        _random.NextBytes(frames);
        int frame = 11, row = 37, column = 141;
        // Not moving: no colour differs by more than 12 of 255.
        int now = At(frame, row, column), before = At(frame - 1, row, column);
        for (int colour = 0; colour < 3; colour++) frames[now + colour] = (byte)(frames[before + colour] > 128 ? frames[before + colour] - 12 : frames[before + colour] + 12);

        CellTruth truth = CellTruth.Of(frames);

        // Frame 11 is the third of the second group of eight; row 37 lies in patch row 1, cell row 0, pixel row 5; column 141 in patch column 4, cell column 1, pixel column 5.
        int cell = 640 + (((((((1 * 40) + 8 + 4) * 8) + 2) * 4) + 0) * 4) + 1;
        for (int colour = 0; colour < 3; colour++) Assert.Equal(frames[now + colour], truth.Pixels[(cell * Numbers) + (colour * Pixels) + (5 * Side) + 5]);
        Assert.Equal(0, truth.Moving[(cell * Pixels) + (5 * Side) + 5]);
        frames[now] = (byte)(frames[before] > 128 ? frames[before] - 13 : frames[before] + 13);
        Assert.Equal(1, CellTruth.Of(frames).Moving[(cell * Pixels) + (5 * Side) + 5]);
        Assert.All(truth.Moving[..(640 * Pixels)], flag => Assert.Equal(0, flag));

        static int At(int frame, int row, int column) => ((((frame * MiniFormat.Height) + row) * MiniFormat.Width) + column) * 3;
    }

    /// <summary>Numbers that bfloat16 holds exactly.</summary>
    private float[] Values() => [.. Enumerable.Range(0, Cells * Numbers).Select(_ => Single((ushort)(BitConverter.SingleToUInt32Bits((_random.NextSingle() * 2) - 1) >> 16)))];

    private static ushort[] Halves(float[] values) => [.. values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))];

    private static float Single(ushort half) => BitConverter.UInt32BitsToSingle((uint)half << 16);
}
