using SoraSharp.Worlds.Scenes;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Shooting;

/// <summary>Draws and checks how a clip is shot.</summary>
internal static class ShootingRules
{
    private static readonly ClipCamera[] Moves = [.. Enum.GetValues<ClipCamera>().Where(c => c != ClipCamera.Static)];

    public static void Check(ShootingWeights weights)
    {
        if (!(weights.MovingCamera >= 0 && weights.TwoShots >= 0 && weights.MovingCamera + weights.TwoShots <= 1 && weights.Night is >= 0 and <= 1))
            throw new ArgumentException($"Shooting weights are {weights}; each must be 0 to 1, and MovingCamera and TwoShots together at most 1.", nameof(weights));
    }

    /// <summary>Adds camera, shots and time of day to what a world has drawn.</summary>
    public static ClipAttributes Sample(IWorld world, ClipAttributes attributes, ShootingWeights weights, ulong seed)
    {
        var rng = new Rng(seed, 6);
        var kind = rng.Next();
        var camera = rng.Pick<ClipCamera>(Moves);
        var shots = rng.Chance(0.7) ? ClipShots.WideThenClose : ClipShots.CloseThenWide;
        var time = rng.Chance(weights.Night) ? ClipTimeOfDay.Night : ClipTimeOfDay.Day;
        return attributes with
        {
            Camera = kind < weights.MovingCamera ? camera : ClipCamera.Static,
            Shots = kind >= 1 - weights.TwoShots ? shots : ClipShots.One,
            TimeOfDay = ShowsTime(world, attributes.Style) ? time : ClipTimeOfDay.None,
        };
    }

    public static void Check(IWorld world, ClipAttributes attributes)
    {
        if (!Enum.IsDefined(attributes.Style) || !Enum.IsDefined(attributes.Camera) || !Enum.IsDefined(attributes.Shots) || !Enum.IsDefined(attributes.TimeOfDay))
            throw new ArgumentException($"Style {attributes.Style}, camera {attributes.Camera}, shots {attributes.Shots} or time {attributes.TimeOfDay} is unknown; take the named values.", nameof(attributes));
        if (attributes.Shots != ClipShots.One && attributes.Camera != ClipCamera.Static)
            throw new ArgumentException($"Shots {attributes.Shots} come with camera {attributes.Camera}; clips of two shots have still cameras; use Static.", nameof(attributes));
        if (attributes.TimeOfDay == ClipTimeOfDay.Night && !ShowsTime(world, attributes.Style))
            throw new ArgumentException($"{attributes.World} in {attributes.Style} has time {attributes.TimeOfDay}; only outdoor worlds have, and not in Neon, which is always dark; use None.", nameof(attributes));
    }

    private static bool ShowsTime(IWorld world, ClipStyle style) => world.IsOutdoors && style != ClipStyle.Neon;
}
