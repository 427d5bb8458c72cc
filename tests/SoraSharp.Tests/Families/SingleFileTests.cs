using System.Text.RegularExpressions;
using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Tests.Families;

/// <summary>Tiny checkpoints, their tensors put into one file under the names that LTX-2's makers give them, make the same video.</summary>
public sealed partial class SingleFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sorasharp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("2.0")]
    [InlineData("2.3")]
    public async Task An_original_checkpoint_makes_the_same_video_as_the_folder(string version)
    {
        string folder = version == "2.0" ? TinyCheckpoints.Ltx20 : TinyCheckpoints.Ltx23;
        string file = WriteOriginal(folder);
        VideoRequest request = TinyCheckpoints.Request.WithSize(64, 64);

        using VideoGenerator expected = VideoGenerator.CreateBuilder().UseCheckpoint(folder, TinyCheckpoints.Options).Build();
        using VideoGenerator actual = VideoGenerator.CreateBuilder().UseCheckpoint(file, TinyCheckpoints.Options with { Base = BaseWithoutWeights(folder) }).Build();
        GeneratedVideo a = await expected.GenerateAsync(request), b = await actual.GenerateAsync(request);

        Assert.Equal(expected.Profile.Name, actual.Profile.Name);
        Assert.Equal(a.Frames.Pixels.ToArray(), b.Frames.Pixels.ToArray());
        Assert.Equal(a.Audio!.Samples.ToArray(), b.Audio!.Samples.ToArray());
    }

    [Fact]
    public void What_one_file_lacks_is_asked_for()
    {
        string file = WriteOriginal(TinyCheckpoints.Ltx20);

        string missing = Assert.Throws<InvalidOptionsException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(file).Build()).Message;
        Assert.Contains("CheckpointOptions.Base", missing, StringComparison.Ordinal);
        Assert.Contains("convert_ltx2_to_diffusers.py", missing, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<InvalidOptionsException>(() => VideoGenerator.CreateBuilder().UseCheckpoint("/no/such.safetensors", new() { Base = "/none" }).Build()).Message, StringComparison.Ordinal);
        Assert.Contains("leave it out", Assert.Throws<InvalidOptionsException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(TinyCheckpoints.Ltx20, new() { Base = _folder }).Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_version_or_layout_is_refused_with_what_is_known()
    {
        string later = WriteOriginal(TinyCheckpoints.Ltx20, writer => writer.Add("world_model.layers.0.weight", HostTensor.Zeros(2, 2)));
        string message = Assert.Throws<CheckpointException>(() => Open(later)).Message;
        Assert.Contains("world_model.layers.0.weight", message, StringComparison.Ordinal);
        Assert.Contains("LTX-2.0 or 2.3", message, StringComparison.Ordinal);

        SafetensorsWriter other = new();
        other.Add("unet.conv_in.weight", HostTensor.Zeros(2, 2));
        string stranger = Path.Combine(_folder, "other.safetensors");
        other.Save(stranger);
        Assert.Contains("2.0 and 2.3", Assert.Throws<CheckpointException>(() => Open(stranger)).Message, StringComparison.Ordinal);

        void Open(string file) => VideoGenerator.CreateBuilder().UseCheckpoint(file, new() { Base = TinyCheckpoints.Ltx20 }).Build().Dispose();
    }

    [Fact]
    public void A_folder_of_single_files_says_how_to_give_one()
    {
        WriteOriginal(TinyCheckpoints.Ltx20);

        Assert.Contains("CheckpointOptions.Base", Assert.Throws<CheckpointException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(_folder).Build()).Message, StringComparison.Ordinal);
    }

    /// <summary>Configurations, tokenizer and text encoder alone.</summary>
    private string BaseWithoutWeights(string folder)
    {
        string target = Path.Combine(_folder, "base");
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(folder, file);
            bool isText = relative.StartsWith("text_encoder", StringComparison.Ordinal) || relative.StartsWith("tokenizer", StringComparison.Ordinal);
            if (!isText && relative.Contains(".safetensors", StringComparison.Ordinal)) continue;
            string copy = Path.Combine(target, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    private string WriteOriginal(string folder, Action<SafetensorsWriter>? more = null)
    {
        SafetensorsWriter writer = new();
        foreach (string component in (string[])["transformer", "connectors", "vae", "audio_vae", "vocoder"])
        {
            using CheckpointComponent from = CheckpointComponent.Open(Path.Combine(folder, component));
            int downBlocks = from.TensorNames.Select(n => DownBlock().Match(n)).Where(m => m.Success).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) + 1).DefaultIfEmpty(0).Max();
            foreach (string name in from.TensorNames)
            {
                Assert.True(from.TryGet(name, out StoredTensor? tensor));
                writer.Add(OriginalName(component, name, downBlocks), tensor.ToHost());
            }
        }

        writer.Add("vae.per_channel_statistics.mean-of-stds", HostTensor.Zeros(8));
        writer.Add("vae.per_channel_statistics.channel", HostTensor.Zeros(8));
        more?.Invoke(writer);
        string file = Path.Combine(_folder, $"{Guid.NewGuid():N}.safetensors");
        writer.Save(file);
        return file;
    }

    /// <summary>From a name in diffusers' layout to the original: written down apart from what the product reads them with.</summary>
    private static string OriginalName(string component, string name, int downBlocks)
    {
        string norms = name.Replace(".norm_q.", ".q_norm.", StringComparison.Ordinal).Replace(".norm_k.", ".k_norm.", StringComparison.Ordinal);
        switch (component)
        {
            case "transformer":
                (string Ours, string Original)[] first =
                [
                    ("audio_proj_in.", "audio_patchify_proj."), ("proj_in.", "patchify_proj."),
                    ("audio_time_embed.", "audio_adaln_single."), ("time_embed.", "adaln_single."),
                    ("audio_prompt_adaln.", "audio_prompt_adaln_single."), ("prompt_adaln.", "prompt_adaln_single."),
                    ("av_cross_attn_video_scale_shift.", "av_ca_video_scale_shift_adaln_single."), ("av_cross_attn_audio_scale_shift.", "av_ca_audio_scale_shift_adaln_single."),
                    ("av_cross_attn_video_a2v_gate.", "av_ca_a2v_gate_adaln_single."), ("av_cross_attn_audio_v2a_gate.", "av_ca_v2a_gate_adaln_single."),
                ];
                foreach ((string ours, string original) in first)
                {
                    if (norms.StartsWith(ours, StringComparison.Ordinal)) return $"model.diffusion_model.{original}{norms[ours.Length..]}";
                }

                return $"model.diffusion_model.{norms}"
                    .Replace("video_a2v_cross_attn_scale_shift_table", "scale_shift_table_a2v_ca_video", StringComparison.Ordinal)
                    .Replace("audio_a2v_cross_attn_scale_shift_table", "scale_shift_table_a2v_ca_audio", StringComparison.Ordinal);
            case "connectors":
                if (name.StartsWith("text_proj_in.", StringComparison.Ordinal)) return name.Replace("text_proj_in.", "text_embedding_projection.aggregate_embed.", StringComparison.Ordinal);
                Match projection = ModalityProjection().Match(name);
                if (projection.Success) return $"text_embedding_projection.{projection.Groups[1].Value}_aggregate_embed.{projection.Groups[2].Value}";
                return "model.diffusion_model." + ConnectorPrefix().Replace(norms, "$1_embeddings_connector.").Replace(".transformer_blocks.", ".transformer_1d_blocks.", StringComparison.Ordinal);
            case "vae" or "audio_vae" when name is "latents_mean" or "latents_std":
                return $"{component}.per_channel_statistics.{(name == "latents_mean" ? "mean" : "std")}-of-means";
            case "vae":
                string vae = name.Replace(".resnets.", ".res_blocks.", StringComparison.Ordinal);
                vae = Regex.Replace(vae, @"^encoder\.mid_block\.", $"encoder.down_blocks.{2 * downBlocks}.");
                vae = Regex.Replace(vae, @"^encoder\.down_blocks\.(\d+)\.downsamplers\.0\.", m => $"encoder.down_blocks.{(2 * int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)) + 1}.");
                if (vae.StartsWith("encoder.down_blocks.", StringComparison.Ordinal) && name.Contains(".resnets.", StringComparison.Ordinal) && name.StartsWith("encoder.down", StringComparison.Ordinal)) vae = DownBlock().Replace(vae, m => $"encoder.down_blocks.{2 * int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)}.");
                if (name.StartsWith("decoder.mid_block.", StringComparison.Ordinal)) return "vae." + vae.Replace("decoder.mid_block.", "decoder.up_blocks.0.", StringComparison.Ordinal);
                if (name.Contains(".upsamplers.0.", StringComparison.Ordinal)) return "vae." + Regex.Replace(vae, @"up_blocks\.(\d+)\.upsamplers\.0\.", m => $"up_blocks.{(2 * int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)) + 1}.");
                return "vae." + Regex.Replace(vae, @"^decoder\.up_blocks\.(\d+)\.", m => $"decoder.up_blocks.{(2 * int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)) + 2}.");
            case "vocoder":
                string vocoder = Regex.Replace(name, @"(^|\.)upsamplers\.", "$1ups.");
                vocoder = Regex.Replace(vocoder, @"(^|\.)resnets\.", "$1resblocks.");
                vocoder = Regex.Replace(vocoder, @"(^|\.)conv_in\.", "$1conv_pre.");
                vocoder = Regex.Replace(vocoder, @"(^|\.)conv_out\.", "$1conv_post.");
                vocoder = Regex.Replace(vocoder, @"(^|\.)act_out\.", "$1act_post.");
                return "vocoder." + vocoder.Replace(".downsample.filter", ".downsample.lowpass.filter", StringComparison.Ordinal);
            default:
                return $"{component}.{name}";
        }
    }

    [GeneratedRegex(@"^encoder\.down_blocks\.(\d+)\.")]
    private static partial Regex DownBlock();

    [GeneratedRegex(@"^(video|audio)_text_proj_in\.(.*)$")]
    private static partial Regex ModalityProjection();

    [GeneratedRegex(@"^(video|audio)_connector\.")]
    private static partial Regex ConnectorPrefix();
}
