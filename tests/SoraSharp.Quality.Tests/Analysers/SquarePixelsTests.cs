using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Scoring;
using SoraSharp.Worlds;
using Xunit;

namespace SoraSharp.Quality.Tests.Analysers;

/// <summary>Flat and pixel art clips, true, behind Mini's own autoencoder, and blurred.</summary>
public sealed class SquarePixelsTests(MiniDecoder decoder) : IClassFixture<MiniDecoder>
{
    private const ulong Seed = 7_200_000_000;

    [Fact]
    public void Squares_are_seen_behind_a_decoder_and_nowhere_else()
    {
        var told = 0;
        foreach (var scene in Scenes())
        {
            var clip = SimulatedScores.Render(scene, TrueClips.Layout);
            bool? isPixelArt = scene.Attributes.Style == ClipStyle.PixelArt;
            Assert.True(SquarePixels.In(clip) == isPixelArt, scene.Caption.Text);
            var behind = SquarePixels.In(decoder.Apply(clip));
            Assert.True(behind != !isPixelArt, $"{scene.Caption.Text}, decoded");
            told += behind is null ? 0 : 1;
        }
        Assert.InRange(told, 14, 16);
    }

    [Fact]
    public void A_mean_over_more_than_a_square_leaves_nothing_to_tell()
    {
        foreach (var scene in Scenes().Where(s => s.Attributes.Style == ClipStyle.PixelArt))
            Assert.Null(SquarePixels.In(Blur.Soften(SimulatedScores.Render(scene, TrueClips.Layout))));
    }

    /// <summary>Two of each style in each world but those in which nothing but weather or a mouth moves.</summary>
    private static IEnumerable<SimulatedScene> Scenes() =>
        from world in (WorldKind[])[WorldKind.BouncingBalls, WorldKind.Basketball, WorldKind.DuckRace, WorldKind.Vehicles]
        from style in (ClipStyle[])[ClipStyle.Flat, ClipStyle.PixelArt]
        from scene in TrueScenes.Of(world, Seed, a => a.Style == style, TrueClips.Layout).Take(2)
        select scene;
}
