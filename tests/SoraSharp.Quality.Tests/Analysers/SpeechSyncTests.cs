using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Scoring;
using SoraSharp.Worlds;
using Xunit;

namespace SoraSharp.Quality.Tests.Analysers;

/// <summary>Mouths and voices of two presenters a style who nod, true and behind Mini's own autoencoder.</summary>
public sealed class SpeechSyncTests(MiniDecoder decoder) : IClassFixture<MiniDecoder>
{
    private const int PerStyle = 2;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mouth_follows_its_own_voice_and_no_other(bool decoded)
    {
        var clips = Presenters().Select(clip => decoded ? decoder.Apply(clip) : clip).ToArray();
        var mouths = clips.Select(SpeechSync.Mouth).ToArray();
        var voices = clips.Select(SpeechSync.Vowels).ToArray();
        Assert.Equal(6 * PerStyle, clips.Length);
        double[] own = [.. mouths.Zip(voices, SpeechSync.Correlation)];
        Assert.All(own, correlation => Assert.InRange(correlation, SpeechSync.Together, 1));
        var others = from mouth in Enumerable.Range(0, clips.Length)
                     from voice in Enumerable.Range(0, clips.Length)
                     where mouth != voice
                     select SpeechSync.Correlation(mouths[mouth], voices[voice]) >= SpeechSync.Together ? 1.0 : 0;
        Assert.InRange(others.Average(), 0, 0.25);
    }

    [Fact]
    public void A_nod_alone_moves_no_mouth()
    {
        var clip = Presenters().First();
        // The whole picture moves down by four pixels and back.
        for (var f = 1; f < clip.Frames; f++)
        {
            var down = 4 * (f / 6 % 2) * clip.Width * 3;
            clip.Frame(0)[..^down].CopyTo(clip.Pixels.AsSpan((f * clip.FrameBytes) + down));
        }
        Assert.All(SpeechSync.Mouth(clip), change => Assert.Equal(0, change));
    }

    [Fact]
    public void Silence_and_no_sound_are_no_voice()
    {
        var clip = Presenters().First();
        Assert.All(SpeechSync.Vowels(clip with { Audio = [] }), vowel => Assert.Equal(0, vowel));
        Assert.All(SpeechSync.Vowels(clip with { Audio = new float[clip.Audio.Length] }), vowel => Assert.Equal(0, vowel));
    }

    private static IEnumerable<ClipSignal> Presenters() =>
        from style in Enum.GetValues<ClipStyle>()
        from scene in TrueScenes.Of(WorldKind.Presenter, 7_600_000_000, a => a.Style == style).Where(s => s.Caption.Text.Contains("nod", StringComparison.Ordinal)).Take(PerStyle)
        select SimulatedScores.Render(scene, TrueScenes.Layout);
}
