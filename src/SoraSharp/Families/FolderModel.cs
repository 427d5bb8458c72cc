using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>A checkpoint in a folder: <c>model_index.json</c> says which family opens it.</summary>
internal sealed class FolderModel(string folder, CheckpointOptions options) : IModelSource
{
    private static readonly Dictionary<string, Func<DiffusersFolder, ModelProfile?, CheckpointOptions, INetworkBackend, Func<ModelProfile, ModelProfile>, VideoModel>> Families = new(StringComparer.Ordinal)
    {
        ["LTX2Pipeline"] = Ltx2Family.Open,
        ["LTX2ImageToVideoPipeline"] = Ltx2Family.Open,
        ["LTX2ConditionPipeline"] = Ltx2Family.Open,
        ["WanPipeline"] = WanFamily.Open,
        ["WanImageToVideoPipeline"] = WanFamily.Open,
        ["WanVideoToVideoPipeline"] = WanFamily.Open,
        ["WanVACEPipeline"] = WanFamily.Open,
    };

    private bool IsFile => folder is not null && folder.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(folder);

    public IEnumerable<ValueError> Check()
    {
        if (string.IsNullOrWhiteSpace(folder)) yield return new("checkpoint", "`checkpoint` is empty; it is a folder with a model_index.json; give the path of one.");
        else if (IsFile)
        {
            if (!File.Exists(folder)) yield return new("checkpoint", $"`checkpoint` is {folder}, which does not exist; it is a folder as diffusers saves it, or an original LTX-2 checkpoint in one file; mend the path.");
            if (options.Base is null) yield return new("base", $"`base` is missing and `checkpoint` is one file, {folder}, which holds neither configurations nor tokenizer nor text encoder; give a folder of the release in diffusers' layout with these (CheckpointOptions.Base), or convert the file with diffusers' scripts/convert_ltx2_to_diffusers.py.");
        }
        else if (!Directory.Exists(folder)) yield return new("checkpoint", $"`checkpoint` is {folder}, which is not a folder; it holds a checkpoint as diffusers saves it; download one there, or mend the path.");
        if (options.Base is { } of && !IsFile) yield return new("base", $"`base` is {of} and `checkpoint` is a folder; a base is for checkpoints in one file; leave it out.");
        else if (options.Base is { } own && !Directory.Exists(own)) yield return new("base", $"`base` is {own}, which is not a folder; it holds a release in diffusers' layout; mend the path.");
        if (options.LatentUpsampler is { } upsampler && !Directory.Exists(upsampler)) yield return new("latentUpsampler", $"`latentUpsampler` is {upsampler}, which is not a folder; it holds an upsampler as diffusers saves it; mend the path, or leave it out for the checkpoint's own.");
        if (options.MaxTokens < 1) yield return new("maxTokens", $"`maxTokens` is {options.MaxTokens}; it is 1 or more; leave it out for the model's own.");
        if (options.MaxUntiledPixels < 0) yield return new("maxUntiledPixels", $"`maxUntiledPixels` is {options.MaxUntiledPixels}; it is 0 or more; leave it out for {new CheckpointOptions().MaxUntiledPixels:N0}.");
        if (options.ShortestPrediction < TimeSpan.Zero || options.ShortestPrediction >= options.LongestPrediction || options.LongestPrediction > TimeSpan.FromHours(1)) yield return new("shortestPrediction", $"`shortestPrediction` is {options.ShortestPrediction.TotalSeconds} s and `longestPrediction` {options.LongestPrediction.TotalSeconds} s; they are 0 s or more, the first less than the second, at most an hour; leave them out for 1 and 20 s.");
        if (options.LowNoiseGuidance is { } low && !(low >= 0 && double.IsFinite(low))) yield return new("lowNoiseGuidance", $"`lowNoiseGuidance` is {low}; it is 0 or more; leave it out for the request's.");
        if (options.PerturbedBlocks?.Any(b => b < 0) == true) yield return new("perturbedBlocks", $"`perturbedBlocks` holds {options.PerturbedBlocks.First(b => b < 0)}; blocks count from 0; leave it out for the model's own.");
    }

    public VideoModel Open(INetworkBackend backend, Func<ModelProfile, ModelProfile> changeProfile)
    {
        CheckpointFiles files = CheckpointFiles.FromFolder(IsFile ? options.Base! : folder);
        DiffusersFolder checkpoint = IsFile ? DiffusersFolder.OpenSingleFile(folder, options.Base!) : DiffusersFolder.Open(files);
        try
        {
            checkpoint.RequireClass(Families.Keys);
            return Families[checkpoint.ClassName](checkpoint, ProfileFile.Read(files), options, backend, changeProfile);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }
}
