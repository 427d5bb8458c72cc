namespace SoraSharp.Worlds.Sound;

/// <summary>A band-pass of two one-pole low-passes, brought to about unit loudness for white noise.</summary>
internal struct Band(double low, double high, int rate)
{
    private readonly float _up = (float)(1 - Math.Exp(-2 * Math.PI * high / rate));
    private readonly float _down = (float)(1 - Math.Exp(-2 * Math.PI * low / rate));
    private readonly float _gain = (float)Math.Sqrt(0.5 * rate / Math.Max(50, (high - low) * 1.6));
    private float _a;
    private float _b;

    public float Next(float x)
    {
        _a += _up * (x - _a);
        _b += _down * (_a - _b);
        return (_a - _b) * _gain;
    }
}
