namespace SoraSharp.Worlds;

/// <summary>The simulated worlds.</summary>
public enum WorldKind
{
    /// <summary>One to three balls bounce between a floor and two walls.</summary>
    BouncingBalls,
    /// <summary>A player shoots a ball at a hoop.</summary>
    Basketball,
    /// <summary>Ride-on ducks race over water.</summary>
    DuckRace,
    /// <summary>A person speaks to the camera.</summary>
    Presenter,
    /// <summary>Cars and trucks on a road drive past, brake or collide.</summary>
    Vehicles,
    /// <summary>Glowing mushrooms pulse in a dark garden while spores drift.</summary>
    MushroomGarden,
    /// <summary>Rain, snow or wind around a house and trees.</summary>
    Weather,
    /// <summary>A gymnast turns a somersault or vaults over a table.</summary>
    Gymnast,
    /// <summary>A skater jumps a single, double or triple axel.</summary>
    Skater,
}

/// <summary>How a clip is drawn.</summary>
public enum ClipStyle
{
    /// <summary>Plain areas of colour.</summary>
    Flat,
    /// <summary>Coloured pencil with graphite outlines on paper.</summary>
    PencilSketch,
    /// <summary>Glowing outlines on a dark ground.</summary>
    Neon,
    /// <summary>As through a film camera: directed light, haze, grain, black bars.</summary>
    Cinematic,
    /// <summary>Uneven washes with soft edges on white paper.</summary>
    Watercolor,
    /// <summary>Large square pixels in few shades with dark outlines.</summary>
    PixelArt,
}

/// <summary>The named colours that captions use.</summary>
public enum ClipColor
{
    /// <summary>Red.</summary>
    Red,
    /// <summary>Orange.</summary>
    Orange,
    /// <summary>Yellow.</summary>
    Yellow,
    /// <summary>Green.</summary>
    Green,
    /// <summary>Cyan.</summary>
    Cyan,
    /// <summary>Blue.</summary>
    Blue,
    /// <summary>Purple.</summary>
    Purple,
    /// <summary>Pink.</summary>
    Pink,
}

/// <summary>What a bouncing ball is made of.</summary>
public enum BallMaterial
{
    /// <summary>No material (the other worlds).</summary>
    None,
    /// <summary>Rubber: bounces high, thumps.</summary>
    Rubber,
    /// <summary>Steel: bounces little, rings.</summary>
    Steel,
    /// <summary>Beach ball: coloured and white segments, hollow taps.</summary>
    BeachBall,
    /// <summary>Glass: clear, breaks at its first hard hit, clinks.</summary>
    Glass,
}

/// <summary>How the action ends.</summary>
public enum ClipOutcome
{
    /// <summary>Nothing to decide (balls that do not break, presenter, garden, weather).</summary>
    None,
    /// <summary>The shot goes through the hoop.</summary>
    Made,
    /// <summary>The shot hits the backboard first and does not go in.</summary>
    MissedOffBackboard,
    /// <summary>The shot hits the rim, not the backboard, and does not go in.</summary>
    MissedOffRim,
    /// <summary>The shot falls short and touches neither rim nor backboard.</summary>
    AirBall,
    /// <summary>A duck crosses the finish line first; <see cref="ClipAttributes.Winner"/> tells which.</summary>
    Won,
    /// <summary>A glass ball breaks.</summary>
    Shattered,
    /// <summary>Vehicles drive past without an incident.</summary>
    DrovePast,
    /// <summary>The vehicle brakes and comes to a stop in time.</summary>
    Stopped,
    /// <summary>Two vehicles collide.</summary>
    Crashed,
    /// <summary>The gymnast or skater lands on the feet and stays up.</summary>
    Landed,
    /// <summary>The gymnast or skater stumbles at the landing and falls.</summary>
    Fell,
}

/// <summary>What falls or blows in the weather world.</summary>
public enum ClipWeather
{
    /// <summary>No weather (the other worlds).</summary>
    None,
    /// <summary>Rain falls.</summary>
    Rain,
    /// <summary>Snow falls.</summary>
    Snow,
    /// <summary>Wind bends the trees and carries leaves.</summary>
    Wind,
}

