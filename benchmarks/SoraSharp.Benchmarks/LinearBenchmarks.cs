using BenchmarkDotNet.Attributes;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;

namespace SoraSharp.Benchmarks;

/// <summary>A stack of matrix products on mapped weights, with and without ONNX Runtime's second, re-arranged copy of them.</summary>
public class LinearBenchmarks
{
    private const int Layers = 4;
    private const int Width = 2048;

    private string _path = "";
    private SafetensorsFile? _file;
    private INetworkSession? _session;
    private Dictionary<string, HostTensor> _inputs = [];

    /// <summary>Rows of the input: a few for text, hundreds for video tokens.</summary>
    [Params(16, 512)]
    public int Tokens { get; set; }

    /// <summary>See <see cref="OnnxBackendOptions.Prepacking"/>.</summary>
    [Params(false, true)]
    public bool Prepacking { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _path = Path.Combine(Path.GetTempPath(), $"sorasharp-linear-{Environment.ProcessId}.safetensors");
        ParameterScope scope = new();
        Parameter[] weights = [.. Enumerable.Range(0, Layers).Select(i => scope[i].Declare("weight", Width, Width))];
        SafetensorsWriter writer = new();
        Random random = new(1);
        foreach (Parameter weight in weights) writer.Add(weight.Name, HostTensor.From([.. Enumerable.Range(0, Width * Width).Select(_ => (float)(random.NextDouble() - 0.5) / 16)], Width, Width));
        writer.Save(_path);
        _file = SafetensorsFile.Open(_path);
        NetworkFunction function = new("stack", [new("x", ElementType.Float32, "tokens", Width)], inputs =>
        {
            Tensor x = inputs["x"];
            foreach (Parameter weight in weights) x = inputs.Interpreter.Linear(x, inputs.Interpreter.Weight(weight), null);
            return new NetworkValues(inputs.Interpreter) { ["x"] = x };
        });
        _session = new OnnxBackend(new() { Prepacking = Prepacking }).Load(function, _file);
        _inputs = new() { ["x"] = HostTensor.Zeros(Tokens, Width) };
    }

    [GlobalCleanup]
    public void Close()
    {
        _session!.Dispose();
        _file!.Dispose();
        File.Delete(_path);
    }

    [Benchmark]
    public float Run() => _session!.Run(_inputs)["x"].Floats[0];
}
