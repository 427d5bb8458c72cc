using System.Text.Json.Nodes;
using SoraSharp.Training.Components;

namespace SoraSharp.Training.Export;

/// <summary><c>sorasharp.json</c>: what Mini makes and in which words.</summary>
internal static class MiniProfile
{
    public static JsonObject Json() => new()
    {
        ["name"] = "Mini",
        ["frames"] = MiniFormat.Frames,
        ["width"] = MiniFormat.Width,
        ["height"] = MiniFormat.Height,
        ["frames_per_second"] = MiniFormat.FramesPerSecond,
        ["frame_step"] = MiniFormat.PatchFrames,
        ["size_step"] = MiniFormat.Patch * MiniFormat.EncoderScale,
        ["max_frames"] = MiniFormat.Frames,
        ["max_side"] = MiniFormat.Width,
        ["steps"] = new SamplingOptions().Steps,
        ["video_guidance"] = new JsonObject { ["text"] = new SamplingOptions().Guidance },
        ["audio_guidance"] = new JsonObject { ["text"] = new SamplingOptions().Guidance },
        ["negative_prompt"] = "",
        ["styles"] = new JsonObject
        {
            ["flat"] = "in flat cartoon style",
            ["pencil sketch"] = "in pencil sketch style",
            ["neon"] = "in glowing neon",
        },
        ["style_separator"] = " ",
        ["default_style"] = "flat",
        ["drops_unknown_words"] = true,
        ["synonyms"] = new JsonObject
        {
            ["cartoon"] = "flat", ["drawn"] = "drawing", ["drawings"] = "drawing", ["man"] = "person", ["woman"] = "person", ["girl"] = "person", ["boy"] = "person", ["guy"] = "person",
            ["speaker"] = "presenter", ["announcer"] = "presenter", ["host"] = "presenter", ["athlete"] = "player", ["duckling"] = "duck", ["ducklings"] = "ducks", ["metallic"] = "metal",
            ["violet"] = "purple", ["magenta"] = "pink", ["turquoise"] = "cyan", ["crimson"] = "red", ["scarlet"] = "red", ["golden"] = "yellow", ["navy"] = "blue", ["lime"] = "green",
            ["speaking"] = "speaks", ["talking"] = "talks", ["bouncing"] = "bounces", ["falling"] = "falls", ["racing"] = "race", ["throws"] = "shoots", ["throwing"] = "shoots", ["shooting"] = "shoots",
        },
    };
}