/// <summary>What a gymnast or skater does.</summary>
public enum ClipMove
{
    /// <summary>Nothing of the kind (the other worlds).</summary>
    None,
    /// <summary>A gymnast's tucked somersault.</summary>
    Somersault,
    /// <summary>A gymnast's handspring over the vaulting table.</summary>
    Vault,
    /// <summary>A skater's jump of one and a half turns.</summary>
    SingleAxel,
    /// <summary>A skater's jump of two and a half turns.</summary>
    DoubleAxel,
    /// <summary>A skater's jump of three and a half turns.</summary>
    TripleAxel,
}

/// <summary>What a clip shows: everything its caption may name. Immutable.</summary>
/// <param name="World">The world.</param>
/// <param name="Style">The drawing style.</param>
/// <param name="Colors">The subjects' colours. Balls: one each. Basketball: shirt, ball. Duck race: one a lane from top to bottom, all different. Presenter: shirt.
/// Vehicles: one each. Mushroom garden: caps. Weather: house. Gymnast and skater: dress.</param>
/// <param name="Count">Number of balls (1 to 3), ducks (1 to 4), vehicles (1 or 2) or mushrooms (1 to 4); 1 in the other worlds.</param>
/// <param name="Material">The balls' material; <see cref="BallMaterial.None"/> elsewhere.</param>
/// <param name="Outcome">How it ends.</param>
/// <param name="Winner">Index into <paramref name="Colors"/> of the winning duck; 0 elsewhere.</param>
public sealed record ClipAttributes(
    WorldKind World,
    ClipStyle Style,
    IReadOnlyList<ClipColor> Colors,
    int Count = 1,
    BallMaterial Material = BallMaterial.None,
    ClipOutcome Outcome = ClipOutcome.None,
    int Winner = 0)
{
    /// <summary>What falls or blows; <see cref="ClipWeather.None"/> outside the weather world.</summary>
    public ClipWeather Weather { get; init; }

    /// <summary>What a gymnast or skater does; <see cref="ClipMove.None"/> elsewhere.</summary>
    public ClipMove Move { get; init; }

    /// <summary>Further named traits, such as <c>hair</c> → <c>long</c>. Not part of <see cref="CombinationKey"/>.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <summary>How the camera moves. Not part of <see cref="CombinationKey"/>.</summary>
    public ClipCamera Camera { get; init; }

    /// <summary>Shots and the order they come in. Not part of <see cref="CombinationKey"/>.</summary>
    public ClipShots Shots { get; init; }

    /// <summary>Day or night in outdoor worlds. Not part of <see cref="CombinationKey"/>.</summary>
    public ClipTimeOfDay TimeOfDay { get; init; }

    /// <summary>
    /// world | style | colours | count | outcome (| weather or move) as one string. Colours of like subjects (balls, ducks) are sorted, so that
    /// "red and blue" and "blue and red" are one combination; a race's outcome is the winner's colour.
    /// </summary>
    public string CombinationKey
    {
        get
        {
            IEnumerable<ClipColor> colors = World is WorldKind.BouncingBalls or WorldKind.DuckRace ? Colors.Order() : Colors;
            var outcome = Outcome == ClipOutcome.Won ? $"{Colors[Winner]}Wins" : Outcome.ToString();
            var action = Weather != ClipWeather.None ? $"|{Weather}" : Move != ClipMove.None ? $"|{Move}" : "";
            return $"{World}|{Style}|{string.Join('+', colors)}|{Count}|{outcome}{action}";
        }
    }

    /// <summary>A colour that no subject has, for one that changes its own.</summary>
    internal ClipColor OtherColor(int subject)
    {
        ClipColor[] others = [.. Enum.GetValues<ClipColor>().Except(Colors)];
        return others[(int)Colors[subject] % others.Length];
    }

    /// <summary>Whether this combination is reserved for exams (about one in ten, by a fixed hash) and never sampled for training.</summary>
    public bool IsReserved
    {
        get
        {
            // FNV-1a, 64 bits, then folded: stable over runtimes, unlike string.GetHashCode.
            var hash = 14695981039346656037UL;
            foreach (var c in CombinationKey)
                hash = (hash ^ c) * 1099511628211UL;
            hash ^= hash >> 32;
            return hash % 10 == 3;
        }
    }
}
