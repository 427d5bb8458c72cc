using SoraSharp.Golden;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Text;

/// <summary>Wan's text encoder and the denoiser that its checkpoint opens; numbers against the reference are the golden cases <c>wan/pipelines</c>.</summary>
public sealed class WanTextEncoderTests : TextEncoderConformance, IDisposable
{
    private static readonly CheckpointOptions s_options = new() { MaxTokens = 64 };
    private readonly VideoGenerator _generator = VideoGenerator.CreateBuilder().UseCheckpoint(Checkpoint, s_options).Build();

    protected override ITextEncoder Encoder => _generator.Stages.TextEncoder;

    private static string Checkpoint => Path.Combine(GoldenCases.Repository, "wan", "pipelines", "t2v_21", "checkpoint");

    public void Dispose() => _generator.Dispose();

    [Fact]
    public async Task What_the_text_does_not_fill_is_zero_and_attended_to()
    {
        PromptEmbedding embedding = await Encoder.EncodeAsync("a red fox");
        int used = embedding.Understanding.TokenCount + 1;
        Assert.Equal(64, embedding.Video.Tokens);
        Assert.Null(embedding.Audio);
        Assert.All(embedding.Mask, m => Assert.Equal(1f, m));
        Assert.All(embedding.Video.Values.Skip(used * embedding.Video.Features), v => Assert.Equal(0f, v));
    }

    [Fact]
    public async Task A_prompt_is_cleaned_before_it_is_read() => Assert.Equal("a \"red\" fox", (await Encoder.EncodeAsync("  a “red”\n&#102;ox ")).Understanding.Text);

    [Fact]
    public async Task A_text_longer_than_the_model_reads_is_refused_unless_it_is_to_be_cut()
    {
        string text = string.Join(' ', Enumerable.Repeat("fox", 200));
        Assert.Contains("this model reads 63; shorten it", (await Assert.ThrowsAsync<InvalidRequestException>(() => Encoder.EncodeAsync(text))).Message, StringComparison.Ordinal);
        using VideoGenerator cutting = VideoGenerator.CreateBuilder().UseCheckpoint(Checkpoint, s_options with { TruncatesPrompts = true }).Build();
        Assert.Equal(63, (await cutting.Stages.TextEncoder.EncodeAsync(text)).Understanding.TokenCount);
    }

    [Fact]
    public void Shapes_that_the_model_has_no_latents_for_are_refused()
    {
        IVideoDenoiser denoiser = _generator.Stages.Denoiser;
        Assert.Equal(new VideoLatentShape(4, 3, 4, 6), denoiser.VideoLatentShapeOf(new(9, new(48, 32), 16)));
        Assert.Null(denoiser.AudioLatentShapeOf(new(9, new(48, 32), 16)));
        Assert.Throws<ArgumentException>(() => denoiser.VideoLatentShapeOf(new(8, new(48, 32), 16)));
        Assert.Throws<ArgumentException>(() => denoiser.VideoLatentShapeOf(new(9, new(40, 32), 16)));
    }

    [Fact]
    public async Task Evaluations_that_wan_does_not_have_are_refused()
    {
        IVideoDenoiser denoiser = _generator.Stages.Denoiser;
        VideoLatentShape shape = denoiser.VideoLatentShapeOf(new(1, new(48, 32), 16));
        IDenoisingRun run = denoiser.Start(new(await Encoder.EncodeAsync("a"), null, shape, null, 16));
        VideoLatents latents = new(new float[shape.Count], shape);
        await Assert.ThrowsAsync<ArgumentException>(() => run.EvaluateAsync(latents, null, 900, Evaluations.Conditional | Evaluations.Isolated));
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.EvaluateAsync(latents, null, 900, Evaluations.Unconditional));
    }
}
