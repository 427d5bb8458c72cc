using SoraSharp.Models;
using SoraSharp.Stages;
using SoraSharp.Tests.Audio;
using SoraSharp.Tests.Decoding;
using SoraSharp.Tests.Denoising;
using SoraSharp.Tests.Text;
using Xunit;

namespace SoraSharp.Tests.Generation;

/// <summary>A generator with a checkpoint of Mini's own classes; its waveforms are Griffin-Lim's.</summary>
public sealed class MiniLikeGenerator() : MiniLikeFixture(learnedVocoder: false);

/// <summary>A generator with a checkpoint of Mini's own classes, the learned vocoder among them.</summary>
public sealed class MiniLikeLearnedSound() : MiniLikeFixture(learnedVocoder: true);

/// <summary>A generator with a folder of its own.</summary>
public abstract class MiniLikeFixture : IDisposable
{
    private readonly MiniLikeCheckpoint _checkpoint;

    protected MiniLikeFixture(bool learnedVocoder)
    {
        _checkpoint = new(learnedVocoder);
        Generator = VideoGenerator.CreateBuilder().UseCheckpoint(_checkpoint.Folder).WithMaxConcurrency(4).Build();
    }

    public VideoGenerator Generator { get; }

    public string Folder => _checkpoint.Folder;

