using System.Text.Json.Nodes;
using SoraSharp.Training.Components;
using SoraSharp.Training.Sampling;
using SoraSharp.Worlds.Captions;

namespace SoraSharp.Training.Export;

/// <summary><c>sorasharp.json</c>: what Mini makes and in which words.</summary>
internal static class MiniProfile
{
    /// <summary>Words of the vocabulary, and words outside it that are read as them; also a style's other spellings, by which a prompt names it.</summary>
    private static readonly (string ReadAs, string Words)[] Synonyms =
    [
        ("one", "1"), ("two", "2 pair couple"), ("three", "3 trio"), ("four", "4"), ("single", "lone"), ("red", "crimson scarlet ruby maroon"),
        ("blue", "navy azure indigo"), ("cyan", "turquoise teal aqua"), ("purple", "violet lilac"), ("pink", "magenta rose"), ("yellow", "golden gold"),
        ("orange", "amber"), ("green", "lime emerald"), ("grey", "gray"), ("bright", "colorful"), ("woman", "lady girl female"),
        ("man", "guy boy male gentleman"), ("person", "child kid someone somebody"), ("player", "athlete shooter"),
        ("presenter", "host anchor newsreader reporter announcer narrator"), ("says", "reads"), ("talking", "telling chatting"), ("talks", "chats"),
        ("sweater", "jumper pullover"), ("shirt", "jersey t-shirt tshirt tee blouse"), ("glasses", "spectacles"), ("beard", "bearded"), ("blond", "blonde"),
        ("ginger", "redhead"), ("bald", "hairless"), ("ball", "sphere orb"), ("balls", "spheres orbs"), ("metal", "metallic iron"), ("steel", "chrome"),
        ("beach", "plastic inflatable"), ("rubber", "elastic"), ("bounces", "hops leaps bounced"), ("bouncing", "hopping jumping"),
        ("falls", "falling plunges tumbles"), ("drops", "dropping"), ("throws", "tosses hurls lobs throwing"), ("shoots", "shooting"),
        ("makes", "sinks nets"), ("scores", "scoring"), ("rebounds", "ricochets rebounding"), ("misses", "missing fails"), ("lake", "pond pool river"),
        ("water", "sea"), ("duck", "duckling drake"), ("ducks", "ducklings"), ("race", "contest competition sprint compete"), ("races", "raced"),
        ("racing", "competing"), ("swims", "swimming paddles"), ("swim", "paddle"), ("wins", "winning"), ("crowd", "audience fans spectators"),
        ("cheers", "cheering applause applauds"), ("splashing", "splash"), ("splashes", "splashed"), ("wall", "ceiling"),
        ("bookshelf", "shelf bookcase library"), ("room", "studio"), ("curtain", "drapes curtains"), ("sketch", "sketched"),
        ("drawing", "doodle illustration drawings"), ("pencil", "crayon charcoal graphite"), ("cartoon", "cartoonish"), ("animation", "animated"),
        ("watercolor", "watercolour aquarelle gouache water-colour water-color"), ("pixel", "8-bit 8bit 16-bit pixelated voxel"), ("retro", "arcade vintage"), ("cinematic", "filmic"),
        ("film", "footage clip"), ("pan", "panning"), ("zoom", "zooming close-up"), ("shaky", "wobbly unsteady trembling"), ("handheld", "hand-held"),
        ("camera", "cam lens"), ("night", "midnight nighttime"), ("dark", "darkness"), ("daylight", "daytime sunlight sunshine"), ("nods", "nod"),
        ("moustache", "whiskers"), ("bun", "topknot"), ("finger", "forefinger"), ("car", "automobile sedan taxi cab"), ("cars", "automobiles taxis"), ("truck", "lorry van"),
        ("road", "street highway"), ("brakes", "brake"), ("crash", "collision accident"), ("collide", "smash"), ("shatters", "smashes"), ("stairs", "staircase stairway"),
        ("mushroom", "toadstool fungus"), ("mushrooms", "toadstools fungi"), ("spores", "fireflies particles dust"), ("magic", "magical enchanted fairy"),
        ("garden", "meadow"), ("rain", "drizzle shower downpour"), ("rains", "raining"), ("snow", "snowfall blizzard"), ("snows", "snowing"), ("wind", "breeze gale storm"),
        ("house", "cottage hut"), ("gymnast", "acrobat tumbler"), ("somersault", "flip backflip frontflip"), ("ice", "rink"), ("hello", "hi"),
        ("neon", "fluorescent"), ("glowing", "luminous"), ("large", "huge giant enormous"),
    ];

    private static readonly SamplingOptions s_sampling = new();

    /// <exception cref="InvalidOperationException">The table reads a word as one that no caption has: the grammar changed without it.</exception>
    public static JsonObject Json()
    {
        string[] stale = [.. Synonyms.Select(entry => entry.ReadAs).Except(CaptionVocabulary.Words)];
        if (stale.Length > 0) throw new InvalidOperationException($"Synonyms are read as {string.Join(", ", stale)}, which captions no longer use; change {nameof(MiniProfile)}.");
        return Profile();
    }

    private static JsonObject Profile() => new()
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
        ["steps"] = s_sampling.Joint.Steps,
        ["video_guidance"] = Guidance(s_sampling.Joint),
        ["audio_guidance"] = Guidance(s_sampling.Joint),
        ["negative_prompt"] = "",
        ["styles"] = new JsonObject
        {
            ["flat"] = "in flat cartoon style",
            ["pencil sketch"] = "in pencil sketch style",
            ["neon"] = "in glowing neon",
            ["cinematic"] = "in cinematic style",
            ["watercolor"] = "in watercolor style",
            ["pixel art"] = "in pixel art style",
        },
        ["style_separator"] = " ",
        ["default_style"] = "flat",
        ["drops_unknown_words"] = true,
        ["synonyms"] = new JsonObject(Synonyms.SelectMany(entry => entry.Words.Split(' ').Select(word => KeyValuePair.Create(word, (JsonNode?)entry.ReadAs)))),
    };

    private static JsonObject Guidance(SamplingPass pass) => new() { ["text"] = pass.Guidance, ["modality"] = pass.Modality };
}
