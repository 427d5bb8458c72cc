using System.Text.Json;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>What pipelines that condition on frames are given, as the request that says the same.</summary>
internal static class Ltx2Conditions
{
    public const string ImageToVideo = "LTX2ImageToVideoPipeline", Condition = "LTX2ConditionPipeline";

    public static VideoRequest Add(VideoRequest request, GoldenCase golden, int frameStep) => golden.ReferenceClass switch
    {
        ImageToVideo => AddImage(request, golden),
        Condition => AddConditions(request, golden, frameStep),
        _ => request,
    };

    private static VideoRequest AddImage(VideoRequest request, GoldenCase golden)
    {
        RequireNoCompression(golden.Call, "image_crf");
        return request.WithImage(GoldenPictures.Image(golden.Input("image")), fit: ImageFit.Stretch);
    }

    private static VideoRequest AddConditions(VideoRequest request, GoldenCase golden, int frameStep)
    {
        if (golden.Call.Json.TryGetProperty("conditions", out JsonElement conditions) && conditions.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in conditions.EnumerateArray())
            {
                ModelConfig condition = ModelConfig.FromElement(element, golden.Call.Source);
                HostTensor pictures = golden.Input(condition.GetString("tensor")["in.".Length..]);
                int index = (int)condition.GetInt64("index"), latentFrames = ((request.Frames!.Value - 1) / frameStep) + 1;
                if (index < 0) index = ((index % latentFrames) + latentFrames) % latentFrames;
                // The reference skips what begins beyond the end.
                if (index >= latentFrames) continue;
                int frame = index == 0 ? 0 : ((index - 1) * frameStep) + 1;
                double strength = condition.GetDouble("strength", 1);
                bool isImage = pictures.Shape.Count == 3 || pictures.Shape[0] == 1;
                if (isImage) RequireNoCompression(condition, "crf");
                request = isImage
                    ? request.WithImage(GoldenPictures.Image(pictures), frame, strength)
                    : request.WithClip(GoldenPictures.Frames(pictures, request.FramesPerSecond!.Value), frame, strength);
            }
        }

        return request;
    }

    private static void RequireNoCompression(ModelConfig call, string key)
    {
        if (call.GetInt64OrNull(key) != 0) throw new InvalidOperationException($"{key} is {(call.Has(key) ? call.GetInt64OrNull(key)?.ToString() ?? "null" : "not given")}; pictures are not compressed here before they are encoded, so it must be 0.");
    }
}
