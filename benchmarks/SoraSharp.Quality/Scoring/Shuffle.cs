namespace SoraSharp.Quality.Scoring;

/// <summary>Pairs every clip with another one's prompt and sound.</summary>
internal static class Shuffle
{
    /// <summary>A fixed permutation of 0 … <paramref name="count"/> - 1 without fixed points (of one, the identity).</summary>
    public static int[] Of(int count)
    {
        var random = new Random(20260101);
        var order = Enumerable.Range(0, count).ToArray();
        // Sattolo: one cycle through all, so nothing stays in place.
        for (var i = count - 1; i > 0; i--)
        {
            var j = random.Next(i);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
