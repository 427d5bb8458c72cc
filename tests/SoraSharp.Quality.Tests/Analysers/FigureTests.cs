using SoraSharp.Mini;
using SoraSharp.Models.Checkpoints;
using SoraSharp.OnnxRuntime;
using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Prompts;
using SoraSharp.Quality.Reconstruction;
using SoraSharp.Quality.Scoring;
using SoraSharp.Worlds;
using Xunit;

namespace SoraSharp.Quality.Tests.Analysers;

/// <summary>Gymnasts and skaters in pixel art, whose suits have dark shades: one clip of each colour, true and behind Mini's own autoencoder.</summary>
public sealed class FigureTests
{
    private const ulong Seed = 7_400_000_000;
    private static readonly ClipLayout Layout = new(256, 160, 49, 12);

    [Theory]
    [InlineData(WorldKind.Gymnast)]
    [InlineData(WorldKind.Skater)]
    public void A_suit_keeps_its_colour(WorldKind world)
    {
        using var checkpoint = DiffusersFolder.Open(MiniCheckpoint.Folder);
        using var autoencoder = VideoRoundTrip.Open(checkpoint.Component("vae"), new OnnxBackend());
        foreach (var scene in Scenes(world))
        {
            var clip = SimulatedScores.Render(scene, Layout);
            foreach (var seen in (ObjectAnalysis[])[FigureAnalyser.Analyse(clip, ClipStyle.PixelArt), FigureAnalyser.Analyse(autoencoder.Apply(clip, TestContext.Current.CancellationToken), ClipStyle.PixelArt)])
            {
                Assert.Equal([scene.Attributes.Colors[0]], seen.Colors);
                Assert.Equal(scene.Attributes.Outcome, seen.Outcome);
                Assert.True(seen.Permanent, scene.Caption.Text);
            }
        }
    }

    [Fact]
    public void Where_nothing_moves_there_is_no_suit()
    {
        var clip = SimulatedScores.Render(Scenes(WorldKind.Gymnast)[0], Layout);
        for (var f = 1; f < clip.Frames; f++)
            clip.Frame(0).CopyTo(clip.Pixels.AsSpan(f * clip.FrameBytes));
        var seen = FigureAnalyser.Analyse(clip, ClipStyle.PixelArt);
        Assert.Empty(seen.Colors);
        Assert.False(seen.Permanent);
    }

    private static SimulatedScene[] Scenes(WorldKind world) =>
    [
        .. Enumerable.Range(0, 5000)
            .Select(i => (Seed: Seed + (ulong)i, Attributes: PromptSet.Sampler(world).SampleAttributes(Seed + (ulong)i)))
            .Where(s => s.Attributes.Style == ClipStyle.PixelArt)
            .DistinctBy(s => s.Attributes.Colors[0])
            .Take(8)
            .Select(s => WorldSampler.CreateScene(s.Attributes, s.Seed, Layout.Frames, Layout.FramesPerSecond)),
    ];
}
