using SoraSharp.Stages;

namespace SoraSharp;

/// <summary>A video and what is known about how it came about. Thread-safe (immutable).</summary>
public sealed class GeneratedVideo
{
    private readonly IReadOnlyList<IMediaWriter> _writers;

    /// <summary>Of its parts.</summary>
    /// <param name="frames">The picture.</param>
    /// <param name="audio">The sound; null where the model and the stages make none.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="shots">What was made of it, every value settled.</param>
    /// <param name="understanding">What was understood of each shot's prompt, in their order.</param>
    /// <param name="physics">What the physics stage says, shot by shot.</param>
    /// <param name="timings">How long each stage took, in the order in which they ran.</param>
    /// <param name="writers">Those that <see cref="SaveAsync"/> can choose from.</param>
    public GeneratedVideo(
        VideoFrames frames,
        AudioClip? audio,
        VideoRequest request,
        IReadOnlyList<Shot> shots,
        IReadOnlyList<PromptUnderstanding> understanding,
        IReadOnlyList<PhysicsReport> physics,
        IReadOnlyList<StageTiming> timings,
        IReadOnlyList<IMediaWriter> writers)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(shots);
        ArgumentNullException.ThrowIfNull(writers);
        ArgumentOutOfRangeException.ThrowIfZero(shots.Count, nameof(shots));
        Frames = frames;
        Audio = audio;
        Sound = audio is null ? SoundOrigin.Silence : SoundOrigin.Joint;
        Request = request;
        Shots = shots;
        Understanding = understanding;
        Physics = physics;
        Timings = timings;
        _writers = writers;
    }

    /// <summary>The picture.</summary>
    public VideoFrames Frames { get; }

    /// <summary>The sound; null where the model and the stages make none.</summary>
    public AudioClip? Audio { get; }

    /// <summary>Where the sound comes from, and whether there is any.</summary>
    public SoundOrigin Sound { get; init; }

    /// <summary>What was asked for.</summary>
    public VideoRequest Request { get; }

    /// <summary>What was made of it, every value settled.</summary>
    public IReadOnlyList<Shot> Shots { get; }

    /// <summary>The seed of the first shot, also where none was asked for: repeat the request with it for the same video.</summary>
    public long Seed => Shots[0].Seed;

    /// <summary>What was understood of each shot's prompt.</summary>
    public IReadOnlyList<PromptUnderstanding> Understanding { get; }

    /// <summary>Words the model has never seen, over all shots, each once.</summary>
    public IReadOnlyList<string> UnknownWords => [.. Understanding.SelectMany(u => u.UnknownWords).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>What the physics stage says, shot by shot. Look at <see cref="PhysicsReport.Examined"/> before trusting an empty list of findings.</summary>
    public IReadOnlyList<PhysicsReport> Physics { get; }

    /// <summary>How long each stage took, in the order in which they ran.</summary>
    public IReadOnlyList<StageTiming> Timings { get; }

    /// <summary>This video and one that goes on from it, as one: the frames that both have are shown once, and the sound passes over at their end.</summary>
    /// <param name="next">Made with <see cref="VideoRequest.WithContinuation(GeneratedVideo, int?)"/> from this video.</param>
    /// <exception cref="ArgumentException">It goes on from no video, or differs in size, frame rate, sample rate or channels.</exception>
    public GeneratedVideo ContinuedBy(GeneratedVideo next)
    {
        ArgumentNullException.ThrowIfNull(next);
        int overlap = next.Shots[0].Conditioning.Overlap;
        if (overlap == 0) throw new ArgumentException("`next` goes on from no video; make it with WithContinuation.", nameof(next));
        return new(
            Joining.Frames(Frames, next.Frames, overlap),
            Joining.Audio(this, next, overlap),
            Request,
            [.. Shots, .. next.Shots.Select(s => s with { Index = s.Index + Shots.Count })],
            [.. Understanding, .. next.Understanding],
            [.. Physics, .. next.Physics],
            [.. Timings.Concat(next.Timings).GroupBy(t => t.Stage).Select(g => new StageTiming(g.Key, TimeSpan.FromTicks(g.Sum(t => t.Elapsed.Ticks))))],
            _writers);
    }

    /// <summary>Writes the video to a file; the format goes by the extension, for example <c>.mp4</c>, <c>.webp</c> or <c>.wav</c>.</summary>
    /// <param name="path">Where to. The file appears when it is complete: a failed or cancelled call leaves none.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <exception cref="MediaException">No writer knows the extension, or the writer could not finish.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default) =>
        _writers.WriterOf(path).WriteAsync(new(Frames, Audio), path, cancellationToken);
}
