using SoraSharp.Models.Ltx2.Vocoder;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Audio;

/// <summary>LTX-2's learned vocoder. Thread-safe.</summary>
/// <param name="codec">The vocoder at work; disposed with this.</param>
/// <param name="frameMultiple">Spectrograms of any length are continued to a multiple of this many frames, and the sound is cut again.</param>
internal sealed class Ltx2Vocoder(VocoderCodec codec, int frameMultiple) : IVocoder
{
    public AudioClip Synthesize(HostTensor mel, CancellationToken cancellationToken)
    {
        int frames = (int)mel.Shape[2], whole = (frames + frameMultiple - 1) / frameMultiple * frameMultiple;
        HostTensor waveform = codec.Synthesize(whole == frames ? mel : Spectrograms.Continue(mel, whole), cancellationToken: cancellationToken);
        AudioClip clip = new(waveform.Floats, (int)waveform.Shape[1], codec.SampleRate);
        return whole == frames ? clip : clip.WithLength((int)((long)clip.Length * frames / whole));
    }

    public void Release() => codec.Release();

    public void Dispose() => codec.Dispose();
}
