using SoraSharp.Golden;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using Xunit;

namespace SoraSharp.Models.Tests.Checkpoints;

public sealed class DiffusersFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_pipeline_lists_its_components_and_opens_them_once()
    {
        using DiffusersFolder folder = DiffusersFolder.Open(Path.Combine(GoldenCases.Repository, "ltx2", "checkpoints", "pipeline-ltx23"));
        Assert.Equal("LTX2Pipeline", folder.ClassName);
        Assert.Equal(["audio_vae", "connectors", "scheduler", "text_encoder", "tokenizer", "transformer", "vae", "vocoder"], folder.Components.Keys.Order());
        Assert.False(folder.Has("duration_head"));
        Assert.All(folder.Components.Keys, name => Assert.NotNull(folder.Component(name).ClassName));
        Assert.Same(folder.Component("vae"), folder.Component("vae"));
        Assert.Equal("LTX2VideoTransformer3DModel", folder.Component("transformer").ClassName);
        Assert.Contains("lists no duration_head", Assert.Throws<CheckpointException>(() => folder.Component("duration_head")).Message, StringComparison.Ordinal);
        folder.RequireClass("LTX2Pipeline");
        Assert.Contains("LTX2Pipeline; known are WanPipeline", Assert.Throws<CheckpointException>(() => folder.RequireClass("WanPipeline")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_embedded_in_an_assembly_is_read_without_copying_it()
    {
        CheckpointFiles files = CheckpointFiles.FromResources(typeof(DiffusersFolderTests).Assembly, "embedded");
        using DiffusersFolder embedded = DiffusersFolder.Open(files);
        using DiffusersFolder onDisk = DiffusersFolder.Open(Path.Combine(GoldenCases.Repository, "ltx2", "checkpoints", "pipeline-ltx20"));
        CheckpointComponent first = embedded.Component("connectors"), second = onDisk.Component("connectors");
        Assert.Equal(second.TensorNames.Order(), first.TensorNames.Order());
        Assert.All(second.TensorNames, name =>
        {
            Assert.True(first.TryGet(name, out StoredTensor? a));
            Assert.True(second.TryGet(name, out StoredTensor? b));
            Assert.Equal(b.ToFloats(), a.ToFloats());
        });
        Assert.Contains("no resources under absent/", Assert.Throws<CheckpointException>(() => CheckpointFiles.FromResources(typeof(DiffusersFolderTests).Assembly, "absent")).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => embedded.Component("vae"));
    }

    [Theory]
    [InlineData("""{"vae": ["diffusers", "Vae"]}""", "_class_name is missing")]
    [InlineData("""{"_class_name": "P", "vae": ["diffusers"]}""", "it must be a pair of library and class")]
    [InlineData("""{"_class_name": "P", "vae": ["diffusers", 7]}""", "its class must be a string or null")]
    [InlineData("""{"_class_name": "P", "../vae": ["diffusers", "Vae"]}""", "is not a name of a component's folder")]
    [InlineData("""{"_class_name": "P", "..": ["diffusers", "Vae"]}""", "is not a name of a component's folder")]
    public void A_bad_index_is_refused_with_the_reason(string index, string reason)
    {
        _folder.Write("model_index.json", index);
        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => DiffusersFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_a_pipeline_is_refused_with_a_hint()
    {
        Assert.Contains("in diffusers' layout", Assert.Throws<CheckpointException>(() => DiffusersFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
        _folder.Write("ltx.safetensors", TemporaryFolder.Raw("{}", 0));
        Assert.Contains("one file", Assert.Throws<CheckpointException>(() => DiffusersFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
        _folder.Write("config.json", "{}");
        Assert.Contains("one component", Assert.Throws<CheckpointException>(() => DiffusersFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_of_another_class_than_the_index_says_is_refused()
    {
        _folder.Write("model_index.json", """{"_class_name": "P", "vae": ["diffusers", "NewVae"], "gone": ["diffusers", "X"]}""");
        _folder.Write("vae/config.json", """{"_class_name": "OldVae"}""");
        using DiffusersFolder folder = DiffusersFolder.Open(_folder.Path);
        Assert.Contains("is of a OldVae", Assert.Throws<CheckpointException>(() => folder.Component("vae")).Message, StringComparison.Ordinal);
        Assert.Contains("not a folder", Assert.Throws<CheckpointException>(() => folder.Component("gone")).Message, StringComparison.Ordinal);
    }
}
