using SoraSharp.Text.Cleaning;
using Xunit;

namespace SoraSharp.Tests.Text;

/// <summary>Strings against the reference are the golden case <c>wan/text/prompt_clean</c>; these are what it does not hold.</summary>
public class PromptCleanerTests
{
    [Theory]
    [InlineData("CAFÉ… «Ä» Ö” Å’", "CAFÉ… «Ä» Ö\" Å'")]
    [InlineData("Ä Ö Ü ß São Paulo", "Ä Ö Ü ß São Paulo")]
    [InlineData("schÃƒÂ¶n", "schön")]
    [InlineData("a &amp;amp;amp;amp; b", "a & b")]
    [InlineData("&notanentity; &#xD800; &#1114112; &#128;", "¬anentity; \uFFFD \uFFFD €")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("a\u0301\u0323", "\u1EA1\u0301")]
    [InlineData("&", "&")]
    [InlineData("&#99999999999999999999;", "\uFFFD")]
    public void A_prompt_is_made_plain(string raw, string clean) => Assert.Equal(clean, PromptCleaner.Clean(raw));

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() => Assert.Equal("lone \uFFFD surrogate", PromptCleaner.Clean("lone \uD800 surrogate"));

    [Fact]
    public void Cleaning_twice_is_cleaning_once()
    {
        Random random = new(1);
        for (int i = 0; i < 200; i++)
        {
            string raw = string.Concat(Enumerable.Range(0, 40).Select(_ => (char)random.Next(0x20, 0x2100)));
            string once = PromptCleaner.Clean(raw);
            Assert.Equal(once, PromptCleaner.Clean(once));
        }
    }

    [Fact]
    public void A_very_long_prompt_does_not_take_forever()
    {
        string raw = string.Concat(Enumerable.Repeat("&amp;Ã© \u001B[", 20_000));
        Assert.StartsWith("&é", PromptCleaner.Clean(raw), StringComparison.Ordinal);
    }
}
