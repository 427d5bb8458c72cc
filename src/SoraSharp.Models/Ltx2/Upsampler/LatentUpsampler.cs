using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.Upsampler;

/// <summary>
/// LTX-2's latent upsampler: latents of a small video to those of a larger one (diffusers <c>LTX2LatentUpsamplerModel</c>). Immutable and thread-safe.
/// </summary>
internal sealed class LatentUpsampler
{
    private readonly Convolution _initialConv;
    private readonly GroupNorm _initialNorm;
    private readonly UpsamplerBlock[] _before;
    private readonly UpsamplerStage _stage;
    private readonly UpsamplerBlock[] _after;
    private readonly Convolution _finalConv;

    public LatentUpsampler(LatentUpsamplerConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ??= new ParameterScope();
        _initialConv = UpsamplerBlock.Same(scope["initial_conv"], config, config.InChannels, config.MidChannels);
        _initialNorm = new GroupNorm(scope["initial_norm"], LatentUpsamplerConfig.NormGroups, config.MidChannels, UpsamplerBlock.NormEps);
        _before = [.. Enumerable.Range(0, config.Blocks).Select(i => new UpsamplerBlock(scope["res_blocks"][i], config))];
        _stage = new UpsamplerStage(scope["upsampler"], config);
        _after = [.. Enumerable.Range(0, config.Blocks).Select(i => new UpsamplerBlock(scope["post_upsample_res_blocks"][i], config))];
        _finalConv = UpsamplerBlock.Same(scope["final_conv"], config, config.MidChannels, config.InChannels);
    }

    public LatentUpsamplerConfig Config { get; }

    /// <summary>Every parameter and buffer, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>Input <c>latents</c> [batch, C, f, h, w], denormalised. Output <c>upsampled</c>, latents of the larger video, denormalised.</summary>
    public NetworkFunction Upsample() =>
        new("latent_upsampler.upsample", [new InputSpec("latents", ElementType.Float32, "batch", Config.InChannels, "frames", "height", "width")], inputs =>
            new NetworkValues(inputs.Interpreter) { ["upsampled"] = Forward(inputs["latents"]) });

    private Tensor Forward(Tensor latents)
    {
        Dim batch = latents.Shape[0];
        Tensor h = _initialConv.Forward(Config.PerFrame ? ToFrames(latents) : latents);
        h = _initialNorm.Forward(h).Silu();
        h = _before.Aggregate(h, (x, block) => block.Forward(x));
        // The spatial stage has kernels over height and width alone.
        bool framesApart = !Config.PerFrame && !_stage.SeesTime;
        h = _stage.Forward(framesApart ? ToFrames(h) : h);
        if (framesApart) h = FromFrames(h, batch, latents.Shape[2]);
        h = _after.Aggregate(h, (x, block) => block.Forward(x));
        h = _finalConv.Forward(h);
        return Config.PerFrame ? FromFrames(h, batch, latents.Shape[2]) : h;
    }

    /// <summary>[B, C, F, H, W] → [B·F, C, H, W].</summary>
    private static Tensor ToFrames(Tensor x) => x.SwapAxes(1, 2).Flatten(0, 1);

    /// <summary>[B·F, C, H, W] → [B, C, F, H, W].</summary>
    private static Tensor FromFrames(Tensor x, Dim batch, Dim frames) => x.Reshape(batch, frames, x.Shape[1], x.Shape[2], x.Shape[3]).SwapAxes(1, 2);
}
