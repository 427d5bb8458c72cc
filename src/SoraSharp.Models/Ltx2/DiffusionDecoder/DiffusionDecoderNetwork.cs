using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.DiffusionDecoder;

/// <summary>
/// LTX-2.5's diffusion decoder: stages turn latents into a context, and pixels are denoised with it (diffusers
/// <c>LTX2VideoDiffusionDecoderModel</c>). It is made of functions over pieces of a grid of tokens [B, frames, height, width, features], which
/// <see cref="DiffusionDecoderCodec"/> puts together: no function's memory grows with the video. Immutable and thread-safe.
/// </summary>
internal sealed class DiffusionDecoderNetwork
{
    /// <summary>Output of every function.</summary>
    public const string Result = "result";

    private readonly Linear _latentsIn;
    private readonly NeighborhoodBlock[][] _stages;
    private readonly Linear[] _upsamplings;
    private readonly TimestepEmbedding _timestep;
    private readonly Linear _modulation;
    private readonly Linear _pixelsIn;
    private readonly NeighborhoodBlock[] _pixelBlocks;
    private readonly RmsNorm _normOut;
    private readonly Linear _pixelsOut;

    public DiffusionDecoderNetwork(DiffusionDecoderConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ??= new ParameterScope();
        // What latents are normalised with; the codec reads them.
        scope.Declare("latents_mean", config.LatentChannels);
        scope.Declare("latents_std", config.LatentChannels);
        ParameterScope decoder = scope["decoder"];
        _latentsIn = new Linear(decoder["conv_in"], config.LatentChannels, config.Stages[0].Channels);
        _stages = [.. config.Stages.Select((stage, s) => Enumerable.Range(0, stage.Blocks)
            .Select(i => new NeighborhoodBlock(decoder["det_stages"][s][i], stage.Channels, config.HeadFeatures)).ToArray())];
        _upsamplings = [.. config.Stages.Select((stage, s) => new Linear(decoder["upsamples"][s]["proj"], stage.Channels, (long)stage.Channels / stage.Reduction * stage.Stride.Volume))];
        _timestep = new TimestepEmbedding(decoder["t_embedder.timestep_embedder"], config.TimestepFeatures);
        int features = config.PixelFeatures, pixels = config.OutChannels * config.PatchSize * config.PatchSize;
        _pixelsIn = new Linear(decoder["conv_in_x_t"], pixels, features);
        _modulation = new Linear(decoder["shared_adaln.proj"], config.TimestepFeatures, (long)NeighborhoodBlock.ModulationParameters * features);
        _pixelBlocks = [.. Enumerable.Range(0, config.PixelBlocks).Select(i => new NeighborhoodBlock(decoder["diff_blocks"][i], features, config.HeadFeatures, features))];
        _normOut = new RmsNorm(decoder["norm_out"], features, NeighborhoodBlock.NormEps);
        _pixelsOut = new Linear(decoder["conv_out"], features, pixels);
    }

    public DiffusionDecoderConfig Config { get; }

    /// <summary>Every parameter and buffer, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <summary><c>x</c>: denormalised latents [batch, C, frames, height, width] → tokens of the first stage.</summary>
    public NetworkFunction Embed() => Function("embed", x => _latentsIn.Forward(x.Permute(0, 2, 3, 4, 1)), "batch", Config.LatentChannels, "frames", "height", "width");

    /// <summary><c>x</c>: tokens of a stage → a larger grid of fewer channels. The first frame is one too many where time doubles.</summary>
    public NetworkFunction Upsample(int stage)
    {
        DecoderStageConfig config = Config.Stages[stage];
        (int f, int h, int w) = config.Stride;
        int channels = config.Channels / config.Reduction;
        return Function($"upsample.{stage}", x => _upsamplings[stage].Forward(x)
            .Reshape(x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3], channels, f, h, w)
            .Permute(0, 1, 5, 2, 6, 3, 7, 4)
            .Reshape(x.Shape[0], x.Shape[1] * f, x.Shape[2] * h, x.Shape[3] * w, channels), "batch", "frames", "height", "width", config.Channels);
    }

    /// <summary><c>x</c>: pixels [batch, 3, frames, height, width] → tokens.</summary>
    public NetworkFunction EmbedPixels() => Function("embed_pixels", x => _pixelsIn.Forward(PixelPatches.Gather(x, Config.PatchSize).Permute(0, 2, 3, 4, 1)), "batch", Config.OutChannels, "frames", "height", "width");

    /// <summary><c>x</c>: tokens → pixels [batch, 3, frames, height, width].</summary>
    public NetworkFunction ProjectPixels() => Function("project_pixels", x => PixelPatches.Spread(_pixelsOut.Forward(_normOut.Forward(x)).Permute(0, 4, 1, 2, 3), Config.PatchSize, Config.OutChannels), "batch", "frames", "height", "width", Config.PixelFeatures);

    /// <summary><c>x</c>: timesteps [batch], 0 to 1 → modulation parameters [batch, 7, features] that all blocks share.</summary>
    public NetworkFunction Modulate() => Function("modulate", x => _modulation.Forward(_timestep.Forward(x * Config.TimestepScale).Silu()).Unflatten(1, NeighborhoodBlock.ModulationParameters, Config.PixelFeatures), "batch");

    /// <summary>A block of a stage over a brick.</summary>
    public NetworkFunction Block(int stage, int block) => Block($"stages.{stage}.{block}", _stages[stage][block], Config.Stages[stage].Channels, denoises: false);

    /// <summary>A block that denoises pixels over a brick; more inputs are <c>context</c> and <c>modulation</c>.</summary>
    public NetworkFunction PixelBlock(int block) => Block($"pixels.{block}", _pixelBlocks[block], Config.PixelFeatures, denoises: true);

    private NetworkFunction Block(string name, NeighborhoodBlock block, int features, bool denoises)
    {
        const string batch = "batch", region = "region", tokens = "tokens";
        int pairs = Config.HeadFeatures / 2;
        List<InputSpec> inputs =
        [
            new("x", ElementType.Float32, batch, region, features),
            new("tokens", ElementType.Int64, tokens),
            new("bias", ElementType.Float32, 1, 1, tokens, region),
            new("cos", ElementType.Float32, 1, region, 1, pairs),
            new("sin", ElementType.Float32, 1, region, 1, pairs),
        ];
        if (denoises)
        {
            inputs.Add(new("context", ElementType.Float32, batch, region, features));
            inputs.Add(new("modulation", ElementType.Float32, batch, NeighborhoodBlock.ModulationParameters, features));
        }

        return new($"diffusion_decoder.{name}", inputs, values => new NetworkValues(values.Interpreter)
        {
            [Result] = block.Forward(values["x"], new Brick(values["tokens"], values["bias"], new(values["cos"], values["sin"], RotaryLayout.Interleaved)), values.Optional("context"), values.Optional("modulation")),
        });
    }

    private static NetworkFunction Function(string name, Func<Tensor, Tensor> body, params AxisSpec[] shape) =>
        new($"diffusion_decoder.{name}", [new InputSpec("x", ElementType.Float32, shape)], inputs => new NetworkValues(inputs.Interpreter) { [Result] = body(inputs["x"]) });
}
