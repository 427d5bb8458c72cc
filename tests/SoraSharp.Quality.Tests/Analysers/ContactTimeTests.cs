using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Scoring;
using SoraSharp.Worlds;
using Xunit;

namespace SoraSharp.Quality.Tests.Analysers;

/// <summary>When things are seen to meet that are hard to time: glass that breaks and vehicles that collide.</summary>
public sealed class ContactTimeTests(MiniDecoder decoder) : IClassFixture<MiniDecoder>
{
    private const ulong Seed = 7_300_000_000;

    private static IEnumerable<SimulatedScene> OneGlassBall => TrueScenes.Of(WorldKind.BouncingBalls, Seed, a => a is { Material: BallMaterial.Glass, Count: 1 });

    [Fact]
    public void Glass_breaks_when_it_hits() => AssertTimes(OneGlassBall, ContactKind.Shatter, clip => clip, BallsAnalyser.Analyse, within: 0.05, missed: 1);

    [Fact]
    public void Glass_behind_a_decoder_breaks_when_it_hits() =>
        AssertTimes(OneGlassBall, ContactKind.Shatter, decoder.Apply, BallsAnalyser.Analyse, within: ScoreSheet.HeardWithin, missed: 3);

    [Fact]
    public void Vehicles_collide_when_they_meet() =>
        AssertTimes(
            TrueScenes.Of(WorldKind.Vehicles, Seed, a => a.Outcome == ClipOutcome.Crashed), ContactKind.Crash, clip => clip,
            VehiclesAnalyser.Analyse, within: ScoreSheet.HeardWithin, missed: 1);

    [Fact]
    public void What_is_hidden_in_part_is_not_well_seen()
    {
        Track track = new(ClipColor.Red, [new(10, 10, 400), new(11, 12, 400), new(14, 15, 300), default, new(13, 20, 390)]);
        Assert.Equal([true, true, false, false, true], track.WellSeen.Select(s => s.Seen));
    }

    /// <summary>One contact is seen in all of twelve clips but a few, at the time of the true one.</summary>
    private static void AssertTimes(
        IEnumerable<SimulatedScene> candidates, ContactKind kind, Func<ClipSignal, ClipSignal> change, Func<ClipSignal, ClipStyle, ObjectAnalysis> analyse, double within, int missed)
    {
        SimulatedScene[] scenes = [.. candidates.Take(12)];
        var right = scenes.Count(scene =>
        {
            var seen = analyse(change(SimulatedScores.Render(scene, TrueScenes.Layout)), scene.Attributes.Style).Contacts;
            var truth = scene.GetTruth(TrueScenes.Layout.Width, TrueScenes.Layout.Height).Contacts.First(c => c.Kind == kind).Time;
            return seen.Count == 1 && Math.Abs(seen[0].Time - truth) <= within;
        });
        Assert.Equal(12, scenes.Length);
        Assert.InRange(right, scenes.Length - missed, scenes.Length);
    }
}
