using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Text;

/// <summary>What every text encoder keeps to. Inherit it and give an encoder to test another one.</summary>
public abstract class TextEncoderConformance
{
    /// <summary>The encoder under test.</summary>
    protected abstract ITextEncoder Encoder { get; }

    /// <summary>Two texts that the encoder can tell apart.</summary>
    protected virtual (string First, string Second) Texts => ("a red fox in snow", "two musicians play a waltz");

    [Fact]
    public async Task Features_are_finite_and_of_one_shape()
    {
        PromptEmbedding first = await Encoder.EncodeAsync(Texts.First), second = await Encoder.EncodeAsync(Texts.Second);

        Assert.Equal((first.Video.Tokens, first.Video.Features), (second.Video.Tokens, second.Video.Features));
        Assert.Equal(first.Audio?.Features, second.Audio?.Features);
        Assert.Equal(first.Video.Tokens, first.Mask.Count);
        Assert.All(first.Video.Values, v => Assert.True(float.IsFinite(v)));
        Assert.All(first.Audio?.Values ?? [], v => Assert.True(float.IsFinite(v)));
        Assert.All(first.Mask, m => Assert.InRange(m, 0f, 1f));
    }

    [Fact]
    public async Task Equal_texts_give_equal_features_and_others_give_others()
    {
        PromptEmbedding first = await Encoder.EncodeAsync(Texts.First), again = await Encoder.EncodeAsync(Texts.First), second = await Encoder.EncodeAsync(Texts.Second);

        Assert.Equal(first.Video.Values, again.Video.Values);
        Assert.NotEqual(first.Video.Values, second.Video.Values);
    }

    [Fact]
    public async Task An_empty_text_can_be_encoded()
    {
        PromptEmbedding empty = await Encoder.EncodeAsync("");

        Assert.Equal(0, empty.Understanding.TokenCount);
        Assert.All(empty.Video.Values, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public async Task What_was_read_is_reported()
    {
        PromptUnderstanding understanding = (await Encoder.EncodeAsync(Texts.First)).Understanding;

        Assert.Equal(Texts.First, understanding.Text);
        Assert.InRange(understanding.TokenCount, 1, int.MaxValue);
        Assert.Empty(understanding.UnknownWords);
    }

    [Fact]
    public async Task Several_threads_get_what_one_gets()
    {
        PromptEmbedding alone = await Encoder.EncodeAsync(Texts.First);

        PromptEmbedding[] together = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Encoder.EncodeAsync(i % 2 == 0 ? Texts.First : Texts.Second)));

        Assert.All(together.Where((_, i) => i % 2 == 0), e => Assert.Equal(alone.Video.Values, e.Video.Values));
    }

    [Fact]
    public async Task Cancellation_is_answered() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Encoder.EncodeAsync(Texts.First, new(canceled: true)));
}
