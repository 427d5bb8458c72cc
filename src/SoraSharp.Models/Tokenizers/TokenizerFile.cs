using System.Text.Json;
using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Tokenizers;

/// <summary>
/// Reads a tokenizer's folder: <c>tokenizer.json</c> of huggingface/tokenizers, and the names of the special tokens from
/// <c>tokenizer_config.json</c>. Known are the models BPE (Gemma), Unigram (UMT5) and WordLevel; what is not known is refused, since a
/// tokenizer that is nearly right gives other videos without saying so.
/// </summary>
public static class TokenizerFile
{
    private const string FileName = "tokenizer.json";
    private const int MaximumBytes = 256 << 20;
    private const int MaximumId = 1 << 24;

    /// <summary>Reads a folder on disk.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged, or of a kind that is not known.</exception>
    public static ITokenizer Load(string folder) => Load(CheckpointFiles.FromFolder(folder));

    /// <summary>Reads a folder wherever its files are.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged, or of a kind that is not known.</exception>
    public static ITokenizer Load(CheckpointFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!files.Exists(FileName))
            throw new CheckpointException($"{files.Location} has no {FileName}; other tokenizer files (tokenizer.model) are not read. Download it, or save the tokenizer with transformers.");
        ModelConfig json = ModelConfig.Parse(files.ReadAll(FileName, MaximumBytes), files.Describe(FileName));
        ModelConfig model = json.GetObject("model");
        (ITokenModel tokenModel, IReadOnlyDictionary<string, int> pieces) = ReadModel(model);
        List<(AddedToken Token, bool Normalized)> added = ReadAddedTokens(json);
        Dictionary<string, int> ids = new(pieces, StringComparer.Ordinal);
        foreach ((AddedToken token, _) in added) ids[token.Content] = token.Id;

