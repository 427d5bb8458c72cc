using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using TorchSharp;

namespace SoraSharp.Training.Components;

/// <summary>
/// The video connector's first attention, so that word order is known from the first step: queries and keys start as constants whose
/// rotary embedding makes the last head look at the next word and the one before it at the previous word. Without this, colours
/// are not told apart by what they belong to for a long time.
/// </summary>
internal static class NeighbourAttention
{
    /// <summary>The first value of a connector's parameter, or null where it starts as others do.</summary>
    public static torch.Tensor? Initial(string name, long[] shape)
    {
        if (name.EndsWith("attn1.to_q.weight", StringComparison.Ordinal) || name.EndsWith("attn1.to_k.weight", StringComparison.Ordinal)) return torch.randn(shape).mul_(TorchScalars.Of(0.1 / Math.Sqrt(shape[1])));
        if (name.EndsWith("attn1.to_q.bias", StringComparison.Ordinal)) return Pairs(shape[0], _ => 0);
        if (name.EndsWith("attn1.to_k.bias", StringComparison.Ordinal)) return Pairs(shape[0], head => head == MiniConfigs.TextHeads - 1 ? 1 : head == MiniConfigs.TextHeads - 2 ? -1 : 0);
        return name.EndsWith("ff.net.2.weight", StringComparison.Ordinal) ? torch.zeros(shape) : null;
    }

    /// <summary>Unit pairs turned back by the angle of an offset in words, so that they meet a query that many words away.</summary>
    private static torch.Tensor Pairs(long features, Func<int, int> offset)
    {
        float[] values = new float[features];
        int headFeatures = (int)features / MiniConfigs.TextHeads, pairs = headFeatures / 2, all = (int)features / 2;
        for (int head = 0; head < MiniConfigs.TextHeads; head++)
        {
            for (int pair = 0; pair < pairs; pair++)
            {
                double frequency = Math.Pow(MiniConfigs.TextRopeTheta, ((head * pairs) + pair) / (double)(all - 1)) * Math.PI / 2;
                double angle = -frequency * 2 / MiniFormat.TextTokens * offset(head);
                values[(head * headFeatures) + pair] = (float)Math.Cos(angle);
                values[(head * headFeatures) + pairs + pair] = (float)Math.Sin(angle);
            }
        }

        return torch.tensor(values);
    }
}
