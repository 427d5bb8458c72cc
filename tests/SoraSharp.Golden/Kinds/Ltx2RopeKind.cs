using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>Coordinates and rotary tables at sizes of their own; the call holds one object for each.</summary>
internal sealed class Ltx2RopeKind : GoldenKind
{
    public override string Name => "ltx2-rope";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "LTX2AudioVideoRotaryPosEmbed";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        GoldenOutputs outputs = new();
        foreach (System.Text.Json.JsonProperty entry in golden.Call.Json.EnumerateObject())
        {
            ModelConfig call = golden.Call.GetObject(entry.Name);
            RotaryLayout layout = call.GetString("rope_type", "interleaved") == "split" ? RotaryLayout.Split : RotaryLayout.Interleaved;
            bool ofVideo = call.GetString("modality", "video") == "video";
            int frames = call.GetSize("base_num_frames", 20);
            int[] maximum = ofVideo ? [frames, call.GetSize("base_height", 2048), call.GetSize("base_width", 2048)] : [frames];
            Ltx2Rope rope = new(call.GetSize("dim"), call.GetSize("num_attention_heads", 32), layout, maximum, call.GetDouble("theta", 10000), call.GetBool("double_precision", true));

            int[] scale = [.. call.GetInt64Array("scale_factors", [8, 32, 32]).Select(factor => (int)factor)];
            int offset = (int)call.GetInt64("causal_offset", 1), patch = call.GetSize("patch_size", 1), patchInTime = call.GetSize("patch_size_t", 1);
            HostTensor coordinates;
            if (ofVideo)
            {
                int[] grid = [.. call.GetInt64Array("grid").Select(length => (int)length)];
                coordinates = Ltx2RopeCoordinates.Video(grid[0], grid[1], grid[2], call.GetDouble("fps", 24), scale, offset, patch, patchInTime);
            }
            else
            {
                coordinates = Ltx2RopeCoordinates.Audio(call.GetSize("num_frames"), scale[0], call.GetSize("hop_length", 160), call.GetSize("sampling_rate", 16000), offset, patchInTime, (int)call.GetInt64("shift", 0));
            }

            RopeTables tables = rope.Tables(coordinates);
            string kept = call.GetString("kept", "all");
            outputs[$"{entry.Name}.coords"] = coordinates;
            outputs[$"{entry.Name}.cos"] = Kept(tables.Cos, layout, kept);
            outputs[$"{entry.Name}.sin"] = Kept(tables.Sin, layout, kept);
        }

        return outputs;
    }

    /// <summary>The part of a table that the case keeps, in the reference's layout: split [B, heads, L, pairs], interleaved [B, L, features].</summary>
    private static HostTensor Kept(HostTensor table, RotaryLayout layout, string kept)
    {
        (int rows, int tokens, int groups, int pairs) = ((int)table.Shape[0], (int)table.Shape[1], (int)table.Shape[2], (int)table.Shape[3]);
        float At(int row, int token, int group, int pair) => table.Floats[((row * tokens + token) * groups + group) * pairs + pair];
        if (layout == RotaryLayout.Split)
        {
            int heads = kept switch
            {
                "all" => groups,
                _ when kept.StartsWith("heads 0..", StringComparison.Ordinal) => int.Parse(kept["heads 0..".Length..]) + 1,
                _ => throw new InvalidOperationException($"'{kept}' is no part of a split table that this kind knows."),
            };
            return HostTensor.From([.. from row in Enumerable.Range(0, rows) from head in Enumerable.Range(0, heads) from token in Enumerable.Range(0, tokens) from pair in Enumerable.Range(0, pairs) select At(row, token, head, pair)], rows, heads, tokens, pairs);
        }

        int step = kept switch
        {
            "all" => 1,
            _ when kept.StartsWith("every ", StringComparison.Ordinal) => int.Parse(kept["every ".Length..kept.IndexOf("th ", StringComparison.Ordinal)]),
            _ => throw new InvalidOperationException($"'{kept}' is no part of an interleaved table that this kind knows."),
        };
        int features = (2 * pairs + step - 1) / step;
        return HostTensor.From([.. from row in Enumerable.Range(0, rows) from token in Enumerable.Range(0, tokens) from feature in Enumerable.Range(0, features) select At(row, token, 0, feature * step / 2)], rows, tokens, features);
    }
}
