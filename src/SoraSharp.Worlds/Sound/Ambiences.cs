namespace SoraSharp.Worlds.Sound;

/// <summary>
/// Sounds that last: each fills the whole track unless it says otherwise. Amplitude is about the loudness (root mean square) at full
/// swell; 0.01 is a quiet background, 0.1 is loud.
/// </summary>
internal static class Ambiences
{
    private const int Block = 32;

    /// <summary>A crowd's murmur: many voices at vowel pitches, none of them clear.</summary>
    public static void Crowd(SoundTrack track, double amplitude)
    {
        track.Ambience(250, 900, amplitude * 0.8, 0.35, 1.3);
        track.Ambience(900, 2200, amplitude * 0.3, 0.5, 2.1);
    }

    /// <summary>Wind: low noise whose gusts rise and fall about every two seconds, with a faint whistle at the top of each.</summary>
    public static void Wind(SoundTrack track, double amplitude)
    {
        var mix = track.Samples;
        var rate = track.SampleRate;
        var low = new Band(120, 520, rate);
        var whistle = new Band(700, 1100, rate);
        var (a, b) = ((float)track.Uniform(), (float)track.Uniform());
        for (var i = 0; i < mix.Length; i++)
        {
            var t = (float)i / rate;
            var gust = 0.55f + (0.3f * SoundTrack.Sine(Wrap(a + (0.43f * t)))) + (0.15f * SoundTrack.Sine(Wrap(b + (1.1f * t))));
            var noise = track.White();
            mix[i] += (float)amplitude * 1.6f * ((gust * low.Next(noise)) + (0.35f * gust * gust * gust * whistle.Next(noise)));
        }
    }

    /// <summary>Rain: a bright hiss and single drops, more of them the louder it is.</summary>
    public static void Rain(SoundTrack track, double amplitude)
    {
        track.Ambience(1800, 6500, amplitude);
        var end = (double)track.Samples.Length / track.SampleRate;
        for (var t = track.Uniform() * 0.02; t < end; t += 0.004 + (track.Uniform() * 0.04))
            track.Noise(t, 0.0005, 0.012 + (0.02 * track.Uniform()), 1200, 5500, amplitude * (0.6 + (2.2 * track.Uniform() * track.Uniform())));
    }

    /// <summary>A magic garden's hum: three soft tones that beat slowly, and now and then a high chime.</summary>
    public static void GardenHum(SoundTrack track, double amplitude)
    {
        Tone(track, 110, amplitude * 0.9, 0.25, 0.31);
        Tone(track, 165.4, amplitude * 0.6, 0.4, 0.23);
        Tone(track, 220.9, amplitude * 0.45, 0.5, 0.41);
        var end = (double)track.Samples.Length / track.SampleRate;
        for (var t = 0.2 + (track.Uniform() * 0.5); t < end; t += 0.5 + (track.Uniform() * 0.7))
            Chime(track, t, amplitude * 0.9);
    }

    /// <summary>One chime of the pentatonic scale.</summary>
    public static void Chime(SoundTrack track, double time, double amplitude)
    {
        ReadOnlySpan<double> notes = [1046.5, 1174.7, 1318.5, 1568, 1760];
        var f = notes[Math.Min(4, (int)(track.Uniform() * 5))];
        track.Ring(time, f, 0.9, amplitude);
        track.Ring(time, 2.76 * f, 0.4, amplitude * 0.3);
    }

    /// <summary>Music-like: a soft chord of sustained tones that changes every <paramref name="secondsPerChord"/> s (C, a minor, F, G by turns from a random start).</summary>
    public static void Pad(SoundTrack track, double amplitude, double secondsPerChord = 1.4)
    {
        ReadOnlySpan<double> chords = [130.8, 164.8, 196, 110, 164.8, 220, 130.8, 174.6, 220, 146.8, 196, 246.9];
        var first = Math.Min(3, (int)(track.Uniform() * 4));
        var end = (double)track.Samples.Length / track.SampleRate;
        var number = first;
        for (var t = 0.0; t < end; t += secondsPerChord, number++)
        {
            for (var k = 0; k < 3; k++)
                Swell(track, t, secondsPerChord * 1.15, chords[(3 * (number % 4)) + k] * 2, amplitude * 0.55);
        }
    }

