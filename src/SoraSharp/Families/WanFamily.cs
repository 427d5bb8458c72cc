using SoraSharp.Audio;
using SoraSharp.Decoding;
using SoraSharp.Denoising;
using SoraSharp.Guidance;
using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tokenizers;
using SoraSharp.Models.Umt5;
using SoraSharp.Models.Wan;
using SoraSharp.Scheduling;
using SoraSharp.Stages;
using SoraSharp.Text;

namespace SoraSharp.Families;

/// <summary>
/// Opens Wan 2.1 and 2.2 for text to video: every stage reads its settings from the folder, and every network's weights are checked
/// against its configuration before anything runs. Source: diffusers <c>pipeline_wan.py</c>.
/// </summary>
internal static class WanFamily
{
    private const int DefaultMaxTokens = 512;
    private const string LowNoise = "transformer_2";

    public static VideoModel Open(DiffusersFolder checkpoint, ModelProfile? profile, CheckpointOptions options, INetworkBackend backend, Func<ModelProfile, ModelProfile> changeProfile)
    {
        VideoAutoencoder video = VideoAutoencoder.Open(checkpoint.Component("vae"), backend, options.MaxUntiledPixels);
        WanExpert high = Expert(checkpoint.Component("transformer"), backend, video);
        WanExpert? low = checkpoint.Has(LowNoise) ? Expert(checkpoint.Component(LowNoise), backend, video) : null;
        CheckpointComponent textFolder = checkpoint.Component("text_encoder"), schedulerFolder = checkpoint.Component("scheduler");
        Umt5Encoder encoder = new(Umt5Config.FromConfig(textFolder.Config));
        textFolder.Check(encoder.Parameters.Declared, Umt5Encoder.IsUnused);
        if (encoder.Config.HiddenSize != high.Transformer.Config.TextFeatures) throw new CheckpointException($"{textFolder.Config.Source}: d_model is {encoder.Config.HiddenSize}; it must be {high.Transformer.Config.TextFeatures}, the transformer's text_dim. Use components of one release.");
        NetworkSessions textSessions = new(backend, textFolder);

        int trainTimesteps = schedulerFolder.Config.GetSize("num_train_timesteps", 1000);
        double boundary = low is null ? 0 : checkpoint.Index.GetDouble("boundary_ratio") * trainTimesteps;
        WanExperts experts = new(high, low, boundary, options.KeepsExperts);
        IGuider guider = new ClassifierFreeGuider();
        // Timesteps are truncated, so a level just below the boundary's may still be the first expert's.
        if (low is not null && options.LowNoiseGuidance is { } scale) guider = new LowNoiseGuider(guider, sigma => experts.IsLow((long)(sigma * (double)trainTimesteps)), scale);
        profile = changeProfile((profile ?? Profile(high.Transformer.Config, video)) with
        {
            FrameStep = video.TemporalCompression,
            SizeStep = video.SpatialCompression * Math.Max(high.Transformer.Config.PatchSize[1], high.Transformer.Config.PatchSize[2]),
        });
        return new()
        {
            Profile = profile,
            TextEncoder = new WanTextEncoder(TokenizerFile.Load(checkpoint.Component("tokenizer").Files), encoder, textSessions, options.MaxTokens ?? DefaultMaxTokens, options.TruncatesPrompts),
            Scheduler = Scheduler(schedulerFolder),
            Guiders = [guider],
            Denoiser = new WanDenoiser(experts, video.SpatialCompression, video.TemporalCompression),
            VideoDecoder = new AutoencoderVideoDecoder(video.Decode),
            AudioSynthesizer = new Silence(),
            Resources = [textSessions, high.Sessions, .. low is null ? Array.Empty<IDisposable>() : [low.Sessions], .. video.Sessions, checkpoint],
        };
    }

    private static WanExpert Expert(CheckpointComponent folder, INetworkBackend backend, VideoAutoencoder video)
    {
        WanTransformerConfig config = WanTransformerConfig.FromConfig(folder.Config);
        if (config.InChannels != video.LatentChannels || config.OutChannels != video.LatentChannels) throw new CheckpointException($"{folder.Config.Source}: in_channels is {config.InChannels} and out_channels {config.OutChannels}; text to video needs {video.LatentChannels}, the video autoencoder's z_dim. Use a text-to-video release.");
        WanTransformer transformer = new(config);
        folder.Check(transformer.Parameters.Declared, WanTransformer.IsUnused);
        return new(transformer, new NetworkSessions(backend, folder));
    }

    private static IScheduler Scheduler(CheckpointComponent folder) => folder.ClassName switch
    {
        "UniPCMultistepScheduler" => UniPcScheduler.Load(folder.Files),
        "DPMSolverMultistepScheduler" => DpmSolverScheduler.Load(folder.Files),
        "FlowMatchEulerDiscreteScheduler" => FlowMatchEulerScheduler.Load(folder.Files, SigmaRange.Training),
        "FlowMatchHeunDiscreteScheduler" => FlowMatchHeunScheduler.Load(folder.Files),
        "FlowMatchLCMScheduler" => FlowMatchLcmScheduler.Load(folder.Files),
        string other => throw new CheckpointException($"{folder.Name} is of class {other}; Wan runs with UniPC, DPM-Solver++ and flow-match Euler, Heun and LCM. Use a checkpoint with one of these."),
        null => throw new CheckpointException($"{folder.Config.Source} has no _class_name; it says which scheduler this is. Download the checkpoint again."),
    };

    /// <summary>The published sizes: the 5B compresses 16 times and was made for 24 frames a second.</summary>
    private static ModelProfile Profile(WanTransformerConfig transformer, VideoAutoencoder video)
    {
        bool compact = video.SpatialCompression > 8;
        return new()
        {
            Name = compact ? "Wan 2.2 TI2V" : "Wan",
            FrameStep = video.TemporalCompression,
            SizeStep = video.SpatialCompression * transformer.PatchSize[1],
            DefaultShape = compact ? new(121, new(1280, 704), 24) : new(81, new(832, 480), 16),
            DefaultSteps = 50,
            VideoGuidance = new(5, 0, 1, 0),
            AudioGuidance = new(1, 0, 1, 0),
            NegativePrompt = "low quality, blurry, distorted, flickering, static, overexposed, watermark, subtitles",
        };
    }
}
