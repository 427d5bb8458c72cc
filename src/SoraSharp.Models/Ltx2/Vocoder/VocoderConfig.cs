using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Ltx2.Vocoder;

/// <summary>The configuration of one generator: spectrogram frames to samples. Immutable.</summary>
internal sealed record GeneratorConfig
{
    private static readonly string[] ActivationNames = ["leaky_relu", "snake", "snakebeta"];

    /// <summary>Spectrogram channels times mel bins.</summary>
    public int InChannels { get; init; } = 128;

    /// <summary>Channels before the first upsampling; every upsampling halves them.</summary>
    public int HiddenChannels { get; init; } = 1024;

    /// <summary>Channels of the waveform.</summary>
    public int OutChannels { get; init; } = 2;

    /// <summary>Kernel of every upsampling.</summary>
    public IReadOnlyList<int> UpsampleKernels { get; init; } = [16, 15, 8, 4, 4];

    /// <summary>Factor of every upsampling.</summary>
    public IReadOnlyList<int> UpsampleFactors { get; init; } = [6, 5, 2, 2, 2];

    /// <summary>Kernel of every residual block that follows an upsampling.</summary>
    public IReadOnlyList<int> ResidualKernels { get; init; } = [3, 7, 11];

    /// <summary>Dilations of every such block.</summary>
    public IReadOnlyList<IReadOnlyList<int>> ResidualDilations { get; init; } = [[1, 3, 5], [1, 3, 5], [1, 3, 5]];

    /// <summary>leaky_relu, snake or snakebeta.</summary>
    public string Activation { get; init; } = "leaky_relu";

    /// <summary>Slope of leaky_relu below zero.</summary>
    public double NegativeSlope { get; init; } = 0.1;

    /// <summary>Whether activations work on a signal of a higher rate.</summary>
    public bool Antialias { get; init; }

    /// <summary>By how much that rate is higher.</summary>
    public int AntialiasRatio { get; init; } = 2;

    /// <summary>Length of the filters that change the rate.</summary>
    public int AntialiasKernel { get; init; } = 12;

    /// <summary>tanh, clamp, or null for none.</summary>
    public string? FinalActivation { get; init; } = "tanh";

    /// <summary>Whether the last convolution has a bias.</summary>
    public bool FinalBias { get; init; } = true;

    /// <summary>Samples that come out for a frame.</summary>
    public int SamplesPerFrame => UpsampleFactors.Aggregate(1, (product, factor) => product * factor);

    /// <summary>Whether an upsampling gives a sample more than its factor demands, for its padding is rounded down.</summary>
    public bool ChangesLength => UpsampleKernels.Zip(UpsampleFactors).Any(pair => (pair.First - pair.Second) % 2 != 0);

    /// <summary>Reads the keys that start with <paramref name="prefix"/> and checks them.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or is not supported.</exception>
    public static GeneratorConfig Read(ConfigValues values, string prefix, GeneratorConfig defaults)
    {
        GeneratorConfig config = new()
        {
            InChannels = values.Int32(prefix + "in_channels", defaults.InChannels),
            HiddenChannels = values.Int32(prefix + "hidden_channels", defaults.HiddenChannels),
            OutChannels = values.Int32(prefix + "out_channels", defaults.OutChannels),
            UpsampleKernels = values.Int32s(prefix + "upsample_kernel_sizes", defaults.UpsampleKernels),
            UpsampleFactors = values.Int32s(prefix + "upsample_factors", defaults.UpsampleFactors),
            ResidualKernels = values.Int32s(prefix + "resnet_kernel_sizes", defaults.ResidualKernels),
            ResidualDilations = values.Int32Lists(prefix + "resnet_dilations", defaults.ResidualDilations),
            Activation = values.String(prefix + "act_fn", defaults.Activation),
            NegativeSlope = values.Double(prefix + "leaky_relu_negative_slope", defaults.NegativeSlope),
            Antialias = values.Boolean(prefix + "antialias", defaults.Antialias),
            AntialiasRatio = values.Int32(prefix + "antialias_ratio", defaults.AntialiasRatio),
            AntialiasKernel = values.Int32(prefix + "antialias_kernel_size", defaults.AntialiasKernel),
            FinalActivation = values.StringOrNull(prefix + "final_act_fn", defaults.FinalActivation),
            FinalBias = values.Boolean(prefix + "final_bias", defaults.FinalBias),
        };
        config.Check(prefix);
        return config;
    }

