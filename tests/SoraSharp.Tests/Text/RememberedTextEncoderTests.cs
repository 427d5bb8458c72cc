using SoraSharp.Stages;
using SoraSharp.Text;
using Xunit;

namespace SoraSharp.Tests.Text;

public sealed class RememberedTextEncoderTests(TinyGenerator tiny) : TextEncoderConformance, IClassFixture<TinyGenerator>
{
    protected override ITextEncoder Encoder => new RememberedTextEncoder(tiny.Stages.TextEncoder);

    [Fact]
    public async Task What_is_asked_ahead_is_handed_out_once()
    {
        RememberedTextEncoder encoder = new(tiny.Stages.TextEncoder);
        PromptEmbedding ahead = await encoder.EncodeAheadAsync(Texts.First, CancellationToken.None);

        Assert.NotSame(ahead, await encoder.EncodeAsync(Texts.Second));
        Assert.Same(ahead, await encoder.EncodeAsync(Texts.First));
        Assert.NotSame(ahead, await encoder.EncodeAsync(Texts.First));
    }

    [Fact]
    public async Task Of_several_who_ask_at_once_one_gets_it()
    {
        RememberedTextEncoder encoder = new(tiny.Stages.TextEncoder);
        PromptEmbedding ahead = await encoder.EncodeAheadAsync(Texts.First, CancellationToken.None);

        PromptEmbedding[] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => encoder.EncodeAsync(Texts.First))));

        Assert.Single(together, embedding => ReferenceEquals(embedding, ahead));
        Assert.All(together, embedding => Assert.Equal(ahead.Video.Values, embedding.Video.Values));
    }
}
