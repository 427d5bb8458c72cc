using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Planning;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>
/// <c>sorasharp.json</c> in a checkpoint's folder: what the checkpoint was trained to make and in which words. Optional; published
/// checkpoints have none and get their family's defaults.
/// </summary>
internal static class ProfileFile
{
    public const string Name = "sorasharp.json";

    /// <summary>Reads the profile; null where there is none.</summary>
    /// <exception cref="CheckpointException">A value is missing, of the wrong type or out of range.</exception>
    public static ModelProfile? Read(CheckpointFiles files)
    {
        if (!files.Exists(Name)) return null;
        ModelConfig json = files.ReadConfig(Name);
        Dictionary<string, string> styles = Words(json, "styles");
        string? defaultStyle = json.GetStringOrNull("default_style");
        if (defaultStyle is not null && !styles.ContainsKey(defaultStyle)) throw json.Wrong("default_style", $"it must be one of styles: {string.Join(", ", styles.Keys)}");
        return new()
        {
            Name = json.GetString("name"),
            FrameStep = json.GetSize("frame_step", 8),
            SizeStep = json.GetSize("size_step", 32),
            DefaultShape = new(json.GetSize("frames"), new(json.GetSize("width"), json.GetSize("height")), Rate(json)),
            DefaultSteps = json.GetSize("steps"),
            SoundPass = json.GetObjectOrNull("sound_pass") is { } pass ? new((int)pass.GetInt64("steps", null, 1, RequestValidation.MaxSteps), Guidance(pass)) : null,
            VideoGuidance = Guidance(json.GetObject("video_guidance")),
            AudioGuidance = Guidance(json.GetObject("audio_guidance")),
            MaxFrames = json.GetSize("max_frames", 1025),
            MaxSide = json.GetSize("max_side", 4096),
            NegativePrompt = json.GetString("negative_prompt", ""),
            StylePhrases = styles,
            StyleSeparator = json.GetString("style_separator", ", "),
            DefaultStyle = defaultStyle is null ? null : VideoStyle.All.FirstOrDefault(s => s.Name == defaultStyle) ?? new(defaultStyle, styles[defaultStyle]),
            Synonyms = Words(json, "synonyms"),
            DropsUnknownWords = json.GetBool("drops_unknown_words", false),
        };
    }

    private static double Rate(ModelConfig json)
    {
        double rate = json.GetDouble("frames_per_second");
        return rate > 0 ? rate : throw json.Wrong("frames_per_second", "it must be above 0");
    }

    private static GuidanceTerms Guidance(ModelConfig json) => new(
        json.GetDouble("text", GuidanceTerms.Off.Text),
        json.GetDouble("perturbation", GuidanceTerms.Off.Perturbation),
        json.GetDouble("modality", GuidanceTerms.Off.Modality),
        json.GetDouble("rescale", GuidanceTerms.Off.Rescale));

    private static Dictionary<string, string> Words(ModelConfig json, string key) => json.GetObjectOrNull(key) is { } words
        ? words.Json.EnumerateObject().ToDictionary(w => w.Name, w => words.GetString(w.Name))
        : [];
}