    public void Dispose()
    {
        Generator.Dispose();
        _checkpoint.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class MiniClassesTests(MiniLikeGenerator mini) : IClassFixture<MiniLikeGenerator>
{
    [Fact]
    public async Task Defaults_come_from_the_profile_in_the_folder()
    {
        GeneratedVideo video = await mini.Generator.Prompt("a red ball bounces").WithSeed(1).GenerateAsync();

        Assert.Equal("Mini-like", mini.Generator.Profile.Name);
        Assert.Equal(new VideoShape(9, new(64, 32), 12), video.Frames.Shape);
        Assert.Equal((1, 16_000), (video.Audio!.Channels, video.Audio.SampleRate));
        Assert.InRange(video.Audio.Duration, video.Frames.Duration - TimeSpan.FromSeconds(1 / 12.0), video.Frames.Duration + TimeSpan.FromSeconds(1 / 12.0));
        Assert.Equal(3, video.Shots[0].Steps);
        Assert.Equal(new GuidanceTerms(2, 0, 1, 0), video.Shots[0].AudioGuidance);
        Assert.Equal("a red ball bounces in flat style", video.Understanding[0].Text);
    }

    [Fact]
    public async Task Unknown_words_are_reported_and_without_effect()
    {
        VideoPrompt prompt = mini.Generator.Prompt("A red, zeppelin-like ball; bounces (Quokka)!").WithSeed(1);

        GeneratedVideo video = await prompt.GenerateAsync();

        Assert.Equal(["zeppelin-like", "Quokka"], video.UnknownWords);
        Assert.Equal("A red, ball; bounces ()! in flat style", video.Understanding[0].Text);
        Assert.Equal((await mini.Generator.Prompt("a red ball bounces").WithSeed(1).GenerateAsync()).Frames.Pixels.ToArray(), video.Frames.Pixels.ToArray());
    }

    [Fact]
    public async Task Words_with_a_synonym_are_read_as_it()
    {
        GeneratedVideo video = await mini.Generator.Prompt("an Amber ball").WithStyle(VideoStyle.Neon).GenerateAsync();

        Assert.Equal([new("Amber", "orange")], video.Understanding[0].Substitutions);
        Assert.Equal(["an"], video.UnknownWords);
        Assert.Equal("orange ball in glowing neon", video.Understanding[0].Text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    public async Task Short_and_long_videos_sound(int frames) => Assert.NotNull((await mini.Generator.Prompt("a red ball").WithFrames(frames).GenerateAsync()).Audio);

    [Theory]
    [InlineData("sorasharp.json", "frames", "\"many\"")]
    [InlineData("sorasharp.json", "default_style", "\"cubist\"")]
    [InlineData("sorasharp.json", "frames_per_second", "0")]
    [InlineData("audio_vae/config.json", "latent_channels", "3")]
    [InlineData("audio_vae/config.json", "_class_name", "\"Unheard\"")]
    [InlineData("vocoder/config.json", "_class_name", "\"Unheard\"")]
    [InlineData("vocoder/config.json", "rounds", "0")]
    [InlineData("vae/config.json", "latent_channels", "4")]
    [InlineData("scheduler/scheduler_config.json", "shift", "\"a lot\"")]
    [InlineData("text_encoder/config.json", "text_config", "7")]
    [InlineData("model_index.json", "vae", "null")]
    public void A_damaged_configuration_is_refused(string path, string key, string value)
    {
        string file = Path.Combine(mini.Folder, path), text = File.ReadAllText(file);
        try
        {
            var json = System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject();
            json[key] = System.Text.Json.Nodes.JsonNode.Parse(value);
            File.WriteAllText(file, json.ToJsonString());

            Assert.NotEmpty(Assert.Throws<CheckpointException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(mini.Folder).Build()).Message);
        }
        finally
        {
            File.WriteAllText(file, text);
        }
    }
}

public sealed class MiniTextEncoderTests(MiniLikeGenerator mini) : TextEncoderConformance, IClassFixture<MiniLikeGenerator>
{
    protected override ITextEncoder Encoder => mini.Generator.Stages.TextEncoder;

    protected override (string First, string Second) Texts => ("a red ball bounces", "two orange balls");
}

public sealed class MiniDenoiserTests(MiniLikeGenerator mini) : VideoDenoiserConformance, IClassFixture<MiniLikeGenerator>
{
    protected override IVideoDenoiser Denoiser => mini.Generator.Stages.Denoiser;

    protected override ITextEncoder Encoder => mini.Generator.Stages.TextEncoder;

    protected override (string Prompt, string Negative) Texts => ("a red ball", "two orange balls");

    protected override VideoShape Shape => new(9, new(64, 32), 12);
}

public sealed class PatchVideoDecoderTests(MiniLikeGenerator mini) : VideoDecoderConformance, IClassFixture<MiniLikeGenerator>
{
    protected override IVideoDecoder Decoder => mini.Generator.Stages.VideoDecoder;

    protected override (VideoShape Video, VideoLatentShape Latents) Shapes => (new(17, new(32, 64), 12), new(8, 3, 2, 1));
}

public sealed class GriffinLimSynthesizerTests(MiniLikeGenerator mini) : MiniLikeSound(mini), IClassFixture<MiniLikeGenerator>;

public sealed class SpectralVocoderTests(MiniLikeLearnedSound mini) : MiniLikeSound(mini), IClassFixture<MiniLikeLearnedSound>
{
    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    public async Task Short_and_long_videos_sound(int frames) =>
        Assert.Contains((await mini.Generator.Prompt("a red ball").WithFrames(frames).GenerateAsync()).Audio!.Samples.ToArray(), sample => sample != 0);

    [Fact]
    public void One_that_takes_other_spectrograms_is_refused()
    {
        using MiniLikeCheckpoint other = new(learnedVocoder: true);
        string file = Path.Combine(other.Folder, "vocoder", "config.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"mel_bins\":16", "\"mel_bins\":20", StringComparison.Ordinal));

        CheckpointException error = Assert.Throws<CheckpointException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(other.Folder).Build());

        Assert.Contains("20 bins at hop 160 and 16000 Hz; the audio autoencoder gives 16", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_weights_are_checked()
    {
        using MiniLikeCheckpoint other = new(learnedVocoder: true);
        string file = Path.Combine(other.Folder, "vocoder", "config.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"hidden_size\":16", "\"hidden_size\":32", StringComparison.Ordinal));

        CheckpointException error = Assert.Throws<CheckpointException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(other.Folder).Build());

        Assert.Contains("proj_in.weight", error.Message, StringComparison.Ordinal);
    }
}

public abstract class MiniLikeSound(MiniLikeFixture mini) : AudioSynthesizerConformance
{
    protected override IAudioSynthesizer Synthesizer => mini.Generator.Stages.AudioSynthesizer;

    protected override AudioLatents Latents
    {
        get
        {
            AudioLatentShape shape = mini.Generator.Stages.Denoiser.AudioLatentShapeOf(Shot.Shape)!.Value;
            return new(new float[shape.Count], shape);
        }
    }
}
