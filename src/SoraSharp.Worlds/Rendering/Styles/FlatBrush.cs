namespace SoraSharp.Worlds.Rendering.Styles;

/// <summary>Plain areas of colour with smooth edges.</summary>
internal readonly struct FlatBrush(float scale) : IBrush
{
    public float Margin => 0.5f / scale;

    public float Inset => 0.5f / scale;

    public void FillPixel<TPigment>(ref byte pixel, int index, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment => Blend.Set(ref pixel, pigment.At(x, y));

    public void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        var a = 0.5f - (distance * scale);
        if (a > 0)
            Blend.Mix(ref pixel, pigment.At(x, y), MathF.Min(a, 1));
    }
}
