using SoraSharp.Torch;
using TorchSharp;

namespace SoraSharp.Training.Components;

/// <summary>
/// Accumulates weighted vectors and finds their principal components. The latents of a vector are its components, each divided
/// by the square root of its standard deviation, all together scaled to a mean variance of one: large components stay larger,
/// so that a loss over latents cares about what the eye sees.
/// </summary>
internal sealed class PrincipalComponents(int features) : IDisposable
{
    private readonly torch.Tensor _products = torch.zeros(features, features).DetachFromDisposeScope();
    private readonly torch.Tensor _sum = torch.zeros(features).DetachFromDisposeScope();
    private double _weight;

    /// <summary>Adds vectors [n, features] with their weights [n].</summary>
    public void Add(torch.Tensor vectors, torch.Tensor weights)
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor scaled = vectors * weights.sqrt().unsqueeze(1);
        _products.PlusInPlace(torch.matmul(scaled.t(), scaled));
        _sum.PlusInPlace(torch.matmul(weights, vectors));
        _weight += weights.sum().item<float>();
    }

    /// <summary>The affine map to latents: weight [count, features] and bias [count], and the inverse: weight [features, count] and bias [features].</summary>
    public LinearPair Fit(int count)
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor weight = torch.tensor((float)_weight), mean = _sum / weight;
        torch.Tensor covariance = (_products / weight).Minus(torch.outer(mean, mean));
        torch.Tensor basis = Basis(covariance, count);
        torch.Tensor deviation = basis.mul(torch.matmul(covariance, basis)).sum([0]).clamp_min(TorchScalars.Of(1e-12)).sqrt();
        torch.Tensor scale = (deviation * deviation.mean()).sqrt();
        torch.Tensor encode = (basis / scale).t().contiguous(), decode = (basis * scale).contiguous();
        return new LinearPair(
            encode.DetachFromDisposeScope(), torch.matmul(encode, mean).neg().DetachFromDisposeScope(),
            decode.DetachFromDisposeScope(), mean.DetachFromDisposeScope());
    }

    public void Dispose()
    {
        _products.Dispose();
        _sum.Dispose();
    }

    /// <summary>The leading eigenvectors [features, count] by subspace iteration.</summary>
    private static torch.Tensor Basis(torch.Tensor covariance, int count)
    {
        int width = (int)Math.Min(covariance.shape[0], count + 32);
        using torch.Generator generator = new(1);
        torch.Tensor q = torch.randn([covariance.shape[0], width], generator: generator);
        for (int i = 0; i < 20; i++)
        {
            using IDisposable scope = torch.NewDisposeScope();
            q = torch.linalg.qr(torch.matmul(covariance, q)).Q.MoveToOuterDisposeScope();
        }

        (torch.Tensor values, torch.Tensor vectors) = torch.linalg.eigh(torch.matmul(q.t(), torch.matmul(covariance, q)));
        torch.Tensor order = torch.argsort(values, descending: true).slice(0, 0, count, 1);
        return torch.matmul(q, vectors.index_select(1, order));
    }
}

/// <summary>Two affine maps, weights [out, in] and biases.</summary>
internal sealed record LinearPair(torch.Tensor EncodeWeight, torch.Tensor EncodeBias, torch.Tensor DecodeWeight, torch.Tensor DecodeBias);
