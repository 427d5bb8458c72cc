namespace SoraSharp.Quality.Analysers;

/// <summary>A turn of a track: the flight before it ends and another begins. World units and seconds.</summary>
/// <param name="Time">When the two flights meet.</param>
/// <param name="X">Where, from the left.</param>
/// <param name="Y">Where, from the top.</param>
/// <param name="Vx">Sideways speed before.</param>
/// <param name="Vy">Downward speed before.</param>
/// <param name="AfterX">Sideways speed after.</param>
/// <param name="AfterY">Downward speed after; 0 where it rolls on.</param>
internal readonly record struct Turn(double Time, double X, double Y, double Vx, double Vy, double AfterX, double AfterY)
{
    /// <summary>Slower turns are neither seen nor heard, units / s.</summary>
    public const double Least = 11;

    /// <summary>How much the velocity changes, units / s.</summary>
    public double Change => Math.Sqrt(Math.Pow(AfterX - Vx, 2) + Math.Pow(AfterY - Vy, 2));

    /// <summary>Whether the object turns back, downwards or sideways: it met something.</summary>
    public bool IsReversal =>
        (Vy > 0 && AfterY <= 0 && Vy - AfterY >= Least) || (Vx * AfterX < 0 && Math.Abs(AfterX - Vx) >= Least);

    /// <summary>Whether it is a bounce off something below: down before, up (or rolling) after.</summary>
    public bool IsBounce => Vy > 0 && AfterY <= 0 && Math.Abs(AfterY - Vy) > Math.Abs(AfterX - Vx);
}

/// <summary>A track cut into flights.</summary>
/// <param name="Residual">Root mean square distance from the flights, per degree of freedom, in world units; not a number where nothing flew.</param>
/// <param name="Turns">Where flights meet.</param>
internal sealed record FlightPath(double Residual, IReadOnlyList<Turn> Turns);

/// <summary>
/// Cuts a track into the fewest ballistic flights (x linear, y a parabola of the world's gravity) and rolls (y constant) that explain
/// it: dynamic programming over all cuts, each flight paying a fixed price.
/// </summary>
internal static class FlightFit
{
    /// <summary>What a further flight must save at least, square world units.</summary>
    private const double LeastPrice = 2;

    /// <summary>What a further flight must save, in variances of the track's own jitter: four unknowns and a cut fit that much noise by chance.</summary>
    private const double PriceOfNoise = 16;

    /// <summary>Fits the sightings of frames from <paramref name="first"/> on; unseen frames are skipped.</summary>
    /// <param name="sightings">One a frame.</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    /// <param name="gravity">Units / s².</param>
    /// <param name="first">The first frame of interest.</param>
    public static FlightPath Fit(Sighting[] sightings, double framesPerSecond, double gravity, int first = 0)
    {
        var frames = Enumerable.Range(first, Math.Max(0, sightings.Length - first)).Where(f => sightings[f].Seen).ToArray();
        var n = frames.Length;
        if (n < 5)
            return new(double.NaN, []);
        var sums = new Sums[n + 1];
        for (var i = 0; i < n; i++)
            sums[i + 1] = sums[i].Plus(frames[i] / framesPerSecond, sightings[frames[i]].X, sightings[frames[i]].Y, gravity);
        var price = Math.Max(LeastPrice, PriceOfNoise * Jitter(sightings, frames, framesPerSecond, gravity));
        var best = new double[n + 1];
        var from = new int[n + 1];
        for (var end = 1; end <= n; end++)
        {
            best[end] = double.PositiveInfinity;
            for (var start = 0; start < end; start++)
            {
                // Two points fit anything; only the clip's ends may hold so short a flight.
                if (end - start < 3 && start != 0 && end != n)
                    continue;
                var cost = best[start] + Piece.Of(sums[start], sums[end], gravity).Error + price;
                if (cost < best[end])
                    (best[end], from[end]) = (cost, start);
            }
        }
        return Collect(sums, from, n, gravity, framesPerSecond, frames, sightings);
    }

    /// <summary>
    /// The variance of a coordinate, from second differences of consecutive sightings less the fall: their median size, which the few
    /// that span a turn leave alone.
    /// </summary>
    private static double Jitter(Sighting[] sightings, int[] frames, double rate, double gravity)
    {
        var sizes = new List<double>();
        for (var i = 2; i < frames.Length; i++)
        {
            if (frames[i] - frames[i - 2] != 2)
                continue;
            var (a, b, c) = (sightings[frames[i - 2]], sightings[frames[i - 1]], sightings[frames[i]]);
            sizes.Add(Math.Abs(c.X - (2 * b.X) + a.X));
            sizes.Add(Math.Abs(c.Y - (2 * b.Y) + a.Y - (gravity / (rate * rate))));
        }
        if (sizes.Count == 0)
            return 0;
        sizes.Sort();
        // Half of a normal variable's sizes lie below 0.6745 deviations; a second difference has six variances.
        return Math.Pow(sizes[sizes.Count / 2] / 0.6745, 2) / 6;
    }

