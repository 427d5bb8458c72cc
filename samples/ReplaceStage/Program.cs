using SoraSharp;
using SoraSharp.Mini;

await using VideoGenerator generator = VideoGenerator.CreateBuilder()
    .UseMini()
    .UseScheduler(new QuadraticScheduler())
    .Build();

GeneratedVideo video = await generator
    .Prompt("A red rubber ball bounces on the floor, flat style")
    .WithSeed(7)
    .GenerateAsync();

await video.SaveAsync("quadratic.webp");
Console.WriteLine($"quadratic.webp: {video.Frames.Shape}");
