namespace SoraSharp.Stages;

/// <summary>What a model can make and what it makes unless told otherwise. Thread-safe (immutable).</summary>
public sealed record ModelProfile
{
    /// <summary>What the model is called in messages.</summary>
    public required string Name { get; init; }

    /// <summary>Frames come as a multiple of this plus one (8k + 1 for LTX-2).</summary>
    public required int FrameStep { get; init; }

    /// <summary>Width and height are multiples of this, in pixels.</summary>
    public required int SizeStep { get; init; }

    /// <summary>Frames, size and rate where none are asked for.</summary>
    public required VideoShape DefaultShape { get; init; }

    /// <summary>Denoising steps where none are asked for.</summary>
    public required int DefaultSteps { get; init; }

    /// <summary>How the sound is denoised anew once the picture is finished, where nothing else is asked for; null for not at all.</summary>
    public SoundPass? SoundPass { get; init; }

    /// <summary>Guidance of the video where none is asked for.</summary>
    public required GuidanceTerms VideoGuidance { get; init; }

    /// <summary>Guidance of the sound where none is asked for.</summary>
    public required GuidanceTerms AudioGuidance { get; init; }

    /// <summary>What the model can be given besides words.</summary>
    public ConditioningKinds Takes { get; init; }

    /// <summary>What the model must be given: it makes nothing without.</summary>
    public ConditioningKinds Needs { get; init; }

    /// <summary>How many layers the model has that control counts in; 0 for none.</summary>
    public int ControlLayers { get; init; }

    /// <summary>Noise levels where none are asked for (distilled checkpoints), as many as <see cref="DefaultSteps"/>; null for the scheduler's own.</summary>
    public IReadOnlyList<double>? DefaultSigmas { get; init; }

    /// <summary>What qualities stand for; those left out follow from the defaults, see <see cref="PresetOf"/>.</summary>
    public IReadOnlyDictionary<VideoQuality, QualityPreset> Qualities { get; init; } = new Dictionary<VideoQuality, QualityPreset>();

    /// <summary>What the second of two stages does; null where the model has one stage.</summary>
    public RefinementProfile? Refinement { get; init; }

    /// <summary>The most frames of a shot.</summary>
    public int MaxFrames { get; init; } = 1025;

    /// <summary>The largest width and height, in pixels.</summary>
    public int MaxSide { get; init; } = 4096;

    /// <summary>The largest width · height · frames.</summary>
    public long MaxPixels { get; init; } = 600_000_000;

    /// <summary>What is avoided where nothing is asked to be.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Styles in the words that the model was trained with, by <see cref="VideoStyle.Name"/>; others are told by their own phrase.</summary>
    public IReadOnlyDictionary<string, string> StylePhrases { get; init; } = new Dictionary<string, string>();

    /// <summary>The style where neither the request nor the prompt names one; null for none.</summary>
    public VideoStyle? DefaultStyle { get; init; }

    /// <summary>What stands between a prompt and its style.</summary>
    public string StyleSeparator { get; init; } = ", ";

    /// <summary>What to read instead of words that the model has never seen, lower case.</summary>
    public IReadOnlyDictionary<string, string> Synonyms { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether words that the model has never seen are left out of the prompt; otherwise the tokenizer's unknown token stands for them.</summary>
    public bool DropsUnknownWords { get; init; }

    /// <summary>
    /// What a quality stands for: <see cref="Qualities"/>, or from the defaults: half of the steps for a draft, half more and two stages for high
    /// quality. Noise levels that are given one by one stay as they are.
    /// </summary>
    public QualityPreset PresetOf(VideoQuality quality)
    {
        if (Qualities.TryGetValue(quality, out QualityPreset? preset)) return preset;
        return new(DefaultSigmas?.Count ?? Of(DefaultSteps), VideoGuidance, AudioGuidance)
        {
            Sigmas = DefaultSigmas,
            SoundPass = SoundPass is { } pass ? pass with { Steps = Of(pass.Steps) } : null,
            TwoStages = quality == VideoQuality.High,
        };

        int Of(int steps) => quality switch
        {
            VideoQuality.Draft => Math.Max(1, (steps + 1) / 2),
            VideoQuality.High => steps + ((steps + 1) / 2),
            _ => steps,
        };
    }
}
