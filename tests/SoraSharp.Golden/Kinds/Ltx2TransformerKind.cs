using System.Collections.Immutable;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>One evaluation of LTX-2's transformer.</summary>
internal sealed class Ltx2TransformerKind : GoldenKind
{
    public override string Name => "ltx2-transformer";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "LTX2VideoTransformer3DModel" && golden.HasInput("audio_hidden_states");

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        Ltx2Transformer transformer = new(Ltx2TransformerConfig.FromConfig(component.Config));
        component.Check(transformer.Parameters.Declared);

        Dictionary<string, HostTensor> inputs = golden.Inputs();
        long batch = inputs[Ltx2TransformerNames.Video].Shape[0], text = inputs[Ltx2TransformerNames.VideoText].Shape[1];
        inputs.TryAdd(Ltx2TransformerNames.AudioTimestep, inputs[Ltx2TransformerNames.VideoTimestep]);
        inputs.TryAdd(Ltx2TransformerNames.VideoSigma, HostTensor.Zeros(batch)); // only configurations that do not read it may leave it out
        inputs.TryAdd(Ltx2TransformerNames.AudioSigma, inputs[Ltx2TransformerNames.VideoSigma]);
        if (inputs.ContainsKey(Ltx2TransformerNames.VideoTextMask) || inputs.ContainsKey(Ltx2TransformerNames.AudioTextMask))
        {
            inputs[Ltx2TransformerNames.VideoTextMask] = Floats(inputs.GetValueOrDefault(Ltx2TransformerNames.VideoTextMask) ?? Ones(batch, text));
            inputs[Ltx2TransformerNames.AudioTextMask] = Floats(inputs.GetValueOrDefault(Ltx2TransformerNames.AudioTextMask) ?? Ones(batch, text));
        }

        HostTensor videoCoordinates = Take(inputs, "video_coords")
            ?? transformer.Ropes.VideoCoordinates(Size(golden, "num_frames"), Size(golden, "height"), Size(golden, "width"), golden.Call.GetDouble("fps", 24));
        HostTensor audioCoordinates = Take(inputs, "audio_coords") ?? transformer.Ropes.AudioCoordinates(Size(golden, "audio_num_frames"));
        bool perRow = videoCoordinates.Shape[0] > 1 || audioCoordinates.Shape[0] > 1;
        transformer.Ropes.AddTables(inputs, perRow ? Rows(videoCoordinates, batch) : videoCoordinates, perRow ? Rows(audioCoordinates, batch) : audioCoordinates);

        Ltx2DenoiseOptions options = new()
        {
            UseCrossTimestep = golden.Call.GetBool("use_cross_timestep", false),
            IsolateModalities = golden.Call.GetBool("isolate_modalities", false),
            PerturbedBlocks = [.. (golden.Call.Has("spatio_temporal_guidance_blocks") ? golden.Call.GetInt64Array("spatio_temporal_guidance_blocks") : []).Select(block => (int)block)],
            PerturbationMask = inputs.ContainsKey(Ltx2TransformerNames.PerturbationMask),
            TextMasks = inputs.ContainsKey(Ltx2TransformerNames.VideoTextMask),
            VideoTimestepPerToken = PerToken(inputs, Ltx2TransformerNames.VideoTimestep, Ltx2TransformerNames.VideoTokenLevels, batch),
            AudioTimestepPerToken = PerToken(inputs, Ltx2TransformerNames.AudioTimestep, Ltx2TransformerNames.AudioTokenLevels, batch),
            VideoSelfAttentionMask = inputs.ContainsKey(Ltx2TransformerNames.VideoSelfAttentionMask),
            KeyframesMask = inputs.ContainsKey(Ltx2TransformerNames.KeyframesMask),
            PositionsPerRow = perRow,
        };
        if (inputs.TryGetValue(Ltx2TransformerNames.PerturbationMask, out HostTensor? mask)) inputs[Ltx2TransformerNames.PerturbationMask] = mask.WithShape(batch);

        NetworkFunction function = transformer.Denoise(options);
        HashSet<string> known = [.. function.Inputs.Select(input => input.Name)];
        using INetworkSession session = context.Backend.Load(function, component);
        return new GoldenOutputs(session.Run(inputs.Where(input => known.Contains(input.Key)).ToDictionary()));
    }

    private static int Size(GoldenCase golden, string key) => golden.Call.GetSize(key);

    private static HostTensor? Take(Dictionary<string, HostTensor> inputs, string name) => inputs.Remove(name, out HostTensor? value) ? value : null;

    private static HostTensor Ones(params long[] shape)
    {
        HostTensor ones = HostTensor.Zeros(shape);
        ones.Floats.AsSpan().Fill(1);
        return ones;
    }

    private static HostTensor Floats(HostTensor mask) =>
        mask.Type == ElementType.Int64 ? HostTensor.From(Array.ConvertAll(mask.Int64s, value => (float)value), [.. mask.Shape]) : mask;

    /// <summary>The same coordinates for every row, where only one row is given.</summary>
    private static HostTensor Rows(HostTensor coordinates, long batch) =>
        coordinates.Shape[0] == batch ? coordinates : HostTensor.From([.. Enumerable.Repeat(coordinates.Floats, (int)batch).SelectMany(row => row)], [batch, .. coordinates.Shape.Skip(1)]);

    private static bool PerToken(Dictionary<string, HostTensor> inputs, string timestep, string tokenLevels, long batch)
    {
        HostTensor given = inputs[timestep];
        if (given.Count == batch)
        {
            inputs[timestep] = given.WithShape(batch);
            return false;
        }

        (inputs[timestep], inputs[tokenLevels]) = TokenTimesteps.Of(given.WithShape(batch, given.Count / batch));
        return true;
    }
}
