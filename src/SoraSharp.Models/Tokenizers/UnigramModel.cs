using System.Text;

namespace SoraSharp.Models.Tokenizers;

/// <summary>
/// The cut of a text into pieces whose scores have the largest sum, as huggingface/tokenizers runs the model type <c>Unigram</c>
/// (Kudo 2018). A character that no piece covers alone counts as unknown; neighbouring unknown ones become one token. Thread-safe.
/// </summary>
internal sealed class UnigramModel : ITokenModel
{
    /// <summary>How much worse than the worst piece an unknown character is.</summary>
    private const double UnknownPenalty = 10;

    private readonly Vocabulary _vocabulary;
    private readonly double[] _scores;
    private readonly int _unknownId;
    private readonly double _unknownScore;
    private readonly Node _root = new();

    /// <param name="pieces">Pieces and their scores; a piece's id is its place, the last one's where it is there twice.</param>
    /// <param name="unknownId">The id of what no piece covers.</param>
    public UnigramModel(IReadOnlyList<(string Text, double Score)> pieces, int unknownId)
    {
        _scores = [.. pieces.Select(p => p.Score)];
        _unknownId = unknownId;
        _unknownScore = _scores.Min() - UnknownPenalty;
        Dictionary<string, int> ids = new(pieces.Count, StringComparer.Ordinal);
        for (int id = 0; id < pieces.Count; id++)
        {
            string text = pieces[id].Text;
            ids[text] = id;
            Node node = _root;
            foreach (char c in text)
            {
                if (!node.Children.TryGetValue(c, out Node? child)) node.Children.Add(c, child = new Node());
                node = child;
            }

            if (text.Length > 0) node.Id = id;
        }

        _vocabulary = new Vocabulary(ids);
    }

    public int? UnknownId => _unknownId;

    /// <summary>The ids of the pieces.</summary>
    public IReadOnlyDictionary<string, int> Ids => _vocabulary.Ids;

    public void Encode(string text, List<long> ids, UnknownParts? unknown)
    {
        Step[] best = BestSteps(text);
        Stack<string> parts = [];
        for (int end = text.Length; end > 0;)
        {
            int start = best[end].Start;
            if (best[end].IsUnknown)
            {
                while (start > 0 && best[start].IsUnknown) start = best[start].Start;
            }

            parts.Push(text[start..end]);
            end = start;
        }

        foreach (string part in parts)
        {
            int? id = _vocabulary.Find(part);
            if (id is null) unknown?.Add(part);
            ids.Add(id ?? _unknownId);
        }
    }

    /// <summary>For every position the last step of the best way there.</summary>
    private Step[] BestSteps(string text)
    {
        Step[] best = new Step[text.Length + 1];
        for (int start = 0; start < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(start), out _, out int character);
            double soFar = best[start].Score;
            bool covered = false;
            Node node = _root;
            for (int end = start; end < text.Length && node.Children.TryGetValue(text[end], out Node? child);)
            {
                node = child;
                end++;
                if (node.Id is not { } id) continue;
                best[end].Offer(start, soFar + _scores[id], id == _unknownId);
                covered |= end - start == character;
            }

            if (!covered) best[start + character].Offer(start, soFar + _unknownScore, isUnknown: true);
            start += character;
        }

        return best;
    }

    private struct Step
    {
        private bool _reached;

        public int Start { get; private set; }

        public double Score { get; private set; }

        public bool IsUnknown { get; private set; }

        public void Offer(int start, double score, bool isUnknown)
        {
            if (_reached && score <= Score) return;
            (_reached, Start, Score, IsUnknown) = (true, start, score, isUnknown);
        }
    }

    private sealed class Node
    {
        public Dictionary<char, Node> Children { get; } = [];

        public int? Id { get; set; }
    }
}
