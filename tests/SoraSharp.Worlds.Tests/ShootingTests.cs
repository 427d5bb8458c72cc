using SoraSharp.Worlds.Captions;
using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class ShootingTests
{
    private static readonly ClipAttributes Ball = new(WorldKind.BouncingBalls, ClipStyle.Flat, [ClipColor.Red], 1, BallMaterial.Rubber);
    private static readonly ClipAttributes Ducks = new(WorldKind.DuckRace, ClipStyle.Flat, [ClipColor.Red, ClipColor.Blue], 2, BallMaterial.None, ClipOutcome.Won);

    public static TheoryData<ClipCamera> Moves => [.. Enum.GetValues<ClipCamera>()];

    [Theory]
    [MemberData(nameof(Moves))]
    public void The_camera_moves_as_named_and_slowly(ClipCamera move)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            foreach (var frames in new[] { 33, 49 })
            {
                var scene = WorldSampler.CreateScene(Ball with { Camera = move }, seed, frames);
                var camera = scene.GetTruth(128, 80).Camera;
                Assert.Equal(frames, camera.Count);
                var (dx, zoom) = (camera[^1].X - camera[0].X, camera[^1].Zoom / camera[0].Zoom);
                Assert.True(move switch
                {
                    ClipCamera.PanRight => dx > 12,
                    ClipCamera.PanLeft => dx < -12,
                    ClipCamera.ZoomIn => zoom > 1.25,
                    ClipCamera.ZoomOut => zoom < 0.8,
                    ClipCamera.Shake => camera.Max(c => c.X) - camera.Min(c => c.X) > 0.8 && camera.All(c => Math.Abs(c.X - 64) < 2 && Math.Abs(c.Y - 40) < 2),
                    _ => camera.All(c => c == new CameraPoint(64, 40, 1)),
                }, $"{move}: {dx}, {zoom}");
                for (var f = 1; f < frames; f++)
                {
                    Assert.True(Math.Abs(camera[f].X - camera[f - 1].X) < 2);
                    Assert.InRange(camera[f].Zoom / camera[f - 1].Zoom, 0.98, 1.02);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void Tracks_and_contacts_are_where_the_camera_shows_them(ClipCamera move)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var still = WorldSampler.CreateScene(Ball, seed).GetTruth(256, 160);
            var moved = WorldSampler.CreateScene(Ball with { Camera = move }, seed).GetTruth(256, 160);
            Assert.Equal(still.Gravity, moved.Gravity);
            for (var f = 0; f < 33; f++)
            {
                var (a, b, c) = (still.Tracks[0].Points[f], moved.Tracks[0].Points[f], moved.Camera[f]);
                Assert.Equal(a.X, c.X + ((b.X - 128) / c.Zoom), 1e-3);
                Assert.Equal(a.Y, c.Y + ((b.Y - 80) / c.Zoom), 1e-3);
                Assert.Equal(a.Radius, b.Radius / c.Zoom, 1e-3);
            }
            Assert.Equal(still.Contacts.Select(c => c.Time), moved.Contacts.Select(c => c.Time));
        }
    }

    [Fact]
    public void A_zoom_ends_and_begins_with_the_still_picture()
    {
        var still = WorldSampler.CreateScene(Ducks, 5).Render(128, 80);
        var zoomIn = WorldSampler.CreateScene(Ducks with { Camera = ClipCamera.ZoomIn }, 5).Render(128, 80);
        var zoomOut = WorldSampler.CreateScene(Ducks with { Camera = ClipCamera.ZoomOut }, 5).Render(128, 80);
        const int Size = 128 * 80 * 3;
        Assert.True(still.AsSpan(32 * Size).SequenceEqual(zoomIn.AsSpan(32 * Size)));
        Assert.True(still.AsSpan(0, Size).SequenceEqual(zoomOut.AsSpan(0, Size)));
        Assert.False(still.AsSpan(0, Size).SequenceEqual(zoomIn.AsSpan(0, Size)));
    }

    [Theory]
    [InlineData(ClipShots.WideThenClose)]
    [InlineData(ClipShots.CloseThenWide)]
    public void A_cut_changes_the_whole_picture_and_the_truth_says_where(ClipShots shots)
    {
        foreach (var world in Enum.GetValues<WorldKind>())
        {
            for (ulong seed = 0; seed < 8; seed++)
            {
                var scene = WorldSampler.CreateScene(Scenes.Only(world, ShootingWeights.Still).SampleAttributes(seed) with { Shots = shots }, seed);
                var truth = scene.GetTruth(128, 80);
                var cut = Assert.NotNull(truth.CutFrame);
                Assert.InRange(cut, 12, 21);
                var frames = scene.Render(128, 80);
                var steps = Enumerable.Range(1, 32).Select(f => Difference(frames, f - 1, f)).ToArray();
                Assert.True(steps[cut - 1] == steps.Max(), $"{scene.Caption}: cut at {cut}, most change at {Array.IndexOf(steps, steps.Max()) + 1}");
                Assert.True((truth.Camera[cut].Zoom > truth.Camera[cut - 1].Zoom) == (shots == ClipShots.WideThenClose));
                // The same subjects in both shots: what the still picture shows at the cut, both show.
                var still = WorldSampler.CreateScene(scene.Attributes with { Shots = ClipShots.One }, seed).GetTruth(128, 80);
                for (var track = 0; track < still.Tracks.Count; track++)
                {
                    if (still.Tracks[track].Points[cut - 1].Visible && still.Tracks[track].Points[cut].Visible)
                        Assert.True(truth.Tracks[track].Points[cut - 1].Visible && truth.Tracks[track].Points[cut].Visible, $"{scene.Caption}, track {track}");
                }
                Assert.Contains(scene.Caption.Attributes, a => a.Kind == CaptionAttributeKind.Shots);
            }
        }
        Assert.Null(WorldSampler.CreateScene(Ball, 1).GetTruth(128, 80).CutFrame);
    }

    [Fact]
    public void Captions_name_the_camera_the_cut_and_the_night()
    {
        var sampler = new WorldSampler();
        for (ulong seed = 0; seed < 4000; seed++)
        {
            var scene = sampler.SampleScene(seed, 9);
            var (words, a) = (scene.Caption.Words, scene.Attributes);
            Assert.True(words.Count <= ClipCaption.MaxWords, scene.Caption.Text);
            Assert.Equal(a.Camera is ClipCamera.PanLeft or ClipCamera.PanRight, words.Any(w => w is "pan" or "pans"));
            Assert.Equal(a.Camera is ClipCamera.ZoomIn or ClipCamera.ZoomOut, words.Any(w => w is "zoom" or "zooms"));
            Assert.Equal(a.Camera == ClipCamera.Shake, words.Any(w => w is "shaky" or "handheld" or "shakes" or "shake"));
            Assert.Equal(a.Shots != ClipShots.One, words.Contains("wide"));
            Assert.Equal(a.TimeOfDay == ClipTimeOfDay.Night, scene.Caption.Attributes.Any(m => m.Kind == CaptionAttributeKind.TimeOfDay && (m.Text.Contains("night") || m.Text.Contains("dark"))));
        }
    }

    [Fact]
    public void Moves_cuts_and_nights_are_as_rare_as_asked_for()
    {
        var all = Enumerable.Range(0, 10000).Select(s => new WorldSampler().SampleAttributes((ulong)s)).ToArray();
        Assert.InRange(all.Count(a => a.Camera != ClipCamera.Static) / 10000.0, 0.18, 0.22);
        Assert.InRange(all.Count(a => a.Shots != ClipShots.One) / 10000.0, 0.03, 0.05);
        var outdoors = all.Where(a => a.TimeOfDay != ClipTimeOfDay.None).ToArray();
        Assert.InRange(outdoors.Count(a => a.TimeOfDay == ClipTimeOfDay.Night) / (double)outdoors.Length, 0.36, 0.44);
        var still = new WorldSampler(null, new ShootingWeights(0, 0, 1));
        for (ulong seed = 0; seed < 300; seed++)
        {
            var a = still.SampleAttributes(seed);
            Assert.True(a.Camera == ClipCamera.Static && a.Shots == ClipShots.One && a.TimeOfDay != ClipTimeOfDay.Day);
            // How a clip is shot changes nothing else of it.
            Assert.Equal(a.CombinationKey, new WorldSampler().SampleAttributes(seed).CombinationKey);
        }
        Assert.Throws<ArgumentException>(() => new WorldSampler(null, new ShootingWeights(0.7, 0.4)));
        Assert.Throws<ArgumentException>(() => new WorldSampler(null, new ShootingWeights(double.NaN)));
    }

    [Fact]
    public void Nights_are_darker_than_days_in_every_style()
    {
        foreach (var style in Enum.GetValues<ClipStyle>().Where(s => s != ClipStyle.Neon))
        {
            var day = WorldSampler.CreateScene(Ducks with { Style = style, TimeOfDay = ClipTimeOfDay.Day }, 3).Render(128, 80).Average(b => b);
            var night = WorldSampler.CreateScene(Ducks with { Style = style, TimeOfDay = ClipTimeOfDay.Night }, 3).Render(128, 80).Average(b => b);
            Assert.True(night < 0.7 * day, $"{style}: {day:F0} by day, {night:F0} at night");
        }
    }

    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => WorldSampler.CreateScene(Ball with { Shots = ClipShots.WideThenClose, Camera = ClipCamera.Shake }, 1));
        Assert.Contains("use Static", error.Message);
        Assert.Throws<ArgumentException>(() => WorldSampler.CreateScene(Ball with { TimeOfDay = ClipTimeOfDay.Night }, 1));
        Assert.Throws<ArgumentException>(() => WorldSampler.CreateScene(Ducks with { TimeOfDay = ClipTimeOfDay.Night, Style = ClipStyle.Neon }, 1));
        Assert.Throws<ArgumentException>(() => WorldSampler.CreateScene(Ball with { Camera = (ClipCamera)77 }, 1));
        Assert.Throws<ArgumentException>(() => WorldSampler.CreateScene(Ball with { Style = (ClipStyle)77 }, 1));
    }

    private static double Difference(byte[] frames, int a, int b)
    {
        const int Size = 128 * 80 * 3;
        var sum = 0;
        for (var i = 0; i < Size; i++)
            sum += Math.Abs(frames[(a * Size) + i] - frames[(b * Size) + i]);
        return sum / (double)Size;
    }
}
