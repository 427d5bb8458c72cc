using SoraSharp.Models.Ltx2.Vocoder;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Audio;

/// <summary>LTX-2's learned vocoder. Thread-safe.</summary>
/// <param name="codec">The vocoder at work; disposed with this.</param>
/// <param name="frameMultiple">Spectrograms of any length are continued to a multiple of this many frames, and the sound is cut again.</param>
internal sealed class Ltx2Vocoder(VocoderCodec codec, int frameMultiple) : IVocoder
{
    public AudioClip Synthesize(HostTensor mel, CancellationToken cancellationToken)
    {
        int frames = (int)mel.Shape[2], whole = Whole(frames);
        HostTensor waveform = codec.Synthesize(whole == frames ? mel : Spectrograms.Continue(mel, whole), cancellationToken: cancellationToken);
        AudioClip clip = new(waveform.Floats, (int)waveform.Shape[1], codec.SampleRate);
        return whole == frames ? clip : clip.WithLength((int)((long)clip.Length * frames / whole));
    }

    public IEnumerable<FunctionRun> Runs(int channels, int frames) =>
        [new(codec.Network.Synthesize(channels), new Dictionary<string, long> { ["batch"] = 1, ["frames"] = Whole(frames) })];

    public void Release() => codec.Release();

    public void Dispose() => codec.Dispose();

    private int Whole(int frames) => (frames + frameMultiple - 1) / frameMultiple * frameMultiple;
}
