using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.AudioVae;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>LTX-2's audio autoencoder: encode, and decode from packed normalised latents or from plain ones.</summary>
internal sealed class AudioVaeKind : GoldenKind
{
    public override string Name => "ltx2-audio-vae";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "AutoencoderKLLTX2Audio";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        AudioVaeNetwork network = new(AudioVaeConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        using AudioVaeCodec codec = new(network, context.Backend, component);
        return golden.HasInput("mel") ? Encode(golden, codec) : Decode(golden, codec);
    }

    private static GoldenOutputs Encode(GoldenCase golden, AudioVaeCodec codec)
    {
        (HostTensor mean, HostTensor logVariance) = codec.Encode(golden.Input("mel"));
        HostTensor packed = AudioVaeCodec.Pack(mean);
        GoldenOutputs outputs = new() { ["mean"] = mean, ["logvar"] = logVariance, ["mode"] = mean, ["packed"] = packed };
        // Uneven bins do not fit the checkpoint's statistics; such cases do not ask for it.
        if (golden.Has("out.packed_normalized")) outputs["packed_normalized"] = codec.Normalize(packed);
        return outputs;
    }

    private static GoldenOutputs Decode(GoldenCase golden, AudioVaeCodec codec)
    {
        HostTensor latents = golden.HasInput("latents") ? golden.Input("latents") : codec.Unpack(codec.Denormalize(golden.Input("packed_normalized")));
        return new() { ["latents"] = latents, ["mel"] = codec.Decode(latents) };
    }
}
