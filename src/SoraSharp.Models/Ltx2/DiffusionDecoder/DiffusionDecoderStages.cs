using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.DiffusionDecoder;

/// <summary>
/// Runs the functions of the diffusion decoder over grids: attention brick by brick, the rest frame by frame, so that besides the grids
/// themselves memory does not grow with the video. Loads a function when it is first used. Thread-safe.
/// </summary>
internal sealed class DiffusionDecoderStages(DiffusionDecoderNetwork network, INetworkBackend backend, IWeightSource weights, GridSize? brick) : IReleasable
{
    private readonly DiffusionDecoderConfig _config = network.Config;
    private readonly NetworkSessions _sessions = new(backend, weights);

    /// <summary>Latents [B, C, f, h, w] through all stages but the last, with copies of the last frame behind: a grid of tokens.</summary>
    public HostTensor Features(HostTensor latents, CancellationToken cancellationToken)
    {
        HostTensor last = Tiles.Cut(latents, 2, latents.Shape[2] - 1, latents.Shape[2]);
        HostTensor padded = Tiles.Join([latents, .. Enumerable.Repeat(last, _config.TrailingLatents)], 2);
        HostTensor grid = Run(network.Embed(), new() { ["x"] = padded }, cancellationToken);
        for (int stage = 0; stage < _config.Stages.Count - 1; stage++) grid = Stage(grid, stage, dropsFirst: true, cancellationToken);
        return grid;
    }

    /// <summary>Tokens of a tile through the last stage: what its pixels are denoised with.</summary>
    /// <param name="features">The tokens.</param>
    /// <param name="startsClip">Whether the clip's first frame is among them.</param>
    /// <param name="endsClip">Whether the copies of the last frame are among them, which are cut off here.</param>
    /// <param name="cancellationToken">Answered between the pieces of the work.</param>
    public HostTensor Context(HostTensor features, bool startsClip, bool endsClip, CancellationToken cancellationToken)
    {
        HostTensor context = Stage(features, _config.Stages.Count - 1, startsClip, cancellationToken);
        int trailing = endsClip ? _config.TrailingLatents * _config.TemporalCompressionRatio : 0;
        return trailing == 0 ? context : Tiles.Cut(context, 1, 0, context.Shape[1] - trailing);
    }

    /// <summary>Euler steps from noise [B, 3, F, H, W] to pixels, at times 1, 1 − 1/n … 1/n.</summary>
    public HostTensor Denoise(HostTensor context, HostTensor noise, int steps, CancellationToken cancellationToken)
    {
        float[] times = Times(steps);
        if (steps == 1 && _config.PredictsPixels) return Predict(context, noise, times[0], cancellationToken);
        float[] x = noise.Floats.ToArray();
        for (int step = 0; step < steps; step++)
        {
            float now = times[step], span = now - (step + 1 < steps ? times[step + 1] : 0);
            float[] predicted = Predict(context, HostTensor.From(x, [.. noise.Shape]), now, cancellationToken).Floats;
            for (int i = 0; i < x.Length; i++)
            {
                float velocity = _config.PredictsPixels ? (x[i] - predicted[i]) / now : predicted[i];
                x[i] -= span * velocity;
            }
        }

        return HostTensor.From(x, [.. noise.Shape]);
    }

    /// <inheritdoc />
    public void Release() => _sessions.Release();

    /// <inheritdoc />
    public void Dispose() => _sessions.Dispose();

    /// <summary>n numbers from 1 to 1/n at equal distances, counted from both ends as the reference's framework does.</summary>
    internal static float[] Times(int steps)
    {
        float last = (float)(1.0 / steps), distance = steps == 1 ? 0 : (last - 1f) / (steps - 1);
        return [.. Enumerable.Range(0, steps).Select(i => i < steps / 2 ? 1f + (distance * i) : last - (distance * (steps - 1 - i)))];
    }

    private HostTensor Predict(HostTensor context, HostTensor x, float time, CancellationToken cancellationToken)
    {
        float[] times = new float[x.Shape[0]];
        Array.Fill(times, time);
        HostTensor modulation = Run(network.Modulate(), new() { ["x"] = HostTensor.From(times, times.Length) }, cancellationToken);
        HostTensor grid = FrameByFrame(x, 2, network.EmbedPixels(), 1, 0, cancellationToken);
        NeighborhoodBricks bricks = new(GridBox.SizeOf(grid), _config.PixelKernel, _config.HeadFeatures, brick);
        for (int i = 0; i < _config.PixelBlocks; i++) grid = Block(grid, bricks, network.PixelBlock(i), context, modulation, cancellationToken);
        return FrameByFrame(grid, 1, network.ProjectPixels(), 2, 0, cancellationToken);
    }

    private HostTensor Stage(HostTensor grid, int stage, bool dropsFirst, CancellationToken cancellationToken)
    {
        DecoderStageConfig config = _config.Stages[stage];
        NeighborhoodBricks bricks = new(GridBox.SizeOf(grid), config.Kernel, _config.HeadFeatures, brick);
        for (int i = 0; i < config.Blocks; i++) grid = Block(grid, bricks, network.Block(stage, i), null, null, cancellationToken);
        return FrameByFrame(grid, 1, network.Upsample(stage), 1, dropsFirst && config.Stride.Frames == 2 ? 1 : 0, cancellationToken);
    }

    private HostTensor Block(HostTensor grid, NeighborhoodBricks bricks, NetworkFunction function, HostTensor? context, HostTensor? modulation, CancellationToken cancellationToken)
    {
        HostTensor result = HostTensor.Zeros([.. grid.Shape]);
        foreach (GridBox box in bricks.All())
        {
            GridBox region = bricks.Region(box);
            Dictionary<string, HostTensor> inputs = bricks.Inputs(box, region);
            inputs["x"] = Flat(region.Cut(grid));
            if (context is not null) inputs["context"] = Flat(region.Cut(context));
            if (modulation is not null) inputs["modulation"] = modulation;
            box.Put(Run(function, inputs, cancellationToken), result);
        }

        return result;
    }

    /// <summary>Runs a function on every frame and joins the results without the first frames.</summary>
    private HostTensor FrameByFrame(HostTensor x, int axis, NetworkFunction function, int resultAxis, int dropped, CancellationToken cancellationToken)
    {
        List<HostTensor> parts = [];
        for (int frame = 0; frame < x.Shape[axis]; frame++)
        {
            HostTensor part = Run(function, new() { ["x"] = Tiles.Cut(x, axis, frame, frame + 1) }, cancellationToken);
            parts.Add(frame == 0 ? Tiles.Cut(part, resultAxis, dropped, part.Shape[resultAxis]) : part);
        }

        return Tiles.Join(parts, resultAxis);
    }

    /// <summary>[B, frames, height, width, features] → [B, tokens, features].</summary>
    private static HostTensor Flat(HostTensor grid) => grid.WithShape(grid.Shape[0], grid.Shape[1] * grid.Shape[2] * grid.Shape[3], grid.Shape[4]);

    private HostTensor Run(NetworkFunction function, Dictionary<string, HostTensor> inputs, CancellationToken cancellationToken) =>
        _sessions.Run(function.Name, () => function, inputs, cancellationToken)[DiffusionDecoderNetwork.Result];
}
