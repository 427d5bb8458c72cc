using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Sound;

/// <summary>Mixes sounds at given times into one mono track. Not thread-safe: one track is filled by one thread.</summary>
internal sealed class SoundTrack(int samples, int sampleRate, Rng rng)
{
    private const float Ceiling = 0.97f;

    /// <summary>Functions of time are read once in so many samples.</summary>
    private const int ControlSamples = 64;
    private readonly float[] _mix = new float[samples];
    private Rng _rng = rng;

    public int SampleRate => sampleRate;

    public Span<float> Samples => _mix;

    /// <summary>A damped partial: starts at <paramref name="time"/> s, falls by 60 dB in <paramref name="decay"/> s.</summary>
    public void Ring(double time, double frequency, double decay, double amplitude)
    {
        var start = (int)(time * sampleRate);
        if (start < 0 || start >= samples || frequency >= sampleRate * 0.48)
            return;
        var end = Math.Min(samples, start + (int)(decay * sampleRate));
        // y[n] = 2 r cos(w) y[n-1] - r² y[n-2] is a damped sine; r^(decay·rate) = 10^-3.
        var r = Math.Exp(-6.9078 / (decay * sampleRate));
        var w = 2 * Math.PI * frequency / sampleRate;
        var c1 = (float)(2 * r * Math.Cos(w));
        var c2 = (float)(r * r);
        float y1 = 0;
        var y2 = (float)(-amplitude * Math.Sin(w) / r);
        for (var i = start; i < end; i++)
        {
            var y = (c1 * y1) - (c2 * y2);
            y2 = y1;
            y1 = y;
            _mix[i] += y;
        }
    }

    /// <summary>A sine whose pitch falls from <paramref name="from"/> to <paramref name="to"/> Hz while it dies away: the body of a thump.</summary>
    public void Thump(double time, double from, double to, double decay, double amplitude)
    {
        var start = (int)(time * sampleRate);
        if (start < 0 || start >= samples)
            return;
        var end = Math.Min(samples, start + (int)(decay * sampleRate));
        var shrink = (float)Math.Exp(-6.9078 / (decay * sampleRate));
        var glide = (float)Math.Exp(-20.0 / (decay * sampleRate));
        float gain = (float)amplitude, phase = 0, excess = (float)((from - to) / sampleRate), step = (float)(to / sampleRate);
        for (var i = start; i < end; i++)
        {
            phase += step + excess;
            excess *= glide;
            phase -= MathF.Floor(phase);
            _mix[i] += gain * Sine(phase);
            gain *= shrink;
        }
    }

    /// <summary>Noise between two frequencies: rises over <paramref name="attack"/> s, then falls by 60 dB in <paramref name="decay"/> s.</summary>
    public void Noise(double time, double attack, double decay, double low, double high, double amplitude)
    {
        var start = Math.Max(0, (int)(time * sampleRate));
        var peak = start + Math.Max(1, (int)(attack * sampleRate));
        var end = Math.Min(samples, peak + (int)(decay * sampleRate));
        var shrink = (float)Math.Exp(-6.9078 / (decay * sampleRate));
        var rise = (float)(amplitude / (peak - start));
        var band = new Band(low, high, sampleRate);
        var gain = 0f;
        for (var i = start; i < end; i++)
        {
            gain = i < peak ? gain + rise : gain * shrink;
            _mix[i] += gain * band.Next(White());
        }
    }

    /// <summary>Steady noise over the whole track whose loudness swells slowly by <paramref name="swell"/> (0 to 1) at <paramref name="swellHz"/>.</summary>
    public void Ambience(double low, double high, double amplitude, double swell = 0, double swellHz = 0.7)
    {
        var band = new Band(low, high, sampleRate);
        var phase = (float)_rng.Next();
        var step = (float)(swellHz / sampleRate);
        for (var i = 0; i < samples; i++)
        {
            phase += step;
            phase -= MathF.Floor(phase);
            _mix[i] += (float)amplitude * (1 + ((float)swell * Sine(phase))) * band.Next(White());
        }
    }

