using SoraSharp.Audio;
using SoraSharp.Decoding;
using SoraSharp.Denoising;
using SoraSharp.Guidance;
using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tokenizers;
using SoraSharp.Planning;
using SoraSharp.Scheduling;
using SoraSharp.Stages;
using SoraSharp.Text;

namespace SoraSharp.Families;

/// <summary>
/// Opens LTX-2 (2.0, 2.3, 2.5) and checkpoints of its architecture, Mini among them: every stage reads its settings from the folder, and
/// every network's weights are checked against its configuration before anything runs.
/// </summary>
internal static class Ltx2Family
{
    private const int DefaultMaxTokens = 1024;
    private const string DurationHeadFolder = "duration_head";
    private static readonly string[] OneSessionSetEach = ["text_encoder", "connectors", "transformer"];

    public static VideoModel Open(DiffusersFolder checkpoint, ModelProfile? profile, CheckpointOptions options, INetworkBackend backend, Func<ModelProfile, ModelProfile> changeProfile)
    {
        CheckpointComponent tokenizerFolder = checkpoint.Component("tokenizer"), transformerFolder = checkpoint.Component("transformer");
        Ltx2Transformer transformer = new(Ltx2TransformerConfig.FromConfig(transformerFolder.Config));
        transformerFolder.Check(transformer.Parameters.Declared);
        VideoAutoencoder video = VideoAutoencoder.Open(checkpoint.Component("vae"), backend, options.MaxUntiledPixels);
        AudioAutoencoder audio = AudioAutoencoder.Open(checkpoint.Component("audio_vae"), backend);
        CheckChannels(transformerFolder, transformer.Config, video, audio);
        IVocoder vocoder = Vocoders.Open(checkpoint.Component("vocoder"), backend, audio);

        Dictionary<string, NetworkSessions> sessions = OneSessionSetEach.ToDictionary(name => name, name => new NetworkSessions(backend, checkpoint.Component(name)));
        profile = changeProfile((profile ?? Ltx2Defaults.Profile(transformer.Config)) with
        {
            FrameStep = video.TemporalCompression,
            SizeStep = video.SpatialCompression * transformer.Config.Video.PatchSize,
        });

        ITokenizer tokenizer = TokenizerFile.Load(tokenizerFolder.Files);
        RememberedTextEncoder text = new(TextEncoder(checkpoint, tokenizer, profile, sessions, options.MaxTokens ?? MaxTokens(tokenizerFolder), options.TruncatesPrompts));
        return new()
        {
            Profile = profile,
            TextEncoder = text,
            Planner = checkpoint.Has(DurationHeadFolder) ? DurationPlanner(checkpoint.Component(DurationHeadFolder), text, sessions, backend, options) : null,
            Scheduler = FlowMatchEulerScheduler.Load(checkpoint.Component("scheduler").Files),
            Guiders = SoraSharp.Guidance.Guiders.Default,
            Denoiser = new Ltx2Denoiser(
                transformer,
                sessions["transformer"],
                new(video.SpatialCompression, video.TemporalCompression, audio.LatentChannels, audio.LatentBins, audio.LatentsPerSecond),
                [.. options.PerturbedBlocks ?? Ltx2Defaults.PerturbedBlocks(transformer.Config)],
                options.UseCrossTimestep ?? Ltx2Defaults.UseCrossTimestep(transformer.Config)),
            VideoDecoder = new AutoencoderVideoDecoder(video.Decode),
            AudioSynthesizer = new AutoencoderAudioSynthesizer(audio.Decode, vocoder),
            Resources = [.. sessions.Values, .. video.Sessions, audio.Sessions, vocoder, checkpoint],
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

    private static Ltx2TextEncoder TextEncoder(DiffusersFolder checkpoint, ITokenizer tokenizer, ModelProfile profile, Dictionary<string, NetworkSessions> sessions, int maxTokens, bool truncates)
    {
        CheckpointComponent textFolder = checkpoint.Component("text_encoder"), connectorsFolder = checkpoint.Component("connectors");
        GemmaTextModel text = GemmaTextModel.FromConfig(textFolder.Config);
        textFolder.Check(text.Parameters.Declared, name => GemmaTextModel.IgnoredPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        Ltx2TextConnectors connectors = new(Ltx2TextConnectorsConfig.FromConfig(connectorsFolder.Config));
        connectorsFolder.Check(connectors.Parameters.Declared);
        return new(tokenizer, new(tokenizer, profile.Synonyms, profile.DropsUnknownWords), text, sessions["text_encoder"], connectors, sessions["connectors"], maxTokens, truncates);
    }

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
