using SoraSharp.Models.Backends;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;
using SoraSharp.Text;

namespace SoraSharp.Planning;

/// <summary>
/// Lets a model's duration head say how long a shot is, where a request names neither a duration nor a number of frames; plans the rest
/// as another planner does (diffusers <c>pipeline_ltx2.py</c>, automatic duration). Thread-safe.
/// </summary>
/// <param name="inner">Plans everything else.</param>
/// <param name="text">Encodes the prompt, and keeps it for the stage after planning.</param>
/// <param name="head">The duration head.</param>
/// <param name="sessions">Its loaded functions.</param>
/// <param name="shortest">The shortest shot that is predicted.</param>
/// <param name="longest">The longest shot that is predicted.</param>
internal sealed class PredictedDurationPlanner(IShotPlanner inner, RememberedTextEncoder text, DurationHead head, NetworkSessions sessions, TimeSpan shortest, TimeSpan longest) : IShotPlanner
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<Shot>> PlanAsync(VideoRequest request, ModelProfile profile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(profile);
        // With the model's usual length first: whatever is wrong with the request is found before the text is encoded.
        if (GivenStreams.Settle(request, profile) is not { Frames: null, Duration: null }) return await inner.PlanAsync(request, profile, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Shot> shots = await inner.PlanAsync(WithoutLaterMoments(request, profile), profile, cancellationToken).ConfigureAwait(false);
        if (shots.Count != 1) return shots;

        Shot shot = shots[0];
        double seconds = await PredictAsync(shot.Prompt, cancellationToken).ConfigureAwait(false);
        int frames = DurationGrid.Frames(seconds, shot.Shape.FramesPerSecond, profile.FrameStep, shortest.TotalSeconds, longest.TotalSeconds);
        // What nobody asked for is never refused: the model's limits come before the prediction.
        long most = Math.Min(profile.MaxFrames, profile.MaxPixels / ((long)shot.Shape.Size.Width * shot.Shape.Size.Height));
        frames = Math.Min(frames, FrameCount.AtMost((int)most, profile.FrameStep));
        return await inner.PlanAsync(request.WithFrames(frames) with { Seed = shot.Seed }, profile, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moments beyond the model's usual length are checked when the length is known.</summary>
    private static VideoRequest WithoutLaterMoments(VideoRequest request, ModelProfile profile)
    {
        VideoShape shape = profile.DefaultShape with { FramesPerSecond = request.FramesPerSecond ?? profile.DefaultShape.FramesPerSecond };
        return request with
        {
            Images = [.. request.Images.Where(image => image.At.FrameIn(shape) < shape.Frames)],
            Clips = [.. request.Clips.Where(clip => clip.At.FrameIn(shape) < shape.Frames)],
        };
    }

    /// <summary>The seconds that the head predicts for a prompt, without bounds.</summary>
    internal async Task<double> PredictAsync(string prompt, CancellationToken cancellationToken)
    {
        PromptEmbedding embedding = await text.EncodeAheadAsync(prompt, cancellationToken).ConfigureAwait(false);
        Dictionary<string, HostTensor> inputs = new() { [DurationHead.VideoTokens] = Tensor(embedding.Video) };
        if (embedding.Audio is { } audio) inputs.Add(DurationHead.AudioTokens, Tensor(audio));
        bool hasAudio = inputs.ContainsKey(DurationHead.AudioTokens);
        return await Task.Run(() => sessions.Run(hasAudio, () => head.Predict(audio: hasAudio), inputs, cancellationToken)[DurationHead.Seconds].Floats[0], cancellationToken).ConfigureAwait(false);
    }

    private static HostTensor Tensor(TokenFeatures features) => HostTensor.From(features.Values, 1, features.Tokens, features.Features);
}
