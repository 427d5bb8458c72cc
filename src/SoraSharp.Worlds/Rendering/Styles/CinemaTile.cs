using System.Numerics;

namespace SoraSharp.Worlds.Rendering.Styles;

/// <summary>Light over a cinema picture (a warm key light from the upper left, dark corners), the haze of its distance, film grain, black bars.</summary>
internal sealed class CinemaTile
{
    /// <summary>Height of a black bar, of the picture's.</summary>
    public const float Bar = 0.075f;

    // Grain takes 0 to 4 levels: seen on an even wall, and next to nothing for an autoencoder.
    private const int GrainLevels = 5;
    private readonly byte[] _grain;
    private readonly int _bar;
    private readonly int _stride;

    public CinemaTile(Viewport view)
    {
        Light = new float[view.Width * view.Height];
        Haze = new float[Light.Length];
        _stride = view.Width * 3;
        _bar = (int)MathF.Round(Bar * view.Height) * _stride;
        for (var py = 0; py < view.Height; py++)
        {
            for (var px = 0; px < view.Width; px++)
            {
                float u = (px + 0.5f) / view.Width, v = (py + 0.5f) / view.Height;
                float du = u - 0.36f, dv = v - 0.26f, cu = u - 0.5f, cv = v - 0.5f;
                var key = MathF.Exp(-((du * du * 3.4f) + (dv * dv * 2.4f)));
                var corner = Math.Clamp(1.16f - (1.45f * ((cu * cu) + (0.8f * cv * cv))), 0.4f, 1);
                Light[(py * view.Width) + px] = (0.66f + (0.5f * key)) * corner;
                // Distance lies about the horizon, a little above the middle.
                var far = (v - 0.5f) / (v < 0.5f ? 0.42f : 0.26f);
                Haze[(py * view.Width) + px] = 0.42f * MathF.Exp(-far * far);
            }
        }
        _grain = new byte[Light.Length * 3 * 2];
        var rng = new Simulation.Rng(91, 3);
        for (var i = 0; i < _grain.Length; i += 3)
            _grain[i] = _grain[i + 1] = _grain[i + 2] = (byte)rng.Below(GrainLevels);
    }

    /// <summary>Brightness of each pixel, about 0.3 to 1.15.</summary>
    public float[] Light { get; }

    /// <summary>How much of the distance's haze lies over far things, 0 to 1.</summary>
    public float[] Haze { get; }

    /// <summary>Adds grain, another each frame, and the black bars.</summary>
    public void Finish(Span<byte> frame, int number)
    {
        // Another place in the grain each frame; multiples of 3 keep it grey.
        var grain = _grain.AsSpan((int)((uint)number * 2654435761u % (uint)(_grain.Length - frame.Length + 1)) / 3 * 3, frame.Length);
        var floor = new Vector<byte>(GrainLevels - 1);
        var i = 0;
        for (; i <= frame.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (Vector.Max(new Vector<byte>(frame[i..]), floor) - new Vector<byte>(grain[i..])).CopyTo(frame[i..]);
        for (; i < frame.Length; i++)
            frame[i] = (byte)(Math.Max(frame[i], (byte)(GrainLevels - 1)) - grain[i]);
        frame[.._bar].Clear();
        frame[^_bar..].Clear();
    }
}
