using System.Globalization;
using SoraSharp.Models.Tensors;
using SoraSharp.Noise;

namespace SoraSharp.Golden.Kinds;

/// <summary>
/// Draws of <c>torch.Generator</c>. An output's name says the kind of draw, its shape the size; <c>GROUP.first</c> and <c>GROUP.second</c>,
/// or <c>GROUP.0</c>, <c>GROUP.1</c>, … come from one generator in that order, every other output from a fresh one.
/// </summary>
internal sealed class TorchRandomKind : GoldenKind
{
    private static readonly string[] Order = ["first", "second"];

    public override string Name => "torch-random";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "torch.Generator";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        long seed = golden.Json.GetInt64("seed");
        GoldenOutputs outputs = new();
        Dictionary<string, TorchRandom> groups = new(StringComparer.Ordinal);
        foreach ((string name, GoldenValue value) in golden.Expected().All.OrderBy(o => Turn(o.Key)))
        {
            TorchRandom random;
            if (GroupOf(name) is not { } group) random = new(seed);
            else if (!groups.TryGetValue(group, out random!)) groups.Add(group, random = new(seed));
            outputs[name] = Draw(random, name, [.. value.Shape]);
        }

        return outputs;
    }

    private static GoldenValue Draw(TorchRandom random, string name, long[] shape)
    {
        int count = (int)shape.Aggregate(1L, (product, length) => product * length);
        string[] words = name.Split('.')[1].Split('_');
        switch (words)
        {
            case ["randn", "f64", ..]:
                double[] doubles = new double[count];
                random.Normal(doubles);
                return GoldenValue.From(doubles, shape);
            case ["randn", "bf16", ..]:
                float[] rounded = new float[count];
                random.NormalBFloat16(rounded);
                return HostTensor.From(rounded, shape);
            case ["randn", ..] or ["two", "draws"] or ["kept", "normal"]:
                float[] normal = new float[count];
                random.Normal(normal);
                return HostTensor.From(normal, shape);
            case ["rand"]:
                float[] uniform = new float[count];
                random.Uniform(uniform);
                return HostTensor.From(uniform, shape);
            case ["randperm"]:
                return GoldenValue.From(Array.ConvertAll(random.Permutation(count), i => (long)i), shape);
            case ["randint", var low, var high]:
                long[] integers = new long[count];
                random.Integers(integers, Number(low), Number(high));
                return GoldenValue.From(integers, shape);
            default:
                throw new NotSupportedException($"No draw is known by the name {name}.");
        }
    }

    /// <summary>Reads <c>1000</c>, <c>m5</c> (-5) and <c>2p40</c> (2⁴⁰).</summary>
    private static long Number(string text)
    {
        if (text.StartsWith('m')) return -Number(text[1..]);
        string[] power = text.Split('p');
        long value = long.Parse(power[0], CultureInfo.InvariantCulture);
        return power.Length == 1 ? value : (long)Math.Pow(value, int.Parse(power[1], CultureInfo.InvariantCulture));
    }

    /// <summary>The outputs drawn one after the other from one generator; null for an output alone.</summary>
    private static string? GroupOf(string name)
    {
        int dot = name.LastIndexOf('.');
        bool together = Order.Contains(name[(dot + 1)..]) || name.Contains("kept_normal", StringComparison.Ordinal);
        return together ? name[..dot] : null;
    }

    private static int Turn(string name)
    {
        string last = name[(name.LastIndexOf('.') + 1)..];
        int place = Array.IndexOf(Order, last);
        return place >= 0 ? place : int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }
}