        Func<string, string> normalizer = TextSteps.Normalizer(json.GetObjectOrNull("normalizer"));
        (long[] before, long[] after) = ReadTemplate(json.GetObjectOrNull("post_processor"));
        ModelConfig? names = files.Exists("tokenizer_config.json") ? files.ReadConfig("tokenizer_config.json") : null;
        return new PipelineTokenizer
        {
            Verbatim = new AddedTokens(added.Where(a => !a.Normalized).Select(a => a.Token)),
            Normalizer = normalizer,
            Normalized = new AddedTokens(added.Where(a => a.Normalized).Select(a => a.Token with { Content = normalizer(a.Token.Content) })),
            PreTokenizer = TextSteps.PreTokenizer(json.GetObjectOrNull("pre_tokenizer")),
            Model = tokenModel,
            Before = before,
            After = after,
            VocabularySize = ids.Count == 0 ? 0 : ids.Values.Max() + 1,
            PadId = SpecialToken(names, "pad_token", ids),
            BosId = SpecialToken(names, "bos_token", ids),
            EosId = SpecialToken(names, "eos_token", ids),
        };
    }

    private static (ITokenModel Model, IReadOnlyDictionary<string, int> Pieces) ReadModel(ModelConfig model)
    {
        string type = model.GetString("type", "BPE");
        if (type == "Unigram")
        {
            UnigramModel unigram = ReadUnigram(model);
            return (unigram, unigram.Ids);
        }

        Vocabulary vocabulary = ReadVocabulary(model);
        ITokenModel read = type switch
        {
            "BPE" => ReadBytePairs(model, vocabulary),
            "WordLevel" => new WordLevelModel(vocabulary, UnknownId(model, vocabulary) ?? throw model.Wrong("unk_token", "it must be a piece of the vocabulary")),
            _ => throw model.Wrong("type", "models known are BPE, Unigram and WordLevel"),
        };
        return (read, vocabulary.Ids);
    }

    private static UnigramModel ReadUnigram(ModelConfig model)
    {
        if (model.GetBool("byte_fallback", false)) throw model.Wrong("byte_fallback", "only false is known");
        if (!model.Json.TryGetProperty("vocab", out JsonElement vocab) || vocab.ValueKind != JsonValueKind.Array || vocab.GetArrayLength() is 0 or > MaximumId)
            throw model.Wrong("vocab", $"it must be a list of 1 to {MaximumId} pieces with scores");
        List<(string, double)> pieces = new(vocab.GetArrayLength());
        foreach (JsonElement piece in vocab.EnumerateArray())
        {
            bool fits = piece.ValueKind == JsonValueKind.Array && piece.GetArrayLength() == 2 && piece[0].ValueKind == JsonValueKind.String && piece[1].ValueKind == JsonValueKind.Number;
            if (!fits) throw new CheckpointException($"{model.Source}: model.vocab[{pieces.Count}] is not a piece and its score.");
            pieces.Add((piece[0].GetString()!, piece[1].GetDouble()));
        }

        return new UnigramModel(pieces, (int)model.GetInt64("unk_id", null, 0, pieces.Count - 1));
    }

    private static Vocabulary ReadVocabulary(ModelConfig model)
    {
        ModelConfig vocab = model.GetObject("vocab");
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        foreach (JsonProperty piece in vocab.Json.EnumerateObject())
            ids.Add(piece.Name, piece.Value.ValueKind == JsonValueKind.Number && piece.Value.TryGetInt32(out int id) && id is >= 0 and < MaximumId
                ? id
                : throw vocab.Wrong(piece.Name, $"it must be an id from 0 to {MaximumId - 1}"));
        return new Vocabulary(ids);
    }

    private static List<(AddedToken Token, bool Normalized)> ReadAddedTokens(ModelConfig json)
    {
        List<(AddedToken, bool)> tokens = [];
        foreach (ModelConfig token in json.GetObjects("added_tokens"))
        {
            string content = token.GetString("content");
            if (content.Length == 0) throw token.Wrong("content", "it must not be empty");
            tokens.Add((new AddedToken((int)token.GetInt64("id", null, 0, MaximumId - 1), content,
                token.GetBool("single_word", false), token.GetBool("lstrip", false), token.GetBool("rstrip", false)), token.GetBool("normalized", true)));
        }

        return tokens;
    }

    private static BytePairModel ReadBytePairs(ModelConfig model, Vocabulary vocabulary)
    {
        if (model.Has("dropout") && model.GetDouble("dropout") != 0) throw model.Wrong("dropout", "only null and 0 are known");
        foreach (string affix in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
            if (model.GetStringOrNull(affix) is { Length: > 0 }) throw model.Wrong(affix, "only null is known");

        if (!model.Json.TryGetProperty("merges", out JsonElement rules) || rules.ValueKind != JsonValueKind.Array) throw model.Wrong("merges", "it must be a list");
        Dictionary<(int, int), (int, int)> merges = new(rules.GetArrayLength());
        int rank = 0;
        foreach (JsonElement rule in rules.EnumerateArray())
        {
            // Rules are pairs; older files join them with a space.
            string[] pair = rule.ValueKind switch
            {
                JsonValueKind.String => rule.GetString()!.Split(' '),
                JsonValueKind.Array when rule.EnumerateArray().All(p => p.ValueKind == JsonValueKind.String) => [.. rule.EnumerateArray().Select(p => p.GetString()!)],
                _ => [],
            };
            if (pair.Length != 2 || vocabulary.Find(pair[0]) is not { } left || vocabulary.Find(pair[1]) is not { } right || vocabulary.Find(pair[0] + pair[1]) is not { } merged)
                throw new CheckpointException($"{model.Source}: model.merges[{rank}] is not a pair of pieces that together are a piece.");

            // Of a rule that is there twice, the later rank counts, as in the reference.
            merges[(left, right)] = (rank++, merged);
        }

        return new BytePairModel(vocabulary, merges, UnknownId(model, vocabulary), model.GetBool("byte_fallback", false), model.GetBool("fuse_unk", false), model.GetBool("ignore_merges", false));
    }

    private static int? UnknownId(ModelConfig model, Vocabulary vocabulary) => model.GetStringOrNull("unk_token") is { } unknown
        ? vocabulary.Find(unknown) ?? throw model.Wrong("unk_token", "it must be a piece of the vocabulary")
        : null;

    /// <summary>The ids before and after a single text.</summary>
    private static (long[] Before, long[] After) ReadTemplate(ModelConfig? processor)
    {
        if (processor is null) return ([], []);
        if (processor.GetString("type") != "TemplateProcessing") throw processor.Wrong("type", "the only post-processor known is TemplateProcessing");
        List<long> before = [], after = [];
        bool text = false;
        foreach (ModelConfig part in processor.GetObjects("single"))
        {
            if (part.Has("Sequence") && !text)
                text = true;
            else if (part.GetObjectOrNull("SpecialToken") is { } token)
                (text ? after : before).AddRange(processor.GetObject("special_tokens").GetObject(token.GetString("id")).GetInt64Array("ids"));
            else
                throw processor.Wrong("single", "it must hold one Sequence and else SpecialToken");
        }

        return text ? ([.. before], [.. after]) : throw processor.Wrong("single", "it must hold one Sequence and else SpecialToken");
    }

    private static int? SpecialToken(ModelConfig? config, string key, Dictionary<string, int> ids)
    {
        // A name, or an object with the name in it.
        if (config is null || !config.Has(key)) return null;
        string name = config.Json.GetProperty(key).ValueKind == JsonValueKind.Object ? config.GetObject(key).GetString("content") : config.GetString(key);
        return ids.TryGetValue(name, out int id) ? id : throw config.Wrong(key, $"it must be a token of {FileName}");
    }
}
