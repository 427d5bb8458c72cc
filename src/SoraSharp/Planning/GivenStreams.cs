using SoraSharp.Stages;

namespace SoraSharp.Planning;

/// <summary>What a request leaves open and a given picture, sound or earlier video says.</summary>
internal static class GivenStreams
{
    /// <summary>The request with size, rate and length taken from what is given, where it names none itself.</summary>
    public static VideoRequest Settle(VideoRequest request, ModelProfile profile)
    {
        bool namesLength = request.Frames is not null || request.Duration is not null;
        if (request.Continuation is { Frames: var earlier })
        {
            request = request with { Size = request.Size ?? earlier.Shape.Size, FramesPerSecond = request.FramesPerSecond ?? earlier.FramesPerSecond };
        }

        if ((request.Video ?? request.Source?.Frames) is { } video)
        {
            request = request with { Size = request.Size ?? video.Shape.Size, FramesPerSecond = request.FramesPerSecond ?? video.FramesPerSecond };
            return namesLength ? request : request with { Frames = FrameCount.AtMost(video.Count, profile.FrameStep) };
        }

        if (request.Control?.Frames is { } control && !namesLength) return request with { Frames = FrameCount.AtMost(control.Count, profile.FrameStep) };
        if (request.Audio is not { Length: > 0 } audio || namesLength) return request;
        return request with { Duration = audio.Duration };
    }
}
