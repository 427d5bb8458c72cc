using TorchSharp;

namespace SoraSharp.Torch;

/// <summary>
/// Lets fused operations take part in backward passes. Autograd sees each fused result as a leaf; the tape remembers how a leaf's
/// gradient reaches the operation's inputs and plays that back from the last operation to the first. Give one to a
/// <see cref="TorchInterpreter"/> and call <see cref="Backward(torch.Tensor)"/> on the tape, not on the loss. Not thread-safe: one tape serves one forward pass.
/// </summary>
public sealed class GradientTape
{
    private readonly List<(torch.Tensor Output, Action<torch.Tensor> Backward)> _steps = [];
    private readonly List<(torch.Tensor Input, torch.Tensor Gradient)> _deferred = [];

    /// <summary>
    /// Cuts a value off what it was computed from until the tape is played: what comes before is then walked once, however
    /// often the value was used.
    /// </summary>
    public torch.Tensor Cut(torch.Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.requires_grad ? Record(value.detach(), gradient => Flow(value, gradient)) : value;
    }

    /// <summary>Leaves the gradients of everything that <paramref name="loss"/> depends on in place.</summary>
    public void Backward(torch.Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Backward(loss, torch.ones_like(loss));
    }

    /// <summary>The same from a value and what a loss's gradient by it is, of the value's shape.</summary>
    public void Backward(torch.Tensor value, torch.Tensor gradientOfValue)
    {
        ArgumentNullException.ThrowIfNull(value);
        // What is deferred may share graphs with the last stretch.
        value.backward([gradientOfValue], create_graph: false, retain_graph: true);
        for (int i = _steps.Count - 1; i >= 0; i--)
        {
            // What a step leaves behind is given back at once: the next finds its memory still in the cache.
            using IDisposable scope = torch.NewDisposeScope();
            (torch.Tensor output, Action<torch.Tensor> backward) = _steps[i];
            if (output.grad is not { } gradient) continue;
            backward(gradient);
            output.grad = null;
        }

        if (_deferred.Count > 0) torch.autograd.backward([.. _deferred.Select(entry => entry.Input)], [.. _deferred.Select(entry => entry.Gradient)]);
        _steps.Clear();
        _deferred.Clear();
    }

    /// <summary>Makes a fused result a leaf whose gradient goes on through <paramref name="backward"/>.</summary>
    internal torch.Tensor Record(torch.Tensor output, Action<torch.Tensor> backward)
    {
        output.requires_grad_();
        _steps.Add((output, backward));
        return output;
    }

    /// <summary>
    /// The sum of two values, cut off from both: a residual stream that is read at several places is then walked back once, and not again
    /// for every reader.
    /// </summary>
    internal torch.Tensor Sum(torch.Tensor x, torch.Tensor y) => Record(x.detach().Plus(y.detach()), gradient =>
    {
        Flow(y, gradient.dtype == y.dtype ? gradient.clone() : gradient.to(y.dtype));
        Flow(x, gradient.to(x.dtype));
    });

    /// <summary>The value in another type, cut off from it.</summary>
    internal torch.Tensor Cast(torch.Tensor x, torch.ScalarType type) => Record(x.detach().to(type), gradient => Flow(x, gradient.to(x.dtype)));

    /// <summary>Hands a gradient on to an input. A leaf may keep the gradient's memory.</summary>
    internal static void Flow(torch.Tensor input, torch.Tensor gradient)
    {
        if (!input.requires_grad) return;
        if (!input.is_leaf)
        {
            input.backward([gradient], create_graph: false, retain_graph: true);
        }
        else if (input.grad is { } sum)
        {
            sum.PlusInPlace(gradient);
        }
        else
        {
            input.grad = gradient;
        }
    }

    /// <summary>Hands the gradients of inputs that do not come from fused results on together at the end, so that what they share is walked once.</summary>
    internal void Defer(torch.Tensor input, torch.Tensor gradient)
    {
        if (input.requires_grad) _deferred.Add((input, gradient.MoveToOuterDisposeScope()));
    }
}
