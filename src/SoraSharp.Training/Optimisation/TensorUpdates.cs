using SoraSharp.Torch;
using TorchSharp;

namespace SoraSharp.Training.Optimisation;

/// <summary>What <see cref="UpdateKernels"/> does in the CPU's memory, as operations on tensors of any device. They leave the gradients at zero.</summary>
internal static class TensorUpdates
{
    /// <summary>Momentum with Nesterov's look ahead: momentum ← keep·momentum + gradient; gives gradient + keep·momentum.</summary>
    public static torch.Tensor Momentum(torch.Tensor gradients, torch.Tensor momentum, double keep)
    {
        momentum.mul_(TorchScalars.Of(keep)).PlusInPlace(gradients);
        torch.Tensor update = gradients.Plus(momentum.mul(TorchScalars.Of(keep)));
        gradients.zero_();
        return update;
    }

    /// <summary>value ← value·shrink − direction, then average ← average + share·(value − average).</summary>
    public static void Apply(torch.Tensor values, torch.Tensor averages, torch.Tensor direction, torch.Tensor shrink, float share)
    {
        values.mul_(shrink).MinusInPlace(direction);
        Follow(averages, values, share);
    }

    /// <summary>Adam's update of values and averages; gradients count times <paramref name="limit"/>.</summary>
    public static void Adam(torch.Tensor values, torch.Tensor averages, torch.Tensor gradients, (torch.Tensor First, torch.Tensor Second) moments, AdamStep step, float limit, float share)
    {
        using IDisposable scope = torch.NewDisposeScope();
        // Numbers that change from step to step go in as tensors (see TorchScalars).
        gradients.mul_(Number(limit, values));
        moments.First.mul_(TorchScalars.Of(step.Beta1)).PlusInPlace(gradients.mul(TorchScalars.Of(1 - step.Beta1)));
        moments.Second.mul_(TorchScalars.Of(step.Beta2)).PlusInPlace(gradients.Squared().mul_(TorchScalars.Of(1 - step.Beta2)));
        torch.Tensor size = (moments.Second * Number(step.SecondUnbias, values)).sqrt_().PlusInPlace(step.Epsilon);
        values.MinusInPlace(moments.First / size * Number(step.Rate, values));
        Follow(averages, values, share);
        gradients.zero_();
    }

    private static void Follow(torch.Tensor averages, torch.Tensor values, float share) => averages.PlusInPlace(values.Minus(averages) * Number(share, values));

    private static torch.Tensor Number(float value, torch.Tensor like) => torch.tensor(value, device: like.device);
}
