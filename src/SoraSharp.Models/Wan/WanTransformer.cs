using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan;

/// <summary>
/// Wan's diffusion transformer (2.1, 2.2, VACE): predicts the velocity of video latents.
/// Source: diffusers <c>transformer_wan.py</c>, <c>WanTransformer3DModel</c>, and <c>transformer_wan_vace.py</c>. Immutable and thread-safe.
/// </summary>
public sealed class WanTransformer
{
    private readonly Convolution _patches;
    private readonly Convolution? _controlPatches;
    private readonly WanConditionEmbedder _conditions;
    private readonly WanTransformerBlock[] _blocks;
    private readonly WanVaceBlock[] _vaceBlocks;
    private readonly LayerNorm _normOut;
    private readonly Linear _projectOut;
    private readonly ModulationTable _tableOut;

    /// <summary>Declares the transformer's parameters.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="scope">Where to declare them; the root of a checkpoint's names if left out.</param>
    public WanTransformer(WanTransformerConfig config, ParameterScope? scope = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        Rope = new WanRope(config);
        Parameters = scope ??= new ParameterScope();
        int[] patch = [.. config.PatchSize];
        _patches = new(scope["patch_embedding"], config.InChannels, config.Features, patch, stride: patch);
        _controlPatches = config.IsVace ? new(scope["vace_patch_embedding"], config.VaceInChannels, config.Features, patch, stride: patch) : null;
        _conditions = new(scope["condition_embedder"], config);
        _blocks = [.. Enumerable.Range(0, config.Layers).Select(i => new WanTransformerBlock(scope["blocks"][i], config))];
        _vaceBlocks = [.. Enumerable.Range(0, config.VaceLayers.Count).Select(i => new WanVaceBlock(scope["vace_blocks"][i], config, first: i == 0))];
        _normOut = new(scope["norm_out"], config.Features, config.Eps, affine: false);
        _projectOut = new(scope["proj_out"], config.Features, (long)config.OutChannels * patch[0] * patch[1] * patch[2]);
        _tableOut = new(scope, "scale_shift_table", 2, config.Features, stored: 1);
    }

    /// <summary>The configuration.</summary>
    public WanTransformerConfig Config { get; }

    /// <summary>The rotary embedding whose tables are inputs.</summary>
    public WanRope Rope { get; }

    /// <summary>Every tensor the checkpoint must hold.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>Whether a checkpoint may hold this tensor although nothing is computed with it, as the reference allows.</summary>
    public static bool IsUnused(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Contains("norm_added_q", StringComparison.Ordinal);
    }

    /// <summary>One evaluation: from noisy latents to their velocity. Inputs and output are named in <see cref="WanTransformerNames"/>.</summary>
    /// <exception cref="ArgumentException">An option asks for what this configuration lacks, or leaves out what it needs.</exception>
    public NetworkFunction Denoise(WanDenoiseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Image && Config.ImageFeatures is null) throw new ArgumentException("Image embeddings were given, but image_dim is null in the transformer's config; leave Image false.", nameof(options));
        if (!options.Image && Config.ImageKeyFeatures is not null) throw new ArgumentException("The transformer's config has keys for images (added_kv_proj_dim) and needs image embeddings; set Image.", nameof(options));
        if (options.TimestepPerToken && Config.IsVace) throw new ArgumentException("VACE's transformer takes one timestep a row; leave TimestepPerToken false.", nameof(options));
        return new NetworkFunction("transformer.denoise", WanTransformerNames.Inputs(Config, options), Forward);
    }

    private NetworkValues Forward(NetworkValues inputs)
    {
        Interpreter interpreter = inputs.Interpreter;
        Tensor patches = _patches.Forward(inputs[WanTransformerNames.Latents]);
        Tensor x = Tokens(patches);
        Modulation time = _conditions.Time(new NoiseLevels(inputs[WanTransformerNames.Timestep], inputs.Optional(WanTransformerNames.TokenLevels)));
        WanContext context = _conditions.Context(inputs[WanTransformerNames.Text], inputs.Optional(WanTransformerNames.Image));
        RotaryTable rope = new(inputs[$"{WanTransformerNames.Rope}.cos"], inputs[$"{WanTransformerNames.Rope}.sin"], RotaryLayout.Interleaved);
        Queue<Tensor> hints = new(Hints(inputs, x, context, time, rope));
        for (int i = 0; i < _blocks.Length; i++)
        {
            x = _blocks[i].Forward(x, context, time, rope);
            interpreter.Observe($"blocks.{i}", x);
            if (Config.VaceLayers.Contains(i)) x += hints.Dequeue();
        }

        Tensor[] shiftScale = _tableOut.WithEmbedding(time);
        x = _projectOut.Forward(_normOut.Forward(x).Modulate(shiftScale[1], shiftScale[0]));
        return new NetworkValues(interpreter) { [WanTransformerNames.Velocity] = Unpatchify(x, patches.Shape) };
    }

    /// <summary>What the control branch adds after each of its layers; fewer control tokens than latents' are continued with zeros.</summary>
    private IEnumerable<Tensor> Hints(NetworkValues inputs, Tensor x, WanContext context, Modulation time, RotaryTable rope)
    {
        if (_controlPatches is null) yield break;
        Tensor control = Tokens(_controlPatches.Forward(inputs[WanTransformerNames.Control]));
        Tensor zeros = x.Interpreter.Constant([0f], 1, 1, 1).Expand([.. x.Shape]);
        control = x.Interpreter.Concat(1, control, zeros).Slice(1, 0, x.Shape[1]);
        for (int i = 0; i < _vaceBlocks.Length; i++)
        {
            (Tensor hint, control) = _vaceBlocks[i].Forward(control, x, context, time, rope);
            x.Interpreter.Observe($"vace_blocks.{i}.hint", hint);
            yield return hint * inputs[WanTransformerNames.ControlScale].Slice(0, i, i + 1);
        }
    }

    /// <summary>[B, C, F, H, W] → [B, F·H·W, C].</summary>
    private static Tensor Tokens(Tensor patches) => patches.Flatten(2, 4).SwapAxes(1, 2);

    /// <summary>[B, F·H·W, patch·C] → [B, C, F·p, H·p, W·p]; channels change fastest within a patch.</summary>
    private Tensor Unpatchify(Tensor x, IReadOnlyList<Dim> patches)
    {
        (int f, int h, int w) = (Config.PatchSize[0], Config.PatchSize[1], Config.PatchSize[2]);
        return x
            .Reshape(patches[0], patches[2], patches[3], patches[4], f, h, w, Config.OutChannels)
            .Permute(0, 7, 1, 4, 2, 5, 3, 6)
            .Reshape(patches[0], Config.OutChannels, patches[2] * f, patches[3] * h, patches[4] * w);
    }
}
