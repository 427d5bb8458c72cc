using SoraSharp.Models.Patch;
using SoraSharp.Training.Components;
using SoraSharp.Training.Data;
using TorchSharp;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>Patches cut from bytes are those that the network cuts from pixels.</summary>
public sealed class PatchRowsTests
{
    [Fact]
    public void Patches_are_the_networks()
    {
        using IDisposable scope = torch.NewDisposeScope();
        byte[] frames = new byte[MiniFormat.Frames * MiniFormat.SmallHeight * MiniFormat.SmallWidth * 3];
        new Random(1).NextBytes(frames);
        TorchInterpreter interpreter = new(parameter => throw new InvalidOperationException(parameter.Name));
        torch.Tensor pixels = PixelTensors.FromBytes(frames, MiniFormat.Frames, MiniFormat.SmallHeight, MiniFormat.SmallWidth);

        float[] first = new float[PatchRows.FirstCount * PatchRows.FirstNumbers], rest = new float[PatchRows.RestCount * PatchRows.RestNumbers];
        PatchRows.Cut(frames, first, rest);

        AssertClose(pixels.slice(2, 0, 1, 1), 1, first);
        AssertClose(pixels.slice(2, 1, MiniFormat.Frames, 1), MiniFormat.PatchFrames, rest);

        void AssertClose(torch.Tensor part, int framesOfPatch, float[] actual)
        {
            float[] expected = TorchInterpreter.Unwrap(PatchVideoEncoder.Patches(interpreter.Wrap(part), framesOfPatch, MiniFormat.Patch)).contiguous().data<float>().ToArray();
            Assert.Equal(expected.Length, actual.Length);
            Assert.True(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() < 1e-6);
        }
    }

    [Fact]
    public void Another_number_of_bytes_is_refused() => Assert.Contains("has 3 bytes", Assert.Throws<ArgumentException>(() => PatchRows.Cut(new byte[3], [], [])).Message, StringComparison.Ordinal);
}
