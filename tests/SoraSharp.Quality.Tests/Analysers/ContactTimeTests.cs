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

/// <summary>When things are seen to meet that are hard to time: glass that breaks and vehicles that collide.</summary>
public sealed class ContactTimeTests
{
    private const ulong Seed = 7_300_000_000;
    private static readonly ClipLayout Layout = new(256, 160, 49, 12);

    [Fact]
    public void Glass_breaks_when_it_hits() =>
        AssertTimes(
            Scenes(WorldKind.BouncingBalls, a => a is { Material: BallMaterial.Glass, Count: 1 }), ContactKind.Shatter, clip => clip,
            (clip, style) => BallsAnalyser.Analyse(clip, style), within: 0.05, missed: 1);

    [Fact]
    public void Vehicles_collide_when_they_meet() =>
        AssertTimes(
            Scenes(WorldKind.Vehicles, a => a.Outcome == ClipOutcome.Crashed), ContactKind.Crash, clip => clip,
            (clip, style) => VehiclesAnalyser.Analyse(clip, style), within: ScoreSheet.HeardWithin, missed: 1);

    [Fact]
    public void Glass_behind_a_decoder_breaks_when_it_hits()
    {
        using var checkpoint = DiffusersFolder.Open(MiniCheckpoint.Folder);
        using var autoencoder = VideoRoundTrip.Open(checkpoint.Component("vae"), new OnnxBackend());
        AssertTimes(
            Scenes(WorldKind.BouncingBalls, a => a is { Material: BallMaterial.Glass, Count: 1 }), ContactKind.Shatter, clip => autoencoder.Apply(clip, TestContext.Current.CancellationToken),
            (clip, style) => BallsAnalyser.Analyse(clip, style), within: ScoreSheet.HeardWithin, missed: 3);
    }

    [Fact]
    public void What_is_hidden_in_part_is_not_well_seen()
    {
        Track track = new(ClipColor.Red, [new(10, 10, 400), new(11, 12, 400), new(14, 15, 300), default, new(13, 20, 390)]);
        Assert.Equal([true, true, false, false, true], track.WellSeen.Select(s => s.Seen));
    }

    /// <summary>One contact is seen in all of twelve clips but a few, at the time of the true one.</summary>
    private static void AssertTimes(
        SimulatedScene[] scenes, ContactKind kind, Func<ClipSignal, ClipSignal> change, Func<ClipSignal, ClipStyle, ObjectAnalysis> analyse, double within, int missed)
    {
        var right = scenes.Count(scene =>
        {
            var seen = analyse(change(SimulatedScores.Render(scene, Layout)), scene.Attributes.Style).Contacts;
            var truth = scene.GetTruth(Layout.Width, Layout.Height).Contacts.First(c => c.Kind == kind).Time;
            return seen.Count == 1 && Math.Abs(seen[0].Time - truth) <= within;
        });
        Assert.Equal(12, scenes.Length);
        Assert.InRange(right, scenes.Length - missed, scenes.Length);
    }

    private static SimulatedScene[] Scenes(WorldKind world, Func<ClipAttributes, bool> wanted) =>
    [
        .. Enumerable.Range(0, 2000)
            .Select(i => (Seed: Seed + (ulong)i, Attributes: PromptSet.Sampler(world).SampleAttributes(Seed + (ulong)i)))
            .Where(s => wanted(s.Attributes))
            .Take(12)
            .Select(s => WorldSampler.CreateScene(s.Attributes, s.Seed, Layout.Frames, Layout.FramesPerSecond)),
    ];
}