    /// <summary>A car's engine whose pitch and loudness follow <paramref name="speed"/>: clip seconds → 0 (idling) to 1 (top speed). It dies at <paramref name="until"/> s.</summary>
    public static void Engine(SoundTrack track, Func<double, double> speed, double amplitude, double until = double.PositiveInfinity)
    {
        var mix = track.Samples;
        var rate = track.SampleRate;
        var growl = new Band(60, 400, rate);
        float phase = 0, gain = 0;
        for (var start = 0; start < mix.Length; start += Block)
        {
            var v = (float)Math.Clamp(speed((double)start / rate), 0, 1);
            var step = (38 + (105 * v)) / rate;
            var next = start >= until * rate ? 0 : (float)amplitude * (0.45f + (0.55f * v));
            var slope = (next - gain) / Block;
            for (var i = start; i < Math.Min(mix.Length, start + Block); i++)
            {
                gain += slope;
                phase = Wrap(phase + step);
                // Firing strokes: strong second and fourth harmonics over the fundamental.
                var tone = (0.6f * SoundTrack.Sine(phase)) + (0.8f * SoundTrack.Sine(Wrap(2 * phase))) + (0.35f * SoundTrack.Sine(Wrap(3 * phase)))
                    + (0.5f * SoundTrack.Sine(Wrap(4 * phase))) + (0.2f * SoundTrack.Sine(Wrap(6 * phase))) + (0.12f * SoundTrack.Sine(Wrap(9 * phase)));
                mix[i] += gain * (tone + (0.22f * growl.Next(track.White())));
            }
        }
    }

    /// <summary>Tyres that squeal under the brakes from <paramref name="time"/> for <paramref name="length"/> s, falling in pitch.</summary>
    public static void Brakes(SoundTrack track, double time, double length, double amplitude)
    {
        var mix = track.Samples;
        var rate = track.SampleRate;
        var first = Math.Max(0, (int)(time * rate));
        var count = (int)(length * rate);
        var hiss = new Band(1500, 4000, rate);
        var phase = 0f;
        for (var k = 0; k < count && first + k < mix.Length; k++)
        {
            var u = (float)k / count;
            var envelope = MathF.Min(1, MathF.Min(k / (0.03f * rate), (count - k) / (0.08f * rate)));
            var noise = track.White();
            phase = Wrap(phase + ((1050 - (260 * u) + (60 * noise)) / rate));
            mix[first + k] += (float)amplitude * envelope * ((0.8f * SoundTrack.Sine(phase)) + (0.4f * SoundTrack.Sine(Wrap(2 * phase))) + (0.4f * hiss.Next(noise)));
        }
    }

    /// <summary>A steady tone with its octave whose loudness swells by <paramref name="swell"/> at <paramref name="swellHz"/>.</summary>
    private static void Tone(SoundTrack track, double frequency, double amplitude, double swell, double swellHz)
    {
        var mix = track.Samples;
        var rate = track.SampleRate;
        float phase = (float)track.Uniform(), slow = (float)track.Uniform();
        float step = (float)(frequency / rate), slowStep = (float)(swellHz / rate);
        for (var i = 0; i < mix.Length; i++)
        {
            phase = Wrap(phase + step);
            slow = Wrap(slow + slowStep);
            var gain = (float)(amplitude * (1 + (swell * SoundTrack.Sine(slow))));
            mix[i] += gain * (SoundTrack.Sine(phase) + (0.3f * SoundTrack.Sine(Wrap(2 * phase))));
        }
    }

    /// <summary>One note that fades in and out over <paramref name="length"/> s.</summary>
    private static void Swell(SoundTrack track, double time, double length, double frequency, double amplitude)
    {
        var mix = track.Samples;
        var rate = track.SampleRate;
        var first = (int)(time * rate);
        var count = (int)(length * rate);
        float phase = 0, step = (float)(frequency / rate), detuned = 0, detunedStep = (float)(frequency * 1.004 / rate);
        for (var k = 0; k < count && first + k < mix.Length; k++)
        {
            phase = Wrap(phase + step);
            detuned = Wrap(detuned + detunedStep);
            var envelope = MathF.Min(1, MathF.Min(k, count - k) / (0.25f * rate));
            mix[first + k] += (float)amplitude * 0.6f * envelope * (SoundTrack.Sine(phase) + (0.7f * SoundTrack.Sine(detuned)) + (0.25f * SoundTrack.Sine(Wrap(2 * phase))));
        }
    }

    private static float Wrap(float phase) => phase - MathF.Floor(phase);
}
