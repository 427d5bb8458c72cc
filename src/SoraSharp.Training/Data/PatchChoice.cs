namespace SoraSharp.Training.Data;

/// <summary>
/// Which latents' pixels the decoder is trained on: the pixels of a clip are so much alike that some of them teach as much as all. Half of the chosen
/// ones are where most moves, the others anywhere.
/// </summary>
internal static class PatchChoice
{
    /// <summary>Latents chosen of the first frame, and of the others.</summary>
    public const int First = 8, Rest = 72;

    /// <summary>Latents in ascending order, those of the first frame before the others.</summary>
    public static int[] Of(CellTruth truth, int seed)
    {
        Random random = new(seed);
        int[] first = [.. Enumerable.Range(0, CellTruth.FirstTokens)], rest = [.. Enumerable.Range(CellTruth.FirstTokens, CellTruth.Tokens - CellTruth.FirstTokens)];
        random.Shuffle(first);
        random.Shuffle(rest);
        int[] moving = [.. rest.Select(token => (Token: token, Count: truth.Of(token).Moving.Span.Count((byte)1))).Where(entry => entry.Count > 0).OrderByDescending(entry => entry.Count).Take(Rest / 2).Select(entry => entry.Token)];
        return [.. first.Take(First).Order(), .. moving.Concat(rest.Except(moving).Take(Rest - moving.Length)).Order()];
    }
}