    /// <summary>Noise between two frequencies whose loudness follows a function of time (s), from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public void Swell(double from, double to, double low, double high, Func<double, double> gain)
    {
        var start = Math.Max(0, (int)(from * sampleRate));
        var end = Math.Min(samples, (int)(to * sampleRate));
        var band = new Band(low, high, sampleRate);
        float loud = 0, slope = 0;
        for (var i = start; i < end; i++)
        {
            if ((i - start) % ControlSamples == 0)
                slope = ((float)gain((double)Math.Min(end, i + ControlSamples) / sampleRate) - loud) / ControlSamples;
            loud += slope;
            _mix[i] += loud * band.Next(White());
        }
    }

    /// <summary>Mixes in a recording from <paramref name="time"/> on, brought to this track's rate by cubic interpolation.</summary>
    public void Mix(ReadOnlySpan<float> recording, int rate, double time, double amplitude)
    {
        var step = (double)rate / sampleRate;
        var first = (int)(time * sampleRate);
        for (var i = Math.Max(0, first); i < samples; i++)
        {
            var at = (i - first) * step;
            var k = (int)at;
            if (k >= recording.Length)
                break;
            var u = (float)(at - k);
            var (a, b, c, d) = (recording[Math.Max(0, k - 1)], recording[k], recording[Math.Min(recording.Length - 1, k + 1)], recording[Math.Min(recording.Length - 1, k + 2)]);
            // Catmull-Rom.
            _mix[i] += (float)amplitude * (b + (0.5f * u * (c - a + (u * ((2 * a) - (5 * b) + (4 * c) - d + (u * ((3 * (b - c)) + d - a)))))));
        }
    }

    /// <summary>Many hands and voices: claps and bright noise that swell from <paramref name="time"/> on.</summary>
    public void Cheer(double time, double amplitude)
    {
        Noise(time, 0.12, 2.2, 500, 2200, amplitude * 0.75);
        Noise(time, 0.25, 2.5, 1500, 4500, amplitude * 0.4);
        for (var t = time + 0.1; t < time + 1.5; t += _rng.Range(0.02, 0.07))
            Noise(t, 0.001, 0.05, 900, 4000, amplitude * _rng.Range(0.2, 0.5));
    }

    /// <summary>A crowd's falling "ooh".</summary>
    public void Groan(double time, double amplitude)
    {
        Noise(time, 0.15, 1.4, 250, 700, amplitude * 0.5);
        for (var voice = 0; voice < 4; voice++)
        {
            var f = _rng.Range(130, 230);
            Glide(time + _rng.Range(0, 0.08), 0.9, f, f * 0.72, amplitude * 0.2);
        }
    }

    /// <summary>The finished track, scaled down as a whole where its peak would pass the ceiling.</summary>
    public float[] Finish()
    {
        var peak = 0f;
        foreach (var s in _mix)
            peak = MathF.Max(peak, MathF.Abs(s));
        if (peak > Ceiling)
        {
            for (var i = 0; i < _mix.Length; i++)
                _mix[i] *= Ceiling / peak;
        }
        return _mix;
    }

    /// <summary>A uniform sample in [-1, 1).</summary>
    public float White() => (int)(_rng.NextBits() >> 32) * (1f / 2147483648f);

    /// <summary>A uniform number in [0, 1) for choices of pitch, place and time.</summary>
    public double Uniform() => _rng.Next();

    /// <summary>sin(2πp) for p in [0, 1), by a parabola refined once (error below 0.1 %).</summary>
    public static float Sine(float p)
    {
        var x = p - 0.5f;
        var y = -16 * x * (0.5f - MathF.Abs(x));
        return (0.225f * ((y * MathF.Abs(y)) - y)) + y;
    }

    private void Glide(double time, double length, double from, double to, double amplitude)
    {
        var start = Math.Max(0, (int)(time * sampleRate));
        var count = (int)(length * sampleRate);
        var phase = 0f;
        for (var k = 0; k < count && start + k < samples; k++)
        {
            var u = (float)k / count;
            phase += (float)((from + ((to - from) * u)) / sampleRate);
            phase -= MathF.Floor(phase);
            // A few harmonics with the weight around the second and third: an open "o".
            var two = 2 * phase;
            var three = 3 * phase;
            var tone = (0.6f * Sine(phase)) + (0.8f * Sine(two - MathF.Floor(two))) + (0.5f * Sine(three - MathF.Floor(three)));
            _mix[start + k] += (float)amplitude * tone * Sine(u / 2);
        }
    }
}
