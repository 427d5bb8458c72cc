using SoraSharp.Models.Tensors;
using SoraSharp.Training.Optimisation;
using TorchSharp;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>A batch shared by two threads moves the parameters as one thread with the whole batch does: within 1e-5 after three steps.</summary>
public sealed class GradientReplicaTests
{
    private const int Clips = 6;

    [Fact]
    public void Two_threads_train_as_one_does()
    {
        using IDisposable scope = torch.NewDisposeScope();
        using Optimiser alone = Create(threads: 1), shared = Create(threads: 2);
        using GradientReplica replica = shared.Replicate();
        for (int step = 0; step < 3; step++)
        {
            Learn(alone.Values, 0..Clips);
            alone.Step(1, 0.9);
            Parallel.Invoke(() => Learn(shared.Values, 0..4), () => Learn(replica.Values, 4..Clips));
            replica.HandOver();
            shared.Step(1, 0.9);
        }

        foreach ((string name, torch.Tensor value) in alone.Values)
        {
            double off = value.detach().sub(shared.Values[name].detach()).abs().max().item<float>();
            Assert.True(off < 1e-5, $"{name}: off by {off:e2}");
        }

        double moved = alone.Values["matrix.0"].detach().sub(First("matrix.0", [32, 16])).abs().max().item<float>();
        Assert.True(moved > 1e-2, $"moved by {moved:e2} only");
    }

    [Fact]
    public void Gradients_are_forgotten_once_handed_over()
    {
        using IDisposable scope = torch.NewDisposeScope();
        using Optimiser optimiser = Create(threads: 1);
        using GradientReplica replica = optimiser.Replicate();
        Learn(replica.Values, 0..Clips);
        replica.HandOver();
        torch.Tensor once = optimiser.Values["bias"].grad!.clone();
        replica.HandOver();
        Assert.Equal(once.data<float>().ToArray(), optimiser.Values["bias"].grad!.data<float>().ToArray());
        Assert.Contains(once.data<float>().ToArray(), value => value != 0);
    }

    private static Optimiser Create(int threads)
    {
        Parameter[] matrices = [new("matrix.0", [32, 16]), new("matrix.1", [32, 16])];
        Optimiser optimiser = new([new MuonGroup("muon", matrices, 0.03), new AdamGroup("adam", [new Parameter("bias", [32])], 2e-3)], threads);
        optimiser.Initialise(parameter => First(parameter.Name, [.. parameter.Shape]));
        return optimiser;
    }

    /// <summary>The gradients of a part of the batch's mean loss.</summary>
    private static void Learn(IReadOnlyDictionary<string, torch.Tensor> values, Range clips)
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor x = First("input", [Clips, 16])[clips.Start.Value..clips.End.Value];
        torch.Tensor y = torch.nn.functional.linear(x, values["matrix.0"], values["bias"]) * torch.nn.functional.linear(x, values["matrix.1"]).sigmoid();
        y.Squared().sum(torch.ScalarType.Float32).mul(TorchScalars.Of(1.0 / Clips)).backward();
    }

    private static torch.Tensor First(string name, long[] shape)
    {
        Random random = new(name.Length + name[^1]);
        return torch.tensor([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)(random.NextDouble() - 0.5))], shape);
    }
}
