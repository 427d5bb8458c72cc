using System.Text.Json.Nodes;
using SoraSharp.Models;
using Xunit;

namespace SoraSharp.Tests.Families;

/// <summary>A checkpoint is what its files say, whatever its folder is called.</summary>
public sealed class RecognitionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sorasharp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("wan2.2", "pipeline-ltx20", "LTX-2")]
    [InlineData("ltx-2-19b-dev", "pipeline-ltx23", "LTX-2.3")]
    [InlineData("LTX-2.0 (old)", "pipeline-ltx25", "LTX-2.5")]
    [InlineData("mini", "pipeline-ltx23-bf16", "LTX-2.3")]
    public void The_name_of_a_folder_means_nothing(string name, string checkpoint, string expected)
    {
        string copy = Copy(Path.Combine(Path.GetDirectoryName(TinyCheckpoints.Ltx20)!, checkpoint), name);
        using VideoGenerator generator = VideoGenerator.CreateBuilder().UseCheckpoint(copy, TinyCheckpoints.Options).Build();

        Assert.Equal(expected, generator.Profile.Name);
    }

    [Theory]
    [InlineData("model_index.json", "_class_name", "LTX3Pipeline", "LTX3Pipeline", "LTX2Pipeline")]
    [InlineData("transformer/config.json", "_class_name", "LTX3VideoTransformer3DModel", "LTX3VideoTransformer3DModel", "LTX2VideoTransformer3DModel")]
    [InlineData("transformer/config.json", "use_world_model", true, "use_world_model", "LTX-2.0, 2.3 and 2.5")]
    [InlineData("vae/config.json", "_class_name", "AutoencoderKLLTX3Video", "AutoencoderKLLTX3Video", "AutoencoderKLLTX2Video")]
    [InlineData("text_encoder/config.json", "model_type", "gemma5", "gemma5", "gemma3")]
    [InlineData("scheduler/scheduler_config.json", "_class_name", "DDIMScheduler", "DDIMScheduler", "FlowMatchEulerDiscreteScheduler")]
    public void What_is_unknown_is_refused_with_what_is_known(string file, string key, object value, string named, string known)
    {
        string copy = Copy(TinyCheckpoints.Ltx20, "copy"), path = Path.Combine(copy, file);
        JsonObject json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        json[key] = value is bool flag ? JsonValue.Create(flag) : JsonValue.Create((string)value);
        File.WriteAllText(path, json.ToJsonString());

        string message = Assert.Throws<CheckpointException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(copy).Build()).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains(known, message, StringComparison.Ordinal);
    }

    private string Copy(string from, string name)
    {
        string target = Path.Combine(_folder, name);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }
}
