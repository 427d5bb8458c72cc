using SoraSharp.Worlds.Scenes.Presenter;

namespace SoraSharp.Worlds.Sound;

/// <summary>
/// A speech-like voice: a pulse train through three resonators at the vowel's formants (averages for men after Peterson and Barney,
/// 1952), loud as the mouth is open. It speaks no words.
/// </summary>
internal static class FormantVoice
{
    private static readonly double[][] Formants =
    [
        [730, 1090, 2440], [530, 1840, 2480], [290, 2250, 3000], [570, 860, 2410], [320, 880, 2240],
    ];

    private static readonly double[] Bandwidths = [80, 100, 140];

    public static void Speak(SoundTrack track, Speech speech, double amplitude)
    {
        var rate = track.SampleRate;
        foreach (var syllable in speech.Syllables)
        {
            if (syllable.Hiss)
                track.Noise(syllable.Time, 0.01, 0.10, 2500, 6500, amplitude * 0.35);
            Vowel(track, speech, syllable, amplitude, rate);
        }
    }

    private static void Vowel(SoundTrack track, Speech speech, Syllable syllable, double amplitude, int rate)
    {
        var start = (int)(syllable.Time * rate);
        var count = (int)(syllable.Length * rate);
        var mix = track.Samples;
        Span<Resonator> bank = stackalloc Resonator[3];
        for (var k = 0; k < 3; k++)
            bank[k] = new(Formants[(int)syllable.Vowel][k] * speech.Tract, Bandwidths[k], rate, k == 0 ? 1 : k == 1 ? 0.7 : 0.4);
        float phase = 0, smooth = 0, gain = 0, slope = 0;
        for (var i = 0; i < count && start + i < mix.Length; i++)
        {
            if (i % 32 == 0)
            {
                // The voice sets in a little sooner than the mouth is wide open: loudness goes with the root of the opening.
                var next = (float)(amplitude * syllable.Opening * Math.Sqrt(Speech.Envelope((double)Math.Min(i + 32, count) / count)));
                slope = (next - gain) / 32;
            }
            gain += slope;
            // Pitch falls by a sixth over each syllable.
            phase += (float)(speech.Pitch * (1.06 - (0.16 * i / count)) / rate);
            var pulse = 0f;
            if (phase >= 1)
            {
                phase -= 1;
                pulse = 1;
            }
            smooth += 0.2f * (pulse + (0.01f * track.White()) - smooth);
            var y = bank[0].Next(smooth) + bank[1].Next(smooth) + bank[2].Next(smooth);
            mix[start + i] += gain * y;
        }
    }

    private struct Resonator
    {
        private readonly float _b1;
        private readonly float _b2;
        private readonly float _gain;
        private float _y1;
        private float _y2;

        public Resonator(double frequency, double bandwidth, int rate, double gain)
        {
            var r = Math.Exp(-Math.PI * bandwidth / rate);
            var w = 2 * Math.PI * frequency / rate;
            _b1 = (float)(2 * r * Math.Cos(w));
            _b2 = (float)(-r * r);
            _gain = (float)(gain * Math.Sin(w));
        }

        public float Next(float x)
        {
            var y = (_gain * x) + (_b1 * _y1) + (_b2 * _y2);
            _y2 = _y1;
            _y1 = y;
            return y;
        }
    }
}
