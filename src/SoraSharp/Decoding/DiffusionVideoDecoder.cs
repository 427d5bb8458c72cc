using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.DiffusionDecoder;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;
using SoraSharp.Noise;
using SoraSharp.OnnxRuntime;
using SoraSharp.Stages;

namespace SoraSharp.Decoding;

/// <summary>How a diffusion decoder works. Immutable.</summary>
public sealed record DiffusionDecoderOptions
{
    /// <summary>Where the noise starts that pixels are made from. The same seed, latents and backend give the same bytes.</summary>
    /// <value>Any number. Default 0.</value>
    public long Seed { get; init; }

    /// <summary>Denoising steps.</summary>
    /// <value>1 or more; null for the checkpoint's (1 for LTX-2.5).</value>
    public int? Steps { get; init; }

    /// <summary>Videos of more pixels (width · height · frames) are decoded in overlapping tiles of at most 768×768×80, which bounds the memory it takes.</summary>
    /// <value>0 or more. Default 12,000,000.</value>
    public long MaxUntiledPixels { get; init; } = 12_000_000;

    /// <summary>Where noise comes from.</summary>
    /// <value>null for noise as PyTorch draws it.</value>
    public INoiseSource? Noise { get; init; }
}

/// <summary>
/// LTX-2.5's diffusion decoder in the place of the video autoencoder's: it makes pixels from noise with what the latents say. Give it to
/// <see cref="VideoGeneratorBuilder.UseVideoDecoder(IVideoDecoder)"/>; it must outlive the generator. Thread-safe until disposed.
/// Source: diffusers <c>pipeline_ltx2_diffusion_decode.py</c>.
/// </summary>
public sealed class DiffusionVideoDecoder : IVideoDecoder, IDisposable
{
    private readonly CheckpointComponent _component;
    private readonly DiffusionDecoderCodec _whole;
    private readonly DiffusionDecoderCodec _tiled;
    private readonly AutoencoderVideoDecoder _decoder;

    private DiffusionVideoDecoder(CheckpointComponent component, DiffusionDecoderNetwork network, DiffusionDecoderOptions options, INetworkBackend backend)
    {
        _component = component;
        _whole = new(network, backend, component);
        _tiled = new(network, backend, component, DiffusionDecoderCodec.DefaultTiling);
        INoiseSource noise = options.Noise ?? new TorchNoiseSource();
        DiffusionDecoderConfig config = network.Config;
        long pixelsOfLatent = (long)config.SpatialCompressionRatio * config.SpatialCompressionRatio * config.TemporalCompressionRatio;
        _decoder = new((latents, cancellationToken) =>
        {
            INoiseGenerator generator = noise.Start(options.Seed);
            DiffusionDecoderCodec codec = latents.Count / config.LatentChannels * pixelsOfLatent <= options.MaxUntiledPixels ? _whole : _tiled;
            return codec.DecodeInParts(codec.Denormalize(latents), shape => Draw(generator, shape), options.Steps, cancellationToken);
        });
    }

    /// <summary>Opens a decoder's folder (<c>config.json</c> and its weights, as diffusers saves it).</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <param name="backend">What runs it; null for ONNX Runtime on the CPU.</param>
    /// <exception cref="InvalidOptionsException">An option is out of its range; lists every error.</exception>
    /// <exception cref="CheckpointException">The folder holds something else, or is damaged.</exception>
    public static DiffusionVideoDecoder Open(string folder, DiffusionDecoderOptions? options = null, INetworkBackend? backend = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new();
        List<ValueError> errors = [];
        if (options.Steps < 1) errors.Add(new("steps", $"`steps` is {options.Steps}; it is 1 or more; leave it out for the checkpoint's own."));
        if (options.MaxUntiledPixels < 0) errors.Add(new("maxUntiledPixels", $"`maxUntiledPixels` is {options.MaxUntiledPixels}; it is 0 or more; leave it out for {new DiffusionDecoderOptions().MaxUntiledPixels:N0}."));
        if (errors.Count > 0) throw new InvalidOptionsException(errors);

        CheckpointComponent component = CheckpointComponent.Open(folder);
        try
        {
            if (component.ClassName != "LTX2VideoDiffusionDecoderModel") throw new CheckpointException($"{component.Name} is of class {component.ClassName ?? "(none)"}; a diffusion decoder is of class LTX2VideoDiffusionDecoderModel. Give the folder of one.");
            DiffusionDecoderNetwork network = new(DiffusionDecoderConfig.FromConfig(component.Config));
            component.Check(network.Parameters.Declared);
            return new(component, network, options, backend ?? new OnnxBackend());
        }
        catch
        {
            component.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public Task<VideoFrames> DecodeAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        _decoder.DecodeAsync(latents, shape, progress, cancellationToken);

    /// <summary>Gives back sessions and mapped files.</summary>
    public void Dispose()
    {
        _whole.Dispose();
        _tiled.Dispose();
        _component.Dispose();
    }

    private static HostTensor Draw(INoiseGenerator generator, long[] shape)
    {
        HostTensor noise = HostTensor.Zeros(shape);
        generator.FillNormal(noise.Floats);
        return noise;
    }
}
