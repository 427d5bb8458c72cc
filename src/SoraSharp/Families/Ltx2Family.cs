using System.Collections.Immutable;
using SoraSharp.Audio;
using SoraSharp.Conditioning;
using SoraSharp.Decoding;
using SoraSharp.Denoising;
using SoraSharp.Memory;
using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Ltx2.AudioVae;
using SoraSharp.Models.Tokenizers;
using SoraSharp.Planning;
using SoraSharp.Scheduling;
using SoraSharp.Stages;
using SoraSharp.Text;
using SoraSharp.Upsampling;

namespace SoraSharp.Families;

/// <summary>
/// Opens LTX-2 (2.0, 2.3, 2.5) and checkpoints of its architecture, Mini among them: every stage reads its settings from the folder, and
/// every network's weights are checked against its configuration before anything runs.
/// </summary>
internal static class Ltx2Family
{
    private const int DefaultMaxTokens = 1024;
    private const string DurationHeadFolder = "duration_head";
    private const string UpsamplerFolder = "latent_upsampler";
    private static readonly string[] OneSessionSetEach = ["text_encoder", "connectors", "transformer"];

    public static VideoModel Open(DiffusersFolder checkpoint, ModelProfile? profile, CheckpointOptions options, INetworkBackend backend, Func<ModelProfile, ModelProfile> changeProfile)
    {
        CheckpointComponent tokenizerFolder = checkpoint.Component("tokenizer"), transformerFolder = checkpoint.Component("transformer");
        transformerFolder.RequireClass("LTX2VideoTransformer3DModel");
        checkpoint.Component("connectors").RequireClass("LTX2TextConnectors");
        checkpoint.Component("scheduler").RequireClass("FlowMatchEulerDiscreteScheduler");
        Ltx2Transformer transformer = new(Ltx2TransformerConfig.FromConfig(transformerFolder.Config));
        transformerFolder.Check(transformer.Parameters.Declared);
        VideoAutoencoder video = VideoAutoencoder.Open(checkpoint.Component("vae"), backend, options.MaxUntiledPixels);
        AudioAutoencoder audio = AudioAutoencoder.Open(checkpoint.Component("audio_vae"), backend);
        CheckChannels(transformerFolder, transformer.Config, video, audio);
        IVocoder vocoder = Vocoders.Open(checkpoint.Component("vocoder"), backend, audio);

        Dictionary<string, NetworkSessions> sessions = OneSessionSetEach.ToDictionary(name => name, name => new NetworkSessions(backend, checkpoint.Component(name)));
        FlowMatchEulerScheduler scheduler = FlowMatchEulerScheduler.Load(checkpoint.Component("scheduler").Files);
        int sizeStep = video.SpatialCompression * transformer.Config.Video.PatchSize;
        Ltx2LatentUpsampler? upsampler = Upsampler(checkpoint, options, backend, video, transformer.Config.Video, sizeStep);
        profile = changeProfile((profile ?? Ltx2Defaults.Profile(transformer.Config, options.IsDistilled ?? Ltx2Defaults.IsDistilled(scheduler.Config))) with
        {
            FrameStep = video.TemporalCompression,
            SizeStep = sizeStep,
            Takes = Ltx2Conditioner.Takes,
            Refinement = upsampler is null ? null : new(Ltx2Defaults.RefinementSigmas, upsampler.SizeStep),
        });

        ITokenizer tokenizer = TokenizerFile.Load(tokenizerFolder.Files);
        int maxTokens = options.MaxTokens ?? MaxTokens(tokenizerFolder);
        GemmaTextModel gemma = TextModel(checkpoint.Component("text_encoder"));
        Ltx2TextConnectors connectors = Connectors(checkpoint.Component("connectors"));
        RememberedTextEncoder text = new(new Ltx2TextEncoder(tokenizer, new(tokenizer, profile.Synonyms, profile.DropsUnknownWords), gemma, sessions["text_encoder"], connectors, sessions["connectors"], maxTokens, options.TruncatesPrompts));
        ImmutableArray<int> perturbedBlocks = [.. options.PerturbedBlocks ?? Ltx2Defaults.PerturbedBlocks(transformer.Config)];
        bool useCrossTimestep = options.UseCrossTimestep ?? Ltx2Defaults.UseCrossTimestep(transformer.Config);
        Ltx2Denoiser denoiser = new(transformer, sessions["transformer"], new(video.SpatialCompression, video.TemporalCompression, audio.LatentChannels, audio.LatentBins, audio.LatentsPerSecond), perturbedBlocks, useCrossTimestep);
        IReadOnlyList<IGuider> guiders = SoraSharp.Guidance.Guiders.Default;
        List<NetworkUse> uses =
        [
            .. video.Sessions.Select(s => new NetworkUse(GenerationStage.Conditioning, s, checkpoint.Component("vae"), _ => [])),
            new(GenerationStage.Conditioning, video.Sessions[0], checkpoint.Component("vae"), video.EncodeRuns!) { Host = VideoEncodeMemory.Host },
            new(GenerationStage.Conditioning, audio.Sessions, checkpoint.Component("audio_vae"), shot => shot.Conditioning is { Audio: null, OpeningSound: null } ? [] : [audio.EncodeRun(AudioLength(denoiser, shot))]),
            new(GenerationStage.TextEncoding, sessions["text_encoder"], checkpoint.Component("text_encoder"), _ => Ltx2Memory.Text(gemma, maxTokens)),
            new(GenerationStage.TextEncoding, sessions["connectors"], checkpoint.Component("connectors"), _ => Ltx2Memory.Connectors(connectors, maxTokens)),
            new(GenerationStage.Denoising, sessions["transformer"], transformerFolder, shot => Ltx2Memory.Denoising(transformer, denoiser, guiders, perturbedBlocks, useCrossTimestep, maxTokens, shot)),
            .. upsampler is null ? Array.Empty<NetworkUse>() : [new(GenerationStage.LatentUpsampling, upsampler, upsampler.Component, shot => shot.Refinement is null ? [] : [upsampler.Run(denoiser.VideoLatentShapeOf(upsampler.SmallShapeOf(shot.Shape)))])],
            .. video.Sessions.Select(s => new NetworkUse(GenerationStage.VideoDecoding, s, checkpoint.Component("vae"), _ => [])),
            new(GenerationStage.VideoDecoding, video.Sessions[0], checkpoint.Component("vae"), shot => video.DecodeRuns!(denoiser.VideoLatentShapeOf(shot.Shape))) { Host = shot => video.DecodeHost(denoiser.VideoLatentShapeOf(shot.Shape)) },
            new(GenerationStage.AudioSynthesis, audio.Sessions, checkpoint.Component("audio_vae"), shot => [audio.DecodeRun(AudioLength(denoiser, shot))]),
            new(GenerationStage.AudioSynthesis, vocoder, checkpoint.Component("vocoder"), shot => vocoder.Runs(audio.MelChannels, AudioVaeConfig.Compression * AudioLength(denoiser, shot))),
        ];
        return new()
        {
            Profile = profile,
            TextEncoder = text,
            Planner = checkpoint.Has(DurationHeadFolder) ? DurationPlanner(checkpoint.Component(DurationHeadFolder), text, sessions, backend, options) : null,
            Scheduler = scheduler,
            RefinementScheduler = Ltx2Defaults.Unshifted(scheduler),
            Upsampler = upsampler,
            Guiders = guiders,
            Conditioner = new Ltx2Conditioner(video, audio, new(transformer.Config.Video.PatchSize, transformer.Config.Video.PatchSizeInTime)),
            Denoiser = denoiser,
            VideoDecoder = new AutoencoderVideoDecoder(video.Decode),
            AudioSynthesizer = new AutoencoderAudioSynthesizer(audio.Decode, vocoder),
            Memory = new NetworkMemory(backend.HalfWeights, uses),
            Resources = [.. sessions.Values, .. upsampler is null ? Array.Empty<IDisposable>() : [upsampler, upsampler.Component], .. video.Sessions, audio.Sessions, vocoder, checkpoint],
        };
    }

