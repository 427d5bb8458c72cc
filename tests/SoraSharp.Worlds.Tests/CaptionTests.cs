using SoraSharp.Worlds.Captions;
using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class CaptionTests
{
    private static readonly string[][] StyleWords = [["flat"], ["pencil"], ["neon"], ["cinematic"], ["watercolor", "watercolour"], ["pixel"]];

    [Fact]
    public void Captions_use_the_vocabulary_and_all_of_it()
    {
        var sampler = new WorldSampler();
        var vocabulary = CaptionVocabulary.Words.ToHashSet();
        var used = new HashSet<string>();
        for (ulong seed = 0; seed < 20000; seed++)
        {
            // At lengths for short and for long spoken lines.
            foreach (var word in sampler.SampleScene(seed, seed % 2 == 0 ? 33 : 49).Caption.Words)
            {
                Assert.Contains(word, vocabulary);
                used.Add(word);
            }
        }
        Assert.Empty(vocabulary.Except(used));
        Assert.InRange(vocabulary.Count, 150, 700);
        Assert.All(vocabulary, w => Assert.True(w.All(char.IsAsciiLetterLower), w));
        Assert.Equal(CaptionVocabulary.Words.Order(StringComparer.Ordinal), CaptionVocabulary.Words);
    }

    [Fact]
    public void Every_caption_names_style_and_colours()
    {
        var sampler = new WorldSampler();
        for (ulong seed = 0; seed < 3000; seed++)
        {
            var scene = sampler.SampleScene(seed, 9);
            var (caption, attributes) = (scene.Caption, scene.Attributes);
            Assert.Single(caption.Attributes, a => a.Kind == CaptionAttributeKind.Style && a.Text.Split(' ').Intersect(StyleWords[(int)attributes.Style]).Any());
            Assert.DoesNotContain(caption.Words, w => StyleWords.Index().Any(s => s.Index != (int)attributes.Style && s.Item.Contains(w)));
            foreach (var mention in caption.Attributes)
            {
                Assert.Equal(mention.Text, string.Join(' ', caption.Words.Skip(mention.Index).Take(mention.Length)));
                if (mention.Kind == CaptionAttributeKind.Color)
                    Assert.Equal(attributes.Colors[mention.Subject].ToString().ToLowerInvariant(), mention.Text);
            }
            // Only an orange basketball may go without its colour.
            var unsaid = attributes.Colors.Distinct().Except(caption.Colors).ToArray();
            Assert.True(unsaid.Length == 0 || (attributes.World == WorldKind.Basketball && unsaid is [ClipColor.Orange]), caption.Text);
        }
    }

    [Fact]
    public void Captions_of_one_scene_are_paraphrased()
    {
        var attributes = new ClipAttributes(WorldKind.Basketball, ClipStyle.PencilSketch, [ClipColor.Yellow, ClipColor.Orange], 1, BallMaterial.None, ClipOutcome.MissedOffBackboard);
        var captions = Enumerable.Range(0, 200).Select(s => WorldSampler.CreateScene(attributes, (ulong)s, 9).Caption).ToArray();
        Assert.True(captions.Select(c => c.Text).Distinct().Count() > 150);
        Assert.True(captions.Min(c => c.Words.Count) <= 13);
        Assert.True(captions.Max(c => c.Words.Count) >= 26);
    }

    [Fact]
    public void Swapping_a_colour_changes_only_that_word_and_its_article()
    {
        var attributes = new ClipAttributes(WorldKind.BouncingBalls, ClipStyle.Flat, [ClipColor.Red], 1, BallMaterial.Rubber);
        for (ulong seed = 0; seed < 50; seed++)
        {
            var caption = WorldSampler.CreateScene(attributes, seed).Caption;
            var orange = caption.WithColor(ClipColor.Red, ClipColor.Orange);
            Assert.Equal([ClipColor.Orange], orange.Colors);
            Assert.Equal(caption.Text, string.Join(" ", orange.Words.Select((w, i) => w == "orange" ? "red" : w == "an" && orange.Words[i + 1] == "orange" ? "a" : w)));
            Assert.DoesNotContain(" a orange", " " + orange.Text);
            Assert.Equal(caption.Text, orange.WithColor(ClipColor.Orange, ClipColor.Red).Text);
            var swapped = caption.SwapColor(seed)!;
            Assert.NotEqual(caption.Text, swapped.Text);
            Assert.Equal(swapped.Text, caption.SwapColor(seed)!.Text);
        }
        var error = Assert.Throws<ArgumentException>(() => WorldSampler.CreateScene(attributes, 1).Caption.WithColor(ClipColor.Blue, ClipColor.Pink));
        Assert.Contains("it names red", error.Message);
    }

    [Theory]
    [InlineData("a (b|c")]
    [InlineData("a {b")]
    [InlineData("a ) b")]
    public void Broken_grammar_is_refused(string grammar) => Assert.Throws<FormatException>(() => Phrase.Parse(grammar));
}
