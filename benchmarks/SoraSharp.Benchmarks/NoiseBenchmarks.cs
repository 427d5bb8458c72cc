using BenchmarkDotNet.Attributes;
using SoraSharp.Noise;

namespace SoraSharp.Benchmarks;

/// <summary>Noise as PyTorch draws it, for the latents of 768×512×121 in LTX-2's shape, against .NET's own generator with Box and Muller's method.</summary>
[MemoryDiagnoser]
public class NoiseBenchmarks
{
    private readonly float[] _latents = new float[128 * 16 * 16 * 24];

    [Benchmark(Baseline = true)]
    public float SystemRandom()
    {
        Random random = new(7);
        for (int i = 0; i < _latents.Length; i++)
        {
            _latents[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return _latents[^1];
    }

    [Benchmark]
    public float Torch()
    {
        new TorchRandom(7).Normal(_latents);
        return _latents[^1];
    }
}