    /// <summary>A transformer and autoencoders of different checkpoints could run, and would make noise.</summary>
    private static void CheckChannels(CheckpointComponent folder, Ltx2TransformerConfig transformer, VideoAutoencoder video, AudioAutoencoder audio)
    {
        Ltx2StreamConfig v = transformer.Video, a = transformer.Audio;
        Check("in_channels", v.InChannels, video.LatentChannels * v.PatchSize * v.PatchSize * v.PatchSizeInTime, "the video autoencoder's latent channels");
        Check("out_channels", v.OutChannels, v.InChannels, "in_channels");
        Check("audio_in_channels", a.InChannels, audio.LatentChannels * audio.LatentBins, "the audio autoencoder's latent channels times bins");
        Check("audio_out_channels", a.OutChannels, a.InChannels, "audio_in_channels");

        void Check(string key, int value, int needed, string of)
        {
            if (value != needed) throw new CheckpointException($"{folder.Config.Source}: {key} is {value}; it must be {needed}, {of}. Use components of one release.");
        }
    }

    private static Ltx2LatentUpsampler? Upsampler(DiffusersFolder checkpoint, CheckpointOptions options, INetworkBackend backend, VideoAutoencoder video, Ltx2StreamConfig stream, int sizeStep)
    {
        CheckpointComponent? component = options.LatentUpsampler is { } folder ? CheckpointComponent.Open(folder) : checkpoint.Optional(UpsamplerFolder);
        if (component is null) return null;
        if (video.Statistics is not { } statistics) throw new CheckpointException($"{component.Name} is an upsampler of LTX-2's latents; this checkpoint's video autoencoder has others. Leave it out.");
        return Ltx2LatentUpsampler.Open(component, statistics, video.LatentChannels, backend, new(stream.PatchSize, stream.PatchSizeInTime), sizeStep);
    }

