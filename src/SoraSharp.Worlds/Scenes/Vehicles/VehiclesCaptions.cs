using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Vehicles;

/// <summary>The grammar of the vehicles' captions.</summary>
internal static class VehiclesCaptions
{
    private static readonly Phrase DriveAlone = Phrase.Parse(
        "((a|one|a single) {color0} {vehicle0} {passes} {way}|{color0} {vehicle0} driving {way})");

    private static readonly Phrase DriveBehind = Phrase.Parse(
        "(a {color0} {vehicle0} (follows|drives behind) a {color1} {vehicle1} {way}|" +
        "{count} {vehicles} a {color0} {vehicle0} behind a {color1} {vehicle1} {pass} {way}|" +
        "a {color0} {vehicle0} and a {color1} {vehicle1} {pass} {way})");

    private static readonly Phrase BrakeAlone = Phrase.Parse(
        "((a|one|a single) {color0} {vehicle0} (drives {way} and|comes {way} and|) {stops}|" +
        "{color0} {vehicle0} (braking|stopping) {way} at the (red|traffic) light)");

    private static readonly Phrase BrakeBehind = Phrase.Parse(
        "(a {color0} {vehicle0} (drives {way} and|comes {way} and|) {stopsBehind} a {color1} {vehicle1}|" +
        "{count} {vehicles} a {color0} {vehicle0} {stopsBehind} a {color1} {vehicle1})");

    private static readonly Phrase RearEnd = Phrase.Parse(
        "(a {color0} {vehicle0} {runs} a {color1} {vehicle1}|" +
        "{count} {vehicles} a {color0} {vehicle0} {runs} a {color1} {vehicle1}|" +
        "a {color0} {vehicle0} drives {way} and {runs} a {color1} {vehicle1})");

    private static readonly Phrase HeadOn = Phrase.Parse(
        "(a {color0} {vehicle0} and a {color1} {vehicle1} {collide}|" +
        "{count} {vehicles} a {color0} {vehicle0} and a {color1} {vehicle1} {collide}|" +
        "a {color0} {vehicle0} {hits} a {color1} {vehicle1} head on)");

    private static readonly Phrase Passes = Phrase.Parse("(drives|drives past|drives by|drives on the road|drives along the road)");
    private static readonly Phrase Pass = Phrase.Parse("(drive|drive past|drive on the road|drive along the road)");
    private static readonly Phrase Stops = Phrase.Parse("(brakes (and stops|) at the (red|traffic) light|stops at the (red|traffic) light|brakes hard and stops)");
    private static readonly Phrase StopsBehind = Phrase.Parse("(brakes and stops behind|stops behind|brakes behind|brakes in time behind)");
    private static readonly Phrase Runs = Phrase.Parse("(crashes into (the back of|)|hits the back of|drives into the back of|runs into)");
    private static readonly Phrase Collide = Phrase.Parse("(crash head on|collide|collide head on|crash into each other|drive into each other and crash)");
    private static readonly Phrase Hits = Phrase.Parse("(crashes into|collides with|hits)");
    private static readonly Phrase Car = Phrase.Parse("car");
    private static readonly Phrase Truck = Phrase.Parse("truck");
    private static readonly Phrase Cars = Phrase.Parse("cars");
    private static readonly Phrase Both = Phrase.Parse("vehicles");
    private static readonly Phrase ToRight = Phrase.Parse("(to the right|from left to right)");
    private static readonly Phrase ToLeft = Phrase.Parse("(to the left|from right to left)");
    private static readonly Phrase Engine = Phrase.Parse("(with a (low|humming|loud) engine|and the engine hums|with engine sounds|and we hear the engine)");
    private static readonly Phrase Squeal = Phrase.Parse("(with squealing brakes|and the brakes squeal|and we hear the brakes|with (loud|) brakes)");
    private static readonly Phrase Crash = Phrase.Parse("(with a (loud|) crash|and we hear a (loud|) crash|with a (loud|big) bang)");

    public static IEnumerable<Phrase> Phrases =>
    [
        DriveAlone, DriveBehind, BrakeAlone, BrakeBehind, RearEnd, HeadOn, Passes, Pass, Stops, StopsBehind, Runs, Collide, Hits,
        Car, Truck, Cars, Both, ToRight, ToLeft, Engine, Squeal, Crash,
    ];

    public static ClipCaption Write(ClipAttributes attributes, TrafficStory story, bool[] trucks, bool left, ref Rng rng)
    {
        // Mirrored, the first vehicle of a head-on crash comes from the right; the sentence does not say from where.
        var builder = new CaptionBuilder()
            .Set("count", CaptionLexicon.Count(attributes.Count), CaptionAttributeKind.Count)
            .Set("vehicles", trucks.Contains(true) ? Both : Cars, CaptionAttributeKind.World)
            .Set("way", left ? ToLeft : ToRight, CaptionAttributeKind.Detail)
            .Set("passes", Passes, CaptionAttributeKind.Outcome)
            .Set("pass", Pass, CaptionAttributeKind.Outcome)
            .Set("stops", Stops, CaptionAttributeKind.Outcome)
            .Set("stopsBehind", StopsBehind, CaptionAttributeKind.Outcome)
            .Set("runs", Runs, CaptionAttributeKind.Outcome)
            .Set("collide", Collide, CaptionAttributeKind.Outcome)
            .Set("hits", Hits, CaptionAttributeKind.Outcome);
        for (var i = 0; i < attributes.Count; i++)
        {
            builder
                .Set($"color{i}", CaptionLexicon.Color(attributes.Colors[i]), CaptionAttributeKind.Color, i)
                .Set($"vehicle{i}", trucks[i] ? Truck : Car, CaptionAttributeKind.World, i);
        }
        var (body, sound) = story switch
        {
            TrafficStory.Drive => (attributes.Count == 1 ? DriveAlone : DriveBehind, Engine),
            TrafficStory.Brake => (BrakeAlone, Squeal),
            TrafficStory.BrakeBehind => (BrakeBehind, Squeal),
            TrafficStory.RearEnd => (RearEnd, Crash),
            _ => (HeadOn, Crash),
        };
        return CaptionLexicon.Compose(builder, attributes, body, sound, ref rng);
    }
}