    private static FlightPath Collect(Sums[] sums, int[] from, int n, double gravity, double rate, int[] frames, Sighting[] sightings)
    {
        var pieces = new List<(Piece Piece, int Start, int End)>();
        for (var end = n; end > 0; end = from[end])
            pieces.Insert(0, (Piece.Of(sums[from[end]], sums[end], gravity), from[end], end));
        double error = 0;
        var freedom = 0;
        foreach (var (piece, start, end) in pieces)
        {
            // A flight has four unknowns, two a coordinate of which every point brings one each.
            if (end - start < 4 || piece.Rolls)
                continue;
            error += piece.Error;
            freedom += (2 * (end - start)) - 4;
        }
        var turns = new List<Turn>();
        for (var i = 1; i < pieces.Count; i++)
        {
            var (a, b) = (pieces[i - 1], pieces[i]);
            if (b.Start - a.Start < 2 || b.End - b.Start < 2)
                continue;
            double low = (frames[b.Start - 1] - 0.5) / rate, high = (frames[b.Start] + 0.5) / rate;
            var time = Math.Clamp(Piece.Meeting(a.Piece, b.Piece, gravity, (low + high) / 2), low, high);
            turns.Add(new(
                time, a.Piece.X + (a.Piece.Vx * time), a.Piece.PlaceY(time, gravity), a.Piece.Vx, a.Piece.SpeedY(time, gravity), b.Piece.Vx, b.Piece.SpeedY(time, gravity)));
        }
        return new(freedom == 0 ? double.NaN : Math.Sqrt(2 * error / freedom), turns);
    }

    /// <summary>Running sums; z is y less the fall.</summary>
    private readonly record struct Sums(double N, double T, double TT, double X, double XT, double XX, double Z, double ZT, double ZZ, double Y, double YY)
    {
        public Sums Plus(double t, double x, double y, double gravity)
        {
            var z = y - (0.5 * gravity * t * t);
            return new(N + 1, T + t, TT + (t * t), X + x, XT + (x * t), XX + (x * x), Z + z, ZT + (z * t), ZZ + (z * z), Y + y, YY + (y * y));
        }

        public static Sums operator -(Sums a, Sums b) =>
            new(a.N - b.N, a.T - b.T, a.TT - b.TT, a.X - b.X, a.XT - b.XT, a.XX - b.XX, a.Z - b.Z, a.ZT - b.ZT, a.ZZ - b.ZZ, a.Y - b.Y, a.YY - b.YY);
    }

    /// <summary>One flight or roll: x = X + Vx·t, y = Y + Vy·t + g/2·t² (or y = Y).</summary>
    private readonly record struct Piece(double Error, double X, double Vx, double Y, double Vy, bool Rolls)
    {
        public static Piece Of(Sums before, Sums after, double gravity)
        {
            var s = after - before;
            var (x, vx, errorX) = Line(s, s.X, s.XT, s.XX);
            var (z, vz, errorZ) = Line(s, s.Z, s.ZT, s.ZZ);
            var y = s.Y / s.N;
            var still = Math.Max(0, s.YY - (y * s.Y));
            return gravity == 0 || still <= errorZ
                ? new(errorX + still, x, vx, y, 0, true)
                : new(errorX + errorZ, x, vx, z, vz, false);
        }

        public double SpeedY(double t, double gravity) => Rolls ? 0 : Vy + (gravity * t);

        public double PlaceY(double t, double gravity) => Rolls ? Y : Y + (Vy * t) + (0.5 * gravity * t * t);

        /// <summary>When both are at the same height, or side where that changes more; <paramref name="middle"/> where neither tells.</summary>
        public static double Meeting(Piece a, Piece b, double gravity, double middle)
        {
            double turnX = b.Vx - a.Vx, turnY = b.SpeedY(middle, gravity) - a.SpeedY(middle, gravity);
            if (Math.Abs(turnX) > Math.Abs(turnY))
                return Math.Abs(turnX) < 1e-6 ? middle : (a.X - b.X) / turnX;
            // Newton from the middle: the two curves differ by a line, or by a parabola where one rolls.
            var t = middle;
            for (var i = 0; i < 6; i++)
            {
                var slope = b.SpeedY(t, gravity) - a.SpeedY(t, gravity);
                if (Math.Abs(slope) < 1e-6)
                    return middle;
                t -= (b.PlaceY(t, gravity) - a.PlaceY(t, gravity)) / slope;
            }
            return t;
        }

        private static (double At, double Slope, double Error) Line(Sums s, double sum, double sumT, double squares)
        {
            var det = (s.N * s.TT) - (s.T * s.T);
            var slope = det > 1e-12 ? ((s.N * sumT) - (s.T * sum)) / det : 0;
            var at = (sum - (slope * s.T)) / s.N;
            return (at, slope, Math.Max(0, squares - (at * sum) - (slope * sumT)));
        }
    }
}
