using SoraSharp.Audio;
using SoraSharp.Conditioning;
using SoraSharp.Decoding;
using SoraSharp.Denoising;
using SoraSharp.Guidance;
using SoraSharp.Memory;
using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Clip;
using SoraSharp.Models.Tokenizers;
using SoraSharp.Models.Umt5;
using SoraSharp.Models.Wan;
using SoraSharp.Scheduling;
using SoraSharp.Stages;
using SoraSharp.Text;

namespace SoraSharp.Families;

/// <summary>
/// Opens Wan 2.1 and 2.2: text to video, image to video (2.1 with CLIP, 2.2, TI2V), and VACE. Every stage reads its settings from the folder, and every network's weights are checked
/// against its configuration before anything runs. Sources: diffusers <c>pipeline_wan.py</c>,
/// <c>pipeline_wan_i2v.py</c>, <c>pipeline_wan_vace.py</c>.
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
        WanTransformerConfig config = high.Transformer.Config;
        int maxTokens = MaxTokens(options, config);
        WanPictures? seen = config.ImageFeatures is null ? null : Pictures(checkpoint, config, backend);
        WanConditioner conditioner = new(video, config, seen?.Pictures, checkpoint.Index.GetBool("expand_timesteps", false));

        int trainTimesteps = schedulerFolder.Config.GetSize("num_train_timesteps", 1000);
        double boundary = low is null ? 0 : checkpoint.Index.GetDouble("boundary_ratio") * trainTimesteps;
        WanExperts experts = new(high, low, boundary, options.KeepsExperts);
        IGuider guider = new ClassifierFreeGuider();
        // Timesteps are truncated, so a level just below the boundary's may still be the first expert's.
        if (low is not null && options.LowNoiseGuidance is { } scale) guider = new LowNoiseGuider(guider, sigma => experts.IsLow((long)(sigma * (double)trainTimesteps)), scale);
        profile = changeProfile((profile ?? Profile(config, video)) with
        {
            FrameStep = video.TemporalCompression,
            SizeStep = video.SpatialCompression * Math.Max(config.PatchSize[1], config.PatchSize[2]),
            Takes = conditioner.Takes,
            Needs = conditioner.Needs,
            ControlLayers = config.VaceLayers.Count,
        });
        WanDenoiser denoiser = new(experts, video.SpatialCompression, video.TemporalCompression);
        CheckpointComponent vae = checkpoint.Component("vae");
        WanExpert[] all = low is null ? [high] : [high, low];
        List<NetworkUse> uses =
        [
            .. video.Sessions.Select(s => new NetworkUse(GenerationStage.Conditioning, s, vae, _ => [])),
            new(GenerationStage.Conditioning, video.Sessions[0], vae, shot => shot.Conditioning.IsNone && !conditioner.IsAlwaysNeeded ? [] : video.EncodeRuns!(shot)),
            new(GenerationStage.TextEncoding, textSessions, textFolder, _ => WanMemory.Text(encoder, maxTokens)),
            // Of two experts one is loaded at a time, and they are of one size.
            .. all.Select(expert => new NetworkUse(GenerationStage.Denoising, expert.Sessions, expert.Weights, shot => expert == high || options.KeepsExperts ? WanMemory.Denoising(expert.Transformer, denoiser, seen?.Encoder, maxTokens, shot) : [])),
            .. video.Sessions.Select(s => new NetworkUse(GenerationStage.VideoDecoding, s, vae, _ => [])),
            new(GenerationStage.VideoDecoding, video.Sessions[0], vae, shot => video.DecodeRuns!(denoiser.VideoLatentShapeOf(shot.Shape))) { Host = shot => video.DecodeHost(denoiser.VideoLatentShapeOf(shot.Shape)) },
        ];
        if (seen is not null) uses.Add(new(GenerationStage.Conditioning, seen.Sessions, seen.Weights, shot => shot.Conditioning.Frames.Count > 0 ? WanMemory.Picture(seen.Encoder) : []));
        return new()
        {
            Profile = profile,
            TextEncoder = new WanTextEncoder(TokenizerFile.Load(checkpoint.Component("tokenizer").Files), encoder, textSessions, maxTokens, options.TruncatesPrompts),
            Scheduler = Scheduler(schedulerFolder),
            Guiders = [guider],
            Conditioner = conditioner,
            Denoiser = denoiser,
            VideoDecoder = new AutoencoderVideoDecoder(video.Decode),
            AudioSynthesizer = new Silence(),
            Memory = new NetworkMemory(backend.HalfWeights, uses),
            Resources = [textSessions, .. seen is null ? Array.Empty<IDisposable>() : [seen.Sessions], .. all.Select(expert => expert.Sessions), .. video.Sessions, checkpoint],
        };
    }

    private static WanExpert Expert(CheckpointComponent folder, INetworkBackend backend, VideoAutoencoder video)
    {
        WanTransformerConfig config = WanTransformerConfig.FromConfig(folder.Config);
        Check("out_channels", config.OutChannels, [video.LatentChannels], "z_dim");
        // Image-to-video sees a mask, a channel for every frame of a latent, and the latents of what is given.
        Check("in_channels", config.InChannels, config.IsVace ? [video.LatentChannels] : [video.LatentChannels, (2 * video.LatentChannels) + video.TemporalCompression], "z_dim, or twice that and its temporal compression");
        if (config.IsVace) Check("vace_in_channels", config.VaceInChannels, [(2 * video.LatentChannels) + (video.SpatialCompression * video.SpatialCompression)], "twice z_dim and its spatial compression squared");
        WanTransformer transformer = new(config);
        folder.Check(transformer.Parameters.Declared, WanTransformer.IsUnused);
        return new(transformer, new NetworkSessions(backend, folder), folder);

        void Check(string key, int value, int[] possible, string of)
        {
            if (!possible.Contains(value)) throw new CheckpointException($"{folder.Config.Source}: {key} is {value}; it must be {string.Join(" or ", possible)}, the video autoencoder's {of}. Use components of one release.");
        }
    }

    /// <summary>Attention to pictures is written for as many text tokens as were published.</summary>
    private static int MaxTokens(CheckpointOptions options, WanTransformerConfig config)
    {
        int tokens = options.MaxTokens ?? DefaultMaxTokens;
        return config.ImageKeyFeatures is null || tokens == DefaultMaxTokens ? tokens : throw new InvalidOptionsException([new("maxTokens", $"`maxTokens` is {tokens}; this checkpoint attends to pictures beside exactly {DefaultMaxTokens} tokens; leave it out.")]);
    }

    private static WanPictures Pictures(DiffusersFolder checkpoint, WanTransformerConfig transformer, INetworkBackend backend)
    {
        CheckpointComponent folder = checkpoint.Component("image_encoder");
        ClipVisionEncoder encoder = new(ClipVisionConfig.FromConfig(folder.Config), ClipVisionEncoder.ScopeOf(folder.TensorNames));
        folder.Check(encoder.Parameters.Declared, encoder.IsUnused);
        if (encoder.Config.HiddenSize != transformer.ImageFeatures) throw new CheckpointException($"{folder.Config.Source}: hidden_size is {encoder.Config.HiddenSize}; it must be {transformer.ImageFeatures}, the transformer's image_dim. Use components of one release.");
        if (transformer.ImagePositions is { } positions && positions != 2 * encoder.Config.Tokens) throw new CheckpointException($"{folder.Config.Source}: a picture has {encoder.Config.Tokens} tokens; the transformer's pos_embed_seq_len is {positions}, which must be twice as many. Use components of one release.");
        ClipImageProcessor processor = ClipImageProcessor.Load(checkpoint.Component("image_processor").Files);
        if (processor.Crop.Width != encoder.Config.ImageSize || processor.Crop.Height != encoder.Config.ImageSize) throw new CheckpointException($"{folder.Config.Source}: image_size is {encoder.Config.ImageSize}; pictures are cut to {processor.Crop} by image_processor. Use components of one release.");
        NetworkSessions sessions = new(backend, folder);
        return new(new(processor, encoder, sessions), encoder, sessions, folder);
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
            Name = transformer.IsVace ? "Wan VACE" : transformer.InChannels > transformer.OutChannels ? "Wan image-to-video" : compact ? "Wan 2.2 TI2V" : "Wan",
            FrameStep = video.TemporalCompression,
            SizeStep = video.SpatialCompression * transformer.PatchSize[1],
            DefaultShape = compact ? new(121, new(1280, 704), 24) : new(81, new(832, 480), 16),
            DefaultSteps = 50,
            VideoGuidance = new(5, 0, 1, 0),
            AudioGuidance = new(1, 0, 1, 0),
            NegativePrompt = "low quality, blurry, distorted, flickering, static, overexposed, watermark, subtitles",
        };
    }

    /// <summary>What makes tokens of pictures.</summary>
    private sealed record WanPictures(ClipPictures Pictures, ClipVisionEncoder Encoder, NetworkSessions Sessions, IWeightSource Weights);
}
