using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan;

namespace SoraSharp.Golden.Kinds;

/// <summary>One evaluation of Wan's transformer, VACE's included.</summary>
internal sealed class WanTransformerKind : GoldenKind
{
    public override string Name => "wan-transformer";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass is "WanTransformer3DModel" or "WanVACETransformer3DModel" && golden.HasInput(WanTransformerNames.Latents);

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        WanTransformer transformer = new(WanTransformerConfig.FromConfig(component.Config));
        component.Check(transformer.Parameters.Declared, WanTransformer.IsUnused);

        Dictionary<string, HostTensor> inputs = golden.Inputs();
        long[] shape = [.. inputs[WanTransformerNames.Latents].Shape];
        (inputs[$"{WanTransformerNames.Rope}.cos"], inputs[$"{WanTransformerNames.Rope}.sin"]) = transformer.Rope.Tables((int)shape[2], (int)shape[3], (int)shape[4]);
        HostTensor timestep = Floats(inputs[WanTransformerNames.Timestep]);
        bool perToken = timestep.Shape.Count == 2;
        if (perToken) (inputs[WanTransformerNames.Timestep], inputs[WanTransformerNames.TokenLevels]) = TokenTimesteps.Of(timestep);
        else inputs[WanTransformerNames.Timestep] = timestep;
        if (transformer.Config.IsVace) inputs.TryAdd(WanTransformerNames.ControlScale, Ones(transformer.Config.VaceLayers.Count));

        WanDenoiseOptions options = new() { TimestepPerToken = perToken, Image = inputs.ContainsKey(WanTransformerNames.Image) };
        using INetworkSession session = context.Backend.Load(transformer.Denoise(options), component);
        return new GoldenOutputs(session.Run(inputs));
    }

    private static HostTensor Ones(int count) => HostTensor.From([.. Enumerable.Repeat(1f, count)], count);

    private static HostTensor Floats(HostTensor x) =>
        x.Type == ElementType.Int64 ? HostTensor.From(Array.ConvertAll(x.Int64s, value => (float)value), [.. x.Shape]) : x;
}
