using SoraSharp.Mini;
using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Scoring;

namespace SoraSharp.Quality.Generation;

/// <summary>Makes clips from prompts with the product's generator at the model's default size.</summary>
internal sealed class ClipMaker : IAsyncDisposable
{
    private readonly VideoGenerator _generator;
    private readonly QualityOptions _options;

    public ClipMaker(QualityOptions options)
    {
        _options = options;
        var builder = VideoGenerator.CreateBuilder();
        _generator = (options.Checkpoint is { } folder ? builder.UseCheckpoint(folder) : builder.UseMini()).Build();
    }

    /// <summary>The size of its clips.</summary>
    public ClipLayout Layout
    {
        get
        {
            var shape = _generator.Profile.DefaultShape;
            return new(shape.Size.Width, shape.Size.Height, shape.Frames, shape.FramesPerSecond);
        }
    }

    /// <summary>Makes the clip of a prompt; the index moves the seed.</summary>
    public async Task<ClipSignal> MakeAsync(string caption, int index, CancellationToken cancellationToken)
    {
        var request = new VideoRequest(caption) { Seed = _options.Seed + index, Steps = _options.Steps };
        if (_options.Guidance is { } scale)
            request = request.WithGuidanceScale(scale);
        var video = await _generator.GenerateAsync(request, null, cancellationToken);
        var frames = video.Frames;
        var size = frames.Width * frames.Height * 3;
        var pixels = new byte[frames.Count * size];
        for (var f = 0; f < frames.Count; f++)
            frames.CopyRgb24(f, pixels.AsSpan(f * size, size));
        return new(frames.Width, frames.Height, frames.FramesPerSecond, pixels, Mono(video.Audio), video.Audio?.SampleRate ?? 16000);
    }

    public ValueTask DisposeAsync() => _generator.DisposeAsync();

    private static float[] Mono(AudioClip? audio)
    {
        if (audio is null)
            return [];
        var mono = new float[audio.Length];
        for (var c = 0; c < audio.Channels; c++)
        {
            var channel = audio.Channel(c);
            for (var i = 0; i < mono.Length; i++)
                mono[i] += channel[i] / audio.Channels;
        }
        return mono;
    }
}
