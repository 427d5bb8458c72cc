namespace SoraSharp.Models.Tokenizers;

/// <summary>A token that is recognised in text before the model sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">The text it stands for.</param>
/// <param name="SingleWord">Whether it only counts between word boundaries.</param>
/// <param name="StripLeft">Whether it takes the white space before it along.</param>
/// <param name="StripRight">Whether it takes the white space after it along.</param>
internal sealed record AddedToken(int Id, string Content, bool SingleWord, bool StripLeft, bool StripRight);

/// <summary>Finds added tokens, of several that begin at a place the longest.</summary>
internal sealed class AddedTokens
{
    private readonly Node _root = new();

    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        foreach (AddedToken token in tokens)
        {
            Node node = _root;
            foreach (char c in token.Content)
            {
                if (!node.Children.TryGetValue(c, out Node? child)) node.Children.Add(c, child = new Node());
                node = child;
            }

            node.Token ??= token;
        }
    }

    /// <summary>Cuts a text into stretches of text (id null) and added tokens.</summary>
    public IEnumerable<(string Text, int? Id)> Split(string text)
    {
        int done = 0;
        for (int i = 0; i < text.Length;)
        {
            if (Longest(text, i) is not { } token)
            {
                i++;
                continue;
            }

            int start = i, end = i + token.Content.Length;
            i = end;
            if (token.SingleWord && ((start > 0 && IsWord(text[start - 1])) || (end < text.Length && IsWord(text[end])))) continue;
            while (token.StripLeft && start > done && char.IsWhiteSpace(text[start - 1])) start--;
            while (token.StripRight && end < text.Length && char.IsWhiteSpace(text[end])) end++;
            if (start > done) yield return (text[done..start], null);
            yield return (text[start..end], token.Id);
            done = i = end;
        }

        if (done < text.Length) yield return (text[done..], null);
    }

    private AddedToken? Longest(string text, int start)
    {
        AddedToken? longest = null;
        Node node = _root;
        for (int i = start; i < text.Length && node.Children.TryGetValue(text[i], out Node? child); i++)
        {
            node = child;
            longest = node.Token ?? longest;
        }

        return longest;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private sealed class Node
    {
        public Dictionary<char, Node> Children { get; } = [];

        public AddedToken? Token { get; set; }
    }
}