    private void Check(string prefix)
    {
        if (UpsampleKernels.Count != UpsampleFactors.Count) throw new CheckpointException($"{prefix}upsample_kernel_sizes of the vocoder has {UpsampleKernels.Count} entries and {prefix}upsample_factors {UpsampleFactors.Count}; they must be equally many.");
        if (ResidualKernels.Count != ResidualDilations.Count || ResidualKernels.Count == 0) throw new CheckpointException($"{prefix}resnet_kernel_sizes of the vocoder has {ResidualKernels.Count} entries and {prefix}resnet_dilations {ResidualDilations.Count}; they must be equally many, at least one.");
        if (!ActivationNames.Contains(Activation)) throw new CheckpointException($"{prefix}act_fn of the vocoder is {Activation}; known are {string.Join(", ", ActivationNames)}.");
        if (FinalActivation is not (null or "tanh" or "clamp")) throw new CheckpointException($"{prefix}final_act_fn of the vocoder is {FinalActivation}; known are tanh, clamp and null.");
        if (Antialias && Activation == "leaky_relu") throw new CheckpointException($"{prefix}antialias of the vocoder is true with leaky_relu; no LTX-2 release has it and it is not supported. Use a checkpoint with snake or snakebeta, or without antialias.");
        for (int i = 0; i < UpsampleFactors.Count; i++)
        {
            if (UpsampleKernels[i] < UpsampleFactors[i]) throw new CheckpointException($"{prefix}upsample_kernel_sizes of the vocoder has {UpsampleKernels[i]} for a factor of {UpsampleFactors[i]}; a kernel is as long as its factor or longer.");
        }

        if (HiddenChannels >> UpsampleFactors.Count == 0) throw new CheckpointException($"{prefix}hidden_channels of the vocoder is {HiddenChannels}; {UpsampleFactors.Count} halvings leave none. At least {1 << UpsampleFactors.Count} are needed.");
    }
}

/// <summary>How a generator's waveform is brought to a higher rate by a second generator. Immutable.</summary>
/// <param name="Generator">The second generator.</param>
/// <param name="FilterLength">Samples of a Fourier transform.</param>
/// <param name="HopLength">Samples from one frame to the next.</param>
/// <param name="WindowLength">Samples of the window.</param>
/// <param name="MelBins">Mel bins that the second generator sees.</param>
/// <param name="InputRate">Samples a second of the first waveform.</param>
internal sealed record BandwidthExtensionConfig(GeneratorConfig Generator, int FilterLength, int HopLength, int WindowLength, int MelBins, int InputRate);

/// <summary>
/// The configuration of LTX-2's vocoder: <c>config.json</c> of class <c>LTX2Vocoder</c> (2.0) or <c>LTX2VocoderWithBWE</c> (2.3 and later)
/// with those classes' defaults (diffusers <c>pipelines/ltx2/vocoder.py</c>). Immutable.
/// </summary>
/// <param name="Generator">Spectrogram to waveform.</param>
/// <param name="Extension">What raises the waveform's rate; null in 2.0.</param>
/// <param name="SampleRate">Samples a second of what comes out.</param>
internal sealed record VocoderConfig(GeneratorConfig Generator, BandwidthExtensionConfig? Extension, int SampleRate)
{
    private static readonly GeneratorConfig Snake = new() { Activation = "snakebeta", Antialias = true, FinalActivation = null, FinalBias = false };

    /// <summary>Reads and checks a <c>config.json</c>; <c>_class_name</c> tells which class it is of.</summary>
    /// <exception cref="CheckpointException">The class is unknown, or a value has the wrong type or is not supported.</exception>
    public static VocoderConfig FromConfig(ModelConfig source)
    {
        ConfigValues values = new(source);
        string name = values.String("_class_name", "LTX2Vocoder");
        if (name == "LTX2Vocoder") return new(GeneratorConfig.Read(values, "", new GeneratorConfig()), null, values.Int32("output_sampling_rate", 24000));
        if (name != "LTX2VocoderWithBWE") throw new CheckpointException($"The vocoder's class is {name}; known are LTX2Vocoder and LTX2VocoderWithBWE.");

        GeneratorConfig first = Snake with { HiddenChannels = 1536, UpsampleKernels = [11, 4, 4, 4, 4, 4], UpsampleFactors = [5, 2, 2, 2, 2, 2] };
        GeneratorConfig second = Snake with { HiddenChannels = 512, UpsampleKernels = [12, 11, 4, 4, 4], UpsampleFactors = [6, 5, 2, 2, 2] };
        BandwidthExtensionConfig extension = new(
            GeneratorConfig.Read(values, "bwe_", second),
            values.Int32("filter_length", 512),
            values.Int32("hop_length", 80),
            values.Int32("window_length", 512),
            values.Int32("num_mel_channels", 64),
            values.Int32("input_sampling_rate", 16000));
        VocoderConfig config = new(GeneratorConfig.Read(values, "", first), extension, values.Int32("output_sampling_rate", 48000));
        if (config.SampleRate < extension.InputRate) throw new CheckpointException($"output_sampling_rate of the vocoder is {config.SampleRate}, below input_sampling_rate {extension.InputRate}; bandwidth extension only raises the rate.");
        int perHop = extension.HopLength * (config.SampleRate / extension.InputRate), perFrame = extension.Generator.SamplesPerFrame;
        if (perHop != perFrame) throw new CheckpointException($"The vocoder's bandwidth extension makes {perFrame} samples a frame (bwe_upsample_factors), but a hop is {perHop} samples at output_sampling_rate; they must be equal.");
        if (config.Generator.ChangesLength || extension.Generator.ChangesLength) throw new CheckpointException("upsample_kernel_sizes of a vocoder with bandwidth extension must differ from upsample_factors by even numbers; otherwise its two waveforms differ in length.");
        return config;
    }
}