    private static GemmaTextModel TextModel(CheckpointComponent folder)
    {
        GemmaTextModel text = GemmaTextModel.FromConfig(folder.Config);
        folder.Check(text.Parameters.Declared, name => GemmaTextModel.IgnoredPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        return text;
    }

    private static Ltx2TextConnectors Connectors(CheckpointComponent folder)
    {
        Ltx2TextConnectors connectors = new(Ltx2TextConnectorsConfig.FromConfig(folder.Config));
        folder.Check(connectors.Parameters.Declared);
        return connectors;
    }

    private static int AudioLength(Ltx2Denoiser denoiser, Shot shot) => denoiser.AudioLatentShapeOf(shot.Shape)!.Value.Length;

    private static PredictedDurationPlanner DurationPlanner(CheckpointComponent folder, RememberedTextEncoder text, Dictionary<string, NetworkSessions> sessions, INetworkBackend backend, CheckpointOptions options)
    {
        DurationHead head = new(DurationHeadConfig.FromConfig(folder.Config));
        folder.Check(head.Parameters.Declared);
        NetworkSessions own = new(backend, folder);
        sessions.Add(DurationHeadFolder, own);
        return new(new SingleShotPlanner(), text, head, own, options.ShortestPrediction, options.LongestPrediction);
    }

    /// <summary>What the tokenizer's configuration says, but no more than the published models read.</summary>
    private static int MaxTokens(CheckpointComponent tokenizer)
    {
        // Tokenizers without a limit of their own say 1e30.
        double own = tokenizer.Config.GetDoubleOrNull("model_max_length") ?? DefaultMaxTokens;
        return (int)Math.Clamp(own, 1, DefaultMaxTokens);
    }
}
