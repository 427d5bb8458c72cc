using SoraSharp.Mini;

namespace SoraSharp.Tests.Docs;

/// <summary>The example of docs/wan.md, compiled as it is shown.</summary>
internal static class WanExample
{
    public static async Task RunAsync()
    {
        await using VideoGenerator generator = VideoGenerator.CreateBuilder()
            .UseCheckpoint("Wan2.2-TI2V-5B-Diffusers")
            .WithMiniSound()
            .Build();

        SavedVideo saved = await generator
            .Prompt("A red fox runs through deep snow while the sun rises")
            .WithImage("fox.png")
            .WithScheduler(SchedulerChoice.UniPc)
            .GenerateToFileAsync("fox.mp4");
        Console.WriteLine(saved.Sound);
    }
}
