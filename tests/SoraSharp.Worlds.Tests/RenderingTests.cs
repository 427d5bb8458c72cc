using System.Diagnostics;
using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class RenderingTests(ITestOutputHelper output)
{
    private static readonly (ClipColor Color, double Hue)[] Hues =
    [
        (ClipColor.Red, 0), (ClipColor.Orange, 31), (ClipColor.Yellow, 53), (ClipColor.Green, 130),
        (ClipColor.Cyan, 186), (ClipColor.Blue, 228), (ClipColor.Purple, 276), (ClipColor.Pink, 328),
    ];

    [Theory]
    [InlineData(WorldKind.BouncingBalls)]
    [InlineData(WorldKind.Basketball)]
    [InlineData(WorldKind.DuckRace)]
    [InlineData(WorldKind.Presenter)]
    [InlineData(WorldKind.Vehicles)]
    [InlineData(WorldKind.MushroomGarden)]
    [InlineData(WorldKind.Weather)]
    public void Another_size_shows_the_same_scene(WorldKind world)
    {
        foreach (var scene in Scenes.Of(world, 12))
        {
            var small = scene.Render(128, 80);
            var large = scene.Render(256, 160);
            double difference = 0;
            for (var f = 0; f < scene.Frames; f += 4)
            {
                for (var y = 0; y < 80; y++)
                {
                    for (var x = 0; x < 128 * 3; x++)
                    {
                        var (px, c) = (x / 3, x % 3);
                        var o = (((f * 160) + (2 * y)) * 256 * 3) + (6 * px) + c;
                        var mean = (large[o] + large[o + 3] + large[o + (256 * 3)] + large[o + (256 * 3) + 3]) / 4.0;
                        difference += Math.Abs(mean - small[(((f * 80) + y) * 128 * 3) + x]);
                    }
                }
            }
            difference /= 9 * 80 * 128 * 3;
            Assert.True(difference < 3, $"{scene.Caption}: mean difference {difference:F2} of 255");
            var (a, b) = (scene.GetTruth(128, 80), scene.GetTruth(256, 160));
            Assert.Equal(2 * a.Tracks[0].Points[9].X, b.Tracks[0].Points[9].X, 1e-9);
            Assert.Equal(2 * a.Tracks[0].Points[9].Radius, b.Tracks[0].Points[9].Radius, 1e-9);
            Assert.Equal(2 * a.Gravity, b.Gravity, 1e-9);
        }
    }

    [Fact]
    public void Other_aspect_ratios_are_filled()
    {
        foreach (var (w, h) in new[] { (64, 64), (200, 60), (48, 90) })
        {
            var scene = new WorldSampler().SampleScene(5, 9);
            Assert.Equal(9 * w * h * 3, scene.Render(w, h).Length);
            var p = scene.GetTruth(w, h).Tracks[0].Points[0];
            Assert.InRange(p.X, 0, w);
            Assert.InRange(p.Y, 0, h);
        }
    }

    [Fact]
    public void Moving_things_are_drawn_where_the_truth_says()
    {
        foreach (var scene in Scenes.Of(WorldKind.BouncingBalls, 60).Where(s => s.Attributes.Count == 1 && s.Attributes.Material != BallMaterial.Glass))
        {
            var frames = scene.Render(128, 80);
            var points = scene.GetTruth(128, 80).Tracks[0].Points;
            // Where two frames differ, the ball is (or was): all change lies in both discs with the glow's reach around them.
            foreach (var f in new[] { 4, 16, 30 })
            {
                var far = 0;
                for (var i = 0; i < 128 * 80; i++)
                {
                    var (x, y) = ((i % 128) + 0.5, (i / 128) + 0.5);
                    var changed = false;
                    for (var c = 0; c < 3; c++)
                        changed |= Math.Abs(frames[(((f * 128 * 80) + i) * 3) + c] - frames[((((f + 1) * 128 * 80) + i) * 3) + c]) > 24;
                    if (changed && !Near(points[f], x, y) && !Near(points[f + 1], x, y))
                        far++;
                }
                Assert.Equal(0, far);
            }
        }

        static bool Near(TrackPoint p, double x, double y) => Math.Sqrt(Math.Pow(x - p.X, 2) + Math.Pow(y - p.Y, 2)) < p.Radius + 5;
    }

    [Theory]
    [InlineData(WorldKind.BouncingBalls)]
    [InlineData(WorldKind.DuckRace)]
    [InlineData(WorldKind.MushroomGarden)]
    public void Colours_are_seen_as_named_in_every_style(WorldKind world)
    {
        foreach (var scene in Scenes.Of(world, 240))
        {
            var frames = scene.Render(128, 80);
            foreach (var track in scene.GetTruth(128, 80).Tracks.Where(t => t.Points[0].Visible))
            {
                var point = track.Points[0];
                var seen = DominantColor(frames, point, world == WorldKind.DuckRace ? 0.55 : 0.9);
                Assert.True(seen == track.Color, $"{track.Color} {track.Name} looks {seen} in {scene.Attributes.Style}, {scene.Attributes.Material}");
            }
        }
    }

    [Fact]
    public void Throughput_is_reported()
    {
        var sampler = new WorldSampler();
        foreach (var (width, height, sound) in new[] { (128, 80, false), (128, 80, true), (256, 160, false) })
        {
            var buffer = new byte[33 * width * height * 3];
            const int Count = 60;
            var watch = new Stopwatch();
            for (var i = -20; i < Count; i++)
            {
                if (i == 0)
                    watch.Start();
                var scene = sampler.SampleScene((ulong)(i + 20));
                scene.RenderTo(buffer, width, height);
                if (sound)
                    scene.Synthesize();
            }
            Assert.Contains(buffer, b => b != 0);
            output.WriteLine($"{width}×{height}×33{(sound ? " with sound" : "")}: {Count / watch.Elapsed.TotalSeconds:F0} clips/s on one thread");
        }
    }

    /// <summary>The named hue that most of the saturated pixels within a share of the radius are nearest to.</summary>
    private static ClipColor DominantColor(byte[] frames, TrackPoint point, double share)
    {
        var votes = new double[8];
        for (var y = 0; y < 80; y++)
        {
            for (var x = 0; x < 128; x++)
            {
                if (Math.Sqrt(Math.Pow(x + 0.5 - point.X, 2) + Math.Pow(y + 0.5 - point.Y, 2)) > point.Radius * share)
                    continue;
                var i = ((y * 128) + x) * 3;
                double r = frames[i], g = frames[i + 1], b = frames[i + 2];
                var max = Math.Max(r, Math.Max(g, b));
                var spread = max - Math.Min(r, Math.Min(g, b));
                if (spread < 25)
                    continue;
                var hue = max == r ? 60 * (g - b) / spread : max == g ? 120 + (60 * (b - r) / spread) : 240 + (60 * (r - g) / spread);
                hue = (hue + 360) % 360;
                votes[(int)Hues.MinBy(h => Math.Min(Math.Abs(hue - h.Hue), 360 - Math.Abs(hue - h.Hue))).Color] += spread;
            }
        }
        return (ClipColor)Array.IndexOf(votes, votes.Max());
    }
}
