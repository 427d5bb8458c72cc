using SoraSharp.Golden;

namespace SoraSharp.Tests;

/// <summary>Wan's releases, tiny and with random weights, and what each is asked for.</summary>
internal static class WanCheckpoints
{
    /// <summary>2.1: text to video, or a video to start from.</summary>
    public static string Text => Folder("t2v_21");

    /// <summary>2.1: a picture, which CLIP sees too.</summary>
    public static string Image => Folder("i2v_21");

    /// <summary>2.1: the first and the last frame.</summary>
    public static string FirstAndLast => Folder("flf2v_21");

    /// <summary>2.2 A14B: a picture, two experts, no CLIP.</summary>
    public static string ImageExperts => Folder("i2v_22_two_experts");

    /// <summary>2.2 TI2V: text, and a first frame that is kept.</summary>
    public static string TextAndImage => Folder("ti2v_5b_t2v");

    /// <summary>2.1: control, mask and references; two control layers.</summary>
    public static string Vace => Folder("vace_21");

    /// <summary>Nine small frames in three steps.</summary>
    public static VideoRequest Request { get; } = new VideoRequest("A red fox runs") { Frames = 9, Size = new(64, 32), Steps = 3, Seed = 3 };

    public static VideoGenerator Open(string folder) => VideoGenerator.CreateBuilder().UseCheckpoint(folder).Build();

    /// <summary>A picture of soft colours that the seed alone determines.</summary>
    public static RgbImage Picture(int seed, int width = 64, int height = 32)
    {
        byte[] pixels = new byte[width * height * RgbImage.Channels];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(128 + (100 * Math.Sin((i % 97 * 0.1) + (seed * i / 500.0) + seed)));
        return new(width, height, pixels);
    }

    /// <summary>Frames, each of another picture.</summary>
    public static VideoFrames Frames(int count, int width = 64, int height = 32) =>
        new([.. Enumerable.Range(0, count).SelectMany(i => Picture(i + 1, width, height).Pixels.Select(b => b / 255f))], new(count, new(width, height), 16));

    private static string Folder(string name) => Path.Combine(GoldenCases.Repository, "wan", "pipelines", name, "checkpoint");
}
