using SoraSharp.Worlds.Rendering;

namespace SoraSharp.Quality.Analysers;

/// <summary>All that an analyser may know of a clip: pixels and sound.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="FramesPerSecond">Frames a second.</param>
/// <param name="Pixels">(frames, height, width, 3) RGB bytes.</param>
/// <param name="Audio">Mono samples in [-1, 1]; empty where there is no sound.</param>
/// <param name="SampleRate">Samples a second.</param>
internal sealed record ClipSignal(int Width, int Height, double FramesPerSecond, byte[] Pixels, float[] Audio, int SampleRate)
{
    public int FrameBytes => Width * Height * 3;

    public int Frames => Pixels.Length / FrameBytes;

    /// <summary>Where the worlds' 128 × 80 units lie in this picture.</summary>
    public Viewport View => new(Width, Height);

    public ReadOnlySpan<byte> Frame(int index) => Pixels.AsSpan(index * FrameBytes, FrameBytes);

    /// <summary>A rectangle of world units in pixels, cut to the picture.</summary>
    public PixelBox Box(double left, double top, double right, double bottom)
    {
        var view = View;
        return new(
            Math.Clamp((int)Math.Round(view.PixelX(left)), 0, Width), Math.Clamp((int)Math.Round(view.PixelY(top)), 0, Height),
            Math.Clamp((int)Math.Round(view.PixelX(right)), 0, Width), Math.Clamp((int)Math.Round(view.PixelY(bottom)), 0, Height));
    }
}

/// <summary>A rectangle in pixels; right and bottom lie outside.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Right, int Bottom);
