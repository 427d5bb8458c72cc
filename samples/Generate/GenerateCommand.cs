using System.CommandLine;
using System.CommandLine.Parsing;
using SoraSharp;

namespace Generate;

/// <summary>What the command line asks for; null where the model decides.</summary>
internal sealed record Choices(string Prompt, string? Negative, VideoStyle? Style, long? Seed, int? Steps, double? Guidance, FrameSize? Size, int? Frames, double? Duration, double? FramesPerSecond, IReadOnlyList<ImageChoice> Images, string? Checkpoint, FileInfo Out);

/// <summary>The command line: a prompt, and options with defaults.</summary>
internal sealed class GenerateCommand : RootCommand
{
    private readonly Argument<string> _prompt = new("PROMPT") { Description = "What is to be seen and heard." };
    private readonly Option<string?> _negative = new("--negative") { Description = "What is to be avoided." };
    private readonly Option<VideoStyle?> _style = new("--style") { Description = $"How it is drawn: {string.Join(", ", VideoStyle.All.Select(s => $"\"{s.Name}\""))}.", CustomParser = ParseStyle };
    private readonly Option<long?> _seed = new("--seed") { Description = "Where the noise starts; the same seed gives the same video. Drawn if left out." };
    private readonly Option<int?> _steps = new("--steps") { Description = "Denoising steps." };
    private readonly Option<double?> _guidance = new("--guidance") { Description = "Classifier-free guidance scale, of picture and sound." };
    private readonly Option<FrameSize?> _size = new("--size") { Description = "Width and height in pixels, for example 256x160.", CustomParser = ParseSize };
    private readonly Option<int?> _frames = new("--frames") { Description = "Number of frames." };
    private readonly Option<double?> _duration = new("--duration") { Description = "Seconds, instead of --frames." };
    private readonly Option<double?> _rate = new("--fps") { Description = "Frames a second." };
    private readonly Option<ImageChoice[]> _images = new("--image") { Description = "A picture to show: FILE[@SECONDS[:STRENGTH]], SECONDS may be end; again for several. Without a moment it is the first frame.", CustomParser = ImageChoice.Parse, Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "A checkpoint's folder in diffusers' layout; Mini if left out." };
    private readonly Option<FileInfo> _out = new("--out") { Description = "The file to write; the extension says the format.", DefaultValueFactory = _ => new("video.mp4") };

    public GenerateCommand()
        : base("Makes a video with sound from a prompt.")
    {
        Arguments.Add(_prompt);
        foreach (Option option in (Option[])[_negative, _style, _seed, _steps, _guidance, _size, _frames, _duration, _rate, _images, _checkpoint, _out]) Options.Add(option);
    }

    public Choices Read(ParseResult result) => new(
        result.GetRequiredValue(_prompt),
        result.GetValue(_negative),
        result.GetValue(_style),
        result.GetValue(_seed),
        result.GetValue(_steps),
        result.GetValue(_guidance),
        result.GetValue(_size),
        result.GetValue(_frames),
        result.GetValue(_duration),
        result.GetValue(_rate),
        result.GetValue(_images) ?? [],
        result.GetValue(_checkpoint),
        result.GetRequiredValue(_out));

    private static FrameSize? ParseSize(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string[] parts = text.Split('x', 'X');
        if (parts.Length == 2 && int.TryParse(parts[0], out int width) && int.TryParse(parts[1], out int height)) return new(width, height);
        result.AddError($"--size is {text}; it is WIDTHxHEIGHT in pixels, for example 256x160.");
        return null;
    }

    private static VideoStyle? ParseStyle(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        VideoStyle? style = VideoStyle.All.FirstOrDefault(s => string.Equals(s.Name, text, StringComparison.OrdinalIgnoreCase));
        if (style is null) result.AddError($"--style is {text}; known are {string.Join(", ", VideoStyle.All.Select(s => s.Name))}; other styles can be said in the prompt.");
        return style;
    }
}
