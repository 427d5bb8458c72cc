using SoraSharp.Mini;

namespace SoraSharp.Tests.Docs;

/// <summary>The examples of docs/conditioning.md, compiled as they are shown.</summary>
internal static class ConditioningExamples
{
    public static async Task PicturesAsync()
    {
        await using VideoGenerator generator = VideoGenerator.CreateBuilder().UseCheckpoint("path/to/LTX-2").Build();

        GeneratedVideo video = await generator
            .Prompt("A fox trots out of the wood and looks up")
            .WithImage("wood.png")
            .WithImage("fox.png", at: TimeSpan.FromSeconds(2), strength: 0.7)
            .WithImage("close-up.png", at: VideoPosition.End)
            .GenerateAsync();

        await video.SaveAsync("fox.mp4");
    }

    public static async Task ContinuationAsync()
    {
        await using VideoGenerator generator = VideoGenerator.CreateBuilder().UseMini().Build();

        GeneratedVideo first = await generator.Prompt("a red ball bounces on the floor").GenerateAsync();
        GeneratedVideo next = await generator.Prompt("a red ball bounces on the floor").WithContinuation(first).GenerateAsync();

        await first.ContinuedBy(next).SaveAsync("longer.mp4");
    }

    public static async Task StreamsAsync(VideoGenerator generator, AudioClip speech, VideoFrames silent)
    {
        // The picture is made for the sound, and the sound for the picture.
        GeneratedVideo speaker = await generator.Prompt("a woman speaks into the camera").WithAudio(speech).GenerateAsync();
        GeneratedVideo dubbed = await generator.Prompt("waves break on a stony beach").WithVideo(silent).GenerateAsync();

        await speaker.SaveAsync("speaker.mp4");
        await dubbed.SaveAsync("dubbed.mp4");
    }
}
