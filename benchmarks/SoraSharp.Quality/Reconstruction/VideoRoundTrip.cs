using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Patch;
using SoraSharp.Models.Tensors;
using SoraSharp.Quality.Analysers;

namespace SoraSharp.Quality.Reconstruction;

/// <summary>A checkpoint's video autoencoder, both ways.</summary>
internal sealed class VideoRoundTrip : IDisposable
{
    private readonly Func<HostTensor, CancellationToken, HostTensor> _run;
    private readonly IDisposable[] _resources;

    private VideoRoundTrip(Func<HostTensor, CancellationToken, HostTensor> run, params IDisposable[] resources) => (_run, _resources) = (run, resources);

    /// <summary>Opens the component.</summary>
    /// <exception cref="CheckpointException">Its class is not known, or its weights do not fit.</exception>
    public static VideoRoundTrip Open(CheckpointComponent component, INetworkBackend backend)
    {
        component.RequireClass(PatchTransformerConfig.ClassName, "AutoencoderKLLTX2Video");
        if (component.ClassName == PatchTransformerConfig.ClassName)
        {
            var patch = new PatchTransformerNetwork(PatchTransformerConfig.FromConfig(component.Config));
            component.Check(patch.Parameters.Declared);
            INetworkSession encode = backend.Load(patch.Encode(), component), decode = backend.Load(patch.Decode(), component);
            return new(
                (pixels, token) =>
                {
                    var latents = encode.Run(new Dictionary<string, HostTensor> { ["x"] = pixels }, token)["normalized"];
                    return decode.Run(patch.DecodeInputs(latents), token)["sample"];
                },
                encode,
                decode);
        }
        var ltx2 = new VideoVaeNetwork(VideoVaeConfig.FromConfig(component.Config));
        component.Check(ltx2.Parameters.Declared);
        var codec = new VideoVaeCodec(ltx2, backend, component);
        return new((pixels, token) => codec.Decode(codec.Normalize(codec.Encode(pixels, token).Mean), token), codec);
    }

    /// <summary>The clip's picture, encoded and decoded; its sound as it was.</summary>
    public ClipSignal Apply(ClipSignal clip, CancellationToken cancellationToken)
    {
        int frames = clip.Frames, plane = clip.Width * clip.Height;
        var values = new float[clip.Pixels.Length];
        for (var f = 0; f < frames; f++)
        {
            for (var p = 0; p < plane; p++)
            {
                for (var c = 0; c < 3; c++)
                    values[(((c * frames) + f) * plane) + p] = (clip.Pixels[(((f * plane) + p) * 3) + c] / 127.5f) - 1;
            }
        }
        var sample = _run(HostTensor.From(values, 1, 3, frames, clip.Height, clip.Width), cancellationToken).Floats;
        var pixels = new byte[clip.Pixels.Length];
        for (var f = 0; f < frames; f++)
        {
            for (var p = 0; p < plane; p++)
            {
                for (var c = 0; c < 3; c++)
                    pixels[(((f * plane) + p) * 3) + c] = (byte)Math.Clamp(MathF.Round((sample[(((c * frames) + f) * plane) + p] + 1) * 127.5f), 0, 255);
            }
        }
        return clip with { Pixels = pixels };
    }

    public void Dispose()
    {
        foreach (var resource in _resources)
            resource.Dispose();
    }
}
