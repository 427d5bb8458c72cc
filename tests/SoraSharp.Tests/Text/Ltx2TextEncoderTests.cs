using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Text;

public sealed class Ltx2TextEncoderTests(TinyGenerator tiny) : TextEncoderConformance, IClassFixture<TinyGenerator>
{
    protected override ITextEncoder Encoder => tiny.Stages.TextEncoder;

    [Fact]
    public async Task Registers_fill_up_to_the_models_length()
    {
        PromptEmbedding embedding = await Encoder.EncodeAsync("a red fox");

        Assert.Equal(128, embedding.Video.Tokens);
        Assert.Equal(128, embedding.Audio!.Tokens);
        Assert.All(embedding.Mask, m => Assert.Equal(1f, m));
    }

    [Fact]
    public async Task White_space_around_a_text_does_not_count() => Assert.Equal(
        (await Encoder.EncodeAsync("a red fox")).Video.Values,
        (await Encoder.EncodeAsync(" \n a red fox\t")).Video.Values);

    [Fact]
    public async Task A_text_longer_than_the_model_reads_is_refused_unless_it_is_to_be_cut()
    {
        string text = string.Join(' ', Enumerable.Repeat("fox", 200));

        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => Encoder.EncodeAsync(text));

        Assert.Contains("this model reads 127; shorten it", error.Message, StringComparison.Ordinal);
        await using VideoGenerator cutting = VideoGenerator.CreateBuilder().UseCheckpoint(TinyCheckpoints.Ltx23, TinyCheckpoints.Options with { TruncatesPrompts = true }).Build();
        Assert.Equal(127, (await cutting.Stages.TextEncoder.EncodeAsync(text)).Understanding.TokenCount);
    }

    [Theory]
    [InlineData("\0\u0001\uFFFF")]
    [InlineData("\uD800 lone surrogate")]
    [InlineData("{\"a\":[[[[")]
    [InlineData("שלום مرحبا 你好 🦊🦊")]
    public async Task Strange_texts_are_encoded(string text) => Assert.All((await Encoder.EncodeAsync(text)).Video.Values, v => Assert.True(float.IsFinite(v)));
}
