using SoraSharp.Mini;

namespace SoraSharp.Tests.Docs;

/// <summary>The example of README.md, compiled as it is shown.</summary>
internal static class ReadmeExample
{
    public static async Task RunAsync()
    {
        await using VideoGenerator generator = VideoGenerator.CreateBuilder().UseMini().Build();

        GeneratedVideo video = await generator
            .Prompt("A red rubber ball bounces on the floor")
            .WithStyle(VideoStyle.PencilSketch)
            .WithDuration(TimeSpan.FromSeconds(4))
            .WithSeed(7)
            .GenerateAsync();

        await video.SaveAsync("ball.mp4");
    }
}
