using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Scoring;
using SoraSharp.Worlds;
using Xunit;

namespace SoraSharp.Quality.Tests.Analysers;

/// <summary>Gymnasts and skaters in pixel art, whose suits have dark shades: one clip of each colour, true and behind Mini's own autoencoder.</summary>
public sealed class FigureTests(MiniDecoder decoder) : IClassFixture<MiniDecoder>
{
    [Theory]
    [InlineData(WorldKind.Gymnast)]
    [InlineData(WorldKind.Skater)]
    public void A_suit_keeps_its_colour(WorldKind world)
    {
        foreach (var scene in Scenes(world))
        {
            var clip = SimulatedScores.Render(scene, TrueScenes.Layout);
            foreach (var shown in (ClipSignal[])[clip, decoder.Apply(clip)])
            {
                var seen = FigureAnalyser.Analyse(shown, ClipStyle.PixelArt);
                Assert.Equal([scene.Attributes.Colors[0]], seen.Colors);
                Assert.Equal(scene.Attributes.Outcome, seen.Outcome);
                Assert.True(seen.Permanent, scene.Caption.Text);
            }
        }
    }

    [Fact]
    public void Where_nothing_moves_there_is_no_suit()
    {
        var clip = SimulatedScores.Render(Scenes(WorldKind.Gymnast).First(), TrueScenes.Layout);
        for (var f = 1; f < clip.Frames; f++)
            clip.Frame(0).CopyTo(clip.Pixels.AsSpan(f * clip.FrameBytes));
        var seen = FigureAnalyser.Analyse(clip, ClipStyle.PixelArt);
        Assert.Empty(seen.Colors);
        Assert.False(seen.Permanent);
    }

    private static IEnumerable<SimulatedScene> Scenes(WorldKind world) =>
        TrueScenes.Of(world, 7_400_000_000, a => a.Style == ClipStyle.PixelArt).DistinctBy(s => s.Attributes.Colors[0]).Take(8);
}
