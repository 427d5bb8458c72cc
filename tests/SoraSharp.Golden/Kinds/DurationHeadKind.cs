using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>LTX-2.5's duration head, from both modalities' text features and from each alone.</summary>
internal sealed class DurationHeadKind : GoldenKind
{
    public override string Name => "ltx2-duration-head";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "LTX2DurationHead";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        DurationHead head = new(DurationHeadConfig.FromConfig(component.Config));
        component.Check(head.Parameters.Declared);
        GoldenOutputs outputs = new();
        foreach ((string name, bool video, bool audio) in new[] { ("seconds", true, true), ("seconds_video", true, false), ("seconds_audio", false, true) })
        {
            if (!golden.Has($"out.{name}")) continue;
            Dictionary<string, HostTensor> inputs = [];
            if (video) inputs.Add(DurationHead.VideoTokens, golden.Input("video_tokens"));
            if (audio) inputs.Add(DurationHead.AudioTokens, golden.Input("audio_tokens"));
            using INetworkSession session = context.Backend.Load(head.Predict(video, audio), component);
            outputs[name] = session.Run(inputs)[DurationHead.Seconds];
        }

        return outputs;
    }
}
