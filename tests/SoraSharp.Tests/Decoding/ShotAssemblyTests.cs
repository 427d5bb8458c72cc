using SoraSharp.Decoding;
using Xunit;

namespace SoraSharp.Tests.Decoding;

public sealed class ShotAssemblyTests
{
    [Fact]
    public void Frames_follow_each_other()
    {
        VideoFrames joined = ShotAssembly.Frames([Frames(2, 0.25f), Frames(3, 0.75f)]);

        Assert.Equal(5, joined.Count);
        Assert.Equal(0.25f, joined.Frame(1)[0]);
        Assert.Equal(0.75f, joined.Frame(2)[0]);
    }

    [Fact]
    public void Sound_stays_in_step_with_the_picture()
    {
        // Shots of 0.5 and 0.75 s at 4 fps; sound that is too long, then too short, then none.
        AudioClip joined = ShotAssembly.Audio([(Frames(2, 0).Shape, new([1, 1, 1, 1, 1, 1, 1, 1], 2, 4)), (Frames(3, 0).Shape, new([2, 2], 2, 4)), (Frames(1, 0).Shape, null)])!;

        Assert.Equal([1f, 1, 2, 0, 0, 0], joined.Channel(0).ToArray());
        Assert.Equal([1f, 1, 2, 0, 0, 0], joined.Channel(1).ToArray());
    }

    [Fact]
    public void Silence_stays_silence() => Assert.Null(ShotAssembly.Audio([(Frames(1, 0).Shape, null), (Frames(1, 0).Shape, null)]));

    [Fact]
    public void Shots_that_do_not_fit_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => ShotAssembly.Frames([Frames(1, 0), new(new float[3], new(1, new(1, 1), 8))]));
        Assert.Throws<InvalidOperationException>(() => ShotAssembly.Audio([(Frames(1, 0).Shape, new([1], 1, 4)), (Frames(1, 0).Shape, new([1], 1, 8))]));
    }

    private static VideoFrames Frames(int count, float value) => new(Enumerable.Repeat(value, 3 * count).ToArray(), new(count, new(1, 1), 4));
}
