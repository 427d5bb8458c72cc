using SoraSharp.Models.Audio;
using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Golden.Kinds;

/// <summary>Waveform to log-mel spectrogram, resampled first where the rates differ.</summary>
internal sealed class MelFrontEndKind : GoldenKind
{
    public override string Name => "mel-front-end";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "torchaudio.transforms.MelSpectrogram";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        ModelConfig call = golden.Call;
        MelFrontEnd frontEnd = new(new MelSettings(call.GetSize("rate"), call.GetSize("n_fft"), call.GetSize("hop_length"), call.GetSize("mel_bins")));
        return new() { ["log_mel"] = frontEnd.LogMel(golden.Input("waveform"), call.GetSize("source_rate")) };
    }
}
