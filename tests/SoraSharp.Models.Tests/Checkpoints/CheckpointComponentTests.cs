using SoraSharp.Golden;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Checkpoints;

public sealed class CheckpointComponentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_component_has_its_class_config_and_weights()
    {
        _folder.Write("config.json", """{"_class_name": "Net", "width": 4}""");
        Save("diffusion_pytorch_model.safetensors", ("a.weight", 3));
        using CheckpointComponent component = CheckpointComponent.Open(_folder.Path);
        Assert.Equal("Net", component.ClassName);
        Assert.Equal(4, component.Config.GetSize("width"));
        Assert.Equal(["a.weight"], component.TensorNames);
        Assert.True(component.TryGet("a.weight", out StoredTensor? tensor));
        Assert.Equal([3], tensor.Shape);
        Assert.False(component.TryGet("b", out _));
        component.RequireClass("Other", "Net");
        string message = Assert.Throws<CheckpointException>(() => component.RequireClass("Other", "Another")).Message;
        Assert.Contains("Net; known are Other, Another", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"architectures": ["Encoder", "Other"]}""", "Encoder")]
    [InlineData("""{"architectures": null}""", null)]
    [InlineData("""{"architectures": []}""", null)]
    [InlineData("""{"_class_name": "A", "architectures": ["B"]}""", "A")]
    [InlineData("""{"tokenizer_class": "T"}""", "T")]
    public void The_class_is_the_one_that_the_config_states(string config, string? className)
    {
        _folder.Write("config.json", config);
        using CheckpointComponent component = CheckpointComponent.Open(_folder.Path);
        Assert.Equal(className, component.ClassName);
    }

    [Fact]
    public void Missing_extra_and_misshapen_tensors_are_named_together()
    {
        _folder.Write("config.json", "{}");
        Save("model.safetensors", ("fits", 2), ("wide", 5), ("left_over", 1));
        using CheckpointComponent component = CheckpointComponent.Open(_folder.Path);
        Parameter[] declared = [new("fits", [2]), new("wide", [4]), new("gone", [7, 8])];
        string message = Assert.Throws<CheckpointException>(() => component.Check(declared)).Message;
        Assert.Contains("1 missing: gone [7, 8]", message, StringComparison.Ordinal);
        Assert.Contains("wide is [5], expected [4]", message, StringComparison.Ordinal);
        Assert.Contains("1 unexpected: left_over", message, StringComparison.Ordinal);
        Assert.DoesNotContain("fits", message, StringComparison.Ordinal);
        component.Check([new("fits", [2]), new("wide", [5])], name => name.StartsWith("left", StringComparison.Ordinal));
    }

    [Fact]
    public void A_weight_stored_as_integers_is_refused()
    {
        _folder.Write("config.json", "{}");
        SafetensorsWriter writer = new();
        writer.Add("w", HostTensor.From([1L], 1));
        writer.Save(_folder.File("model.safetensors"));
        using CheckpointComponent component = CheckpointComponent.Open(_folder.Path);
        Assert.Contains("w holds Int64", Assert.Throws<CheckpointException>(() => component.Check([new("w", [1])])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_are_found_by_their_index()
    {
        _folder.Write("config.json", "{}");
        Save("s-1.safetensors", ("a", 1));
        Save("s-2.safetensors", ("b", 2));
        _folder.Write("diffusion_pytorch_model.safetensors.index.json", """{"weight_map": {"a": "s-1.safetensors", "b": "s-2.safetensors"}}""");
        using CheckpointComponent component = CheckpointComponent.Open(_folder.Path);
        Assert.Equal(["a", "b"], component.TensorNames.Order());
        component.Check([new("a", [1]), new("b", [2])]);
    }

    [Theory]
    [InlineData("""{"weight_map": {"a": "s-1.safetensors", "b": "s-2.safetensors"}}""", "lists s-2.safetensors, which is missing")]
    [InlineData("""{"weight_map": {"c": "s-1.safetensors"}}""", "tensor c is said to be in s-1.safetensors, which does not hold it")]
    [InlineData("""{"weight_map": {"a": "../s-1.safetensors"}}""", "shards are .safetensors files beside the index")]
    [InlineData("""{"weight_map": {"a": "/etc/passwd"}}""", "shards are .safetensors files beside the index")]
    [InlineData("""{"weight_map": {"a": "config.json"}}""", "shards are .safetensors files beside the index")]
    [InlineData("""{"weight_map": {"a": 5}}""", "weight_map.a is 5; it must be a string")]
    [InlineData("""{"weight_map": {}}""", "weight_map is empty")]
    [InlineData("""{"metadata": {}}""", "weight_map is missing")]
    [InlineData("""{"weight_map": """, "not a JSON object")]
    public void A_bad_index_is_refused_with_the_reason(string index, string reason)
    {
        _folder.Write("config.json", "{}");
        Save("s-1.safetensors", ("a", 1));
        _folder.Write("model.safetensors.index.json", index);
        using CheckpointComponent component = CheckpointComponent.Open(_folder.Path);
        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => component.TensorNames).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_without_an_index_are_joined_unless_they_disagree()
    {
        _folder.Write("config.json", "{}");
        Save("one.safetensors", ("a", 1));
        Save("two.safetensors", ("b", 1));
        using (CheckpointComponent component = CheckpointComponent.Open(_folder.Path)) Assert.Equal(2, component.TensorNames.Count);
        Save("three.safetensors", ("b", 1));
        using CheckpointComponent twice = CheckpointComponent.Open(_folder.Path);
        Assert.Contains("tensor b is in", Assert.Throws<CheckpointException>(() => twice.TensorNames).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_config_or_weights_is_refused()
    {
        Assert.Contains("not a folder", Assert.Throws<CheckpointException>(() => CheckpointComponent.Open(_folder.File("nowhere"))).Message, StringComparison.Ordinal);
        Assert.Contains("none of config.json", Assert.Throws<CheckpointException>(() => CheckpointComponent.Open(_folder.Path)).Message, StringComparison.Ordinal);
        _folder.Write("config.json", "{}");
        using CheckpointComponent component = CheckpointComponent.Open(_folder.Path);
        Assert.False(component.HasWeights);
        Assert.Contains("holds no .safetensors", Assert.Throws<CheckpointException>(() => component.TensorNames).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_found_across_shards()
    {
        _folder.Write("config.json", "{}");
        Save("one.safetensors", ("good", 1));
        SafetensorsWriter writer = new();
        writer.Add("spoilt", HostTensor.From([float.NaN], 1));
        writer.Save(_folder.File("two.safetensors"));
        using CheckpointComponent component = CheckpointComponent.Open(_folder.Path);
        Assert.Contains("spoilt (element 0)", Assert.Throws<CheckpointException>(() => component.Verify()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_component_of_the_golden_checkpoints_opens_and_is_finite()
    {
        string[] folders = [.. Directory.EnumerateFiles(GoldenCases.Repository, "*.safetensors", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) != "io.safetensors").Select(f => Path.GetDirectoryName(f)!).Distinct()];
        Assert.True(folders.Length > 40);
        foreach (string folder in folders)
        {
            using CheckpointComponent component = CheckpointComponent.Open(folder);
            Assert.NotNull(component.ClassName);
            component.Verify();
        }
    }

    private void Save(string name, params (string Name, int Length)[] tensors)
    {
        SafetensorsWriter writer = new();
        foreach ((string tensor, int length) in tensors) writer.Add(tensor, HostTensor.Zeros(length));
        writer.Save(_folder.File(name));
    }
}
