namespace SoraSharp.Worlds.Rendering;

/// <summary>A rectangle in world units that contains a shape.</summary>
internal readonly record struct Bounds(float Left, float Top, float Right, float Bottom);

/// <summary>A filled area, given by its signed distance (negative inside), in world units.</summary>
internal interface IShape
{
    Bounds Bounds { get; }

    float Distance(float x, float y);
}

internal readonly struct Disc(float cx, float cy, float radius) : IShape
{
    public Bounds Bounds => new(cx - radius, cy - radius, cx + radius, cy + radius);

    public float Distance(float x, float y)
    {
        var dx = x - cx;
        var dy = y - cy;
        return MathF.Sqrt((dx * dx) + (dy * dy)) - radius;
    }
}

/// <summary>An ellipse turned by an angle; the distance is the usual first-order estimate f / |∇f|.</summary>
internal readonly struct Ellipse(float cx, float cy, float rx, float ry, float angle = 0) : IShape
{
    private readonly float _cos = MathF.Cos(angle);
    private readonly float _sin = MathF.Sin(angle);
    private readonly float _ix = 1 / rx;
    private readonly float _iy = 1 / ry;

    public Bounds Bounds
    {
        get
        {
            var w = MathF.Sqrt((rx * rx * _cos * _cos) + (ry * ry * _sin * _sin));
            var h = MathF.Sqrt((rx * rx * _sin * _sin) + (ry * ry * _cos * _cos));
            return new(cx - w, cy - h, cx + w, cy + h);
        }
    }

    public float Distance(float x, float y)
    {
        var dx = x - cx;
        var dy = y - cy;
        var u = ((dx * _cos) + (dy * _sin)) * _ix;
        var v = ((dy * _cos) - (dx * _sin)) * _iy;
        var k0 = MathF.Sqrt((u * u) + (v * v));
        u *= _ix;
        v *= _iy;
        var k1 = MathF.Sqrt((u * u) + (v * v));
        return k1 < 1e-6f ? -MathF.Min(rx, ry) : k0 * (k0 - 1) / k1;
    }
}

/// <summary>A thick line with round ends whose radius goes from <paramref name="r0"/> to <paramref name="r1"/>.</summary>
internal readonly struct Capsule(float ax, float ay, float bx, float by, float r0, float r1) : IShape
{
    private readonly float _dx = bx - ax;
    private readonly float _dy = by - ay;
    private readonly float _inverse = 1 / MathF.Max(1e-6f, ((bx - ax) * (bx - ax)) + ((by - ay) * (by - ay)));

    public Capsule(float ax, float ay, float bx, float by, float r)
        : this(ax, ay, bx, by, r, r)
    {
    }

    public Bounds Bounds => new(
        MathF.Min(ax - r0, bx - r1), MathF.Min(ay - r0, by - r1), MathF.Max(ax + r0, bx + r1), MathF.Max(ay + r0, by + r1));

    public float Distance(float x, float y)
    {
        var px = x - ax;
        var py = y - ay;
        var h = Math.Clamp(((px * _dx) + (py * _dy)) * _inverse, 0f, 1f);
        px -= h * _dx;
        py -= h * _dy;
        return MathF.Sqrt((px * px) + (py * py)) - (r0 + ((r1 - r0) * h));
    }
}

/// <summary>A rectangle by its centre and half sizes, turned by an angle, with rounded corners.</summary>
internal readonly struct Box(float cx, float cy, float hx, float hy, float round = 0, float angle = 0) : IShape
{
    private readonly float _cos = MathF.Cos(angle);
    private readonly float _sin = MathF.Sin(angle);

    /// <summary>An upright rectangle by its sides.</summary>
    public static Box Of(float left, float top, float right, float bottom, float round = 0) =>
        new((left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2, round);

    public Bounds Bounds
    {
        get
        {
            var w = (hx * MathF.Abs(_cos)) + (hy * MathF.Abs(_sin));
            var h = (hx * MathF.Abs(_sin)) + (hy * MathF.Abs(_cos));
            return new(cx - w, cy - h, cx + w, cy + h);
        }
    }

    public float Distance(float x, float y)
    {
        var dx = x - cx;
        var dy = y - cy;
        var u = MathF.Abs((dx * _cos) + (dy * _sin)) - hx + round;
        var v = MathF.Abs((dy * _cos) - (dx * _sin)) - hy + round;
        var ou = MathF.Max(u, 0);
        var ov = MathF.Max(v, 0);
        return MathF.Sqrt((ou * ou) + (ov * ov)) + MathF.Min(MathF.Max(u, v), 0) - round;
    }
}

/// <summary>A convex polygon of four corners in clockwise order (as seen, y down); two may coincide.</summary>
internal readonly struct Quad(float x0, float y0, float x1, float y1, float x2, float y2, float x3, float y3) : IShape
{
    public Bounds Bounds => new(
        MathF.Min(MathF.Min(x0, x1), MathF.Min(x2, x3)), MathF.Min(MathF.Min(y0, y1), MathF.Min(y2, y3)),
        MathF.Max(MathF.Max(x0, x1), MathF.Max(x2, x3)), MathF.Max(MathF.Max(y0, y1), MathF.Max(y2, y3)));

    public float Distance(float x, float y)
    {
        var square = float.MaxValue;
        var inside = true;
        Edge(x, y, x0, y0, x1, y1, ref square, ref inside);
        Edge(x, y, x1, y1, x2, y2, ref square, ref inside);
        Edge(x, y, x2, y2, x3, y3, ref square, ref inside);
        Edge(x, y, x3, y3, x0, y0, ref square, ref inside);
        var d = MathF.Sqrt(square);
        return inside ? -d : d;
    }

    private static void Edge(float x, float y, float ax, float ay, float bx, float by, ref float square, ref bool inside)
    {
        var ex = bx - ax;
        var ey = by - ay;
        var px = x - ax;
        var py = y - ay;
        var h = Math.Clamp(((px * ex) + (py * ey)) / MathF.Max(1e-9f, (ex * ex) + (ey * ey)), 0f, 1f);
        inside &= (ex * py) - (ey * px) >= 0;
        px -= h * ex;
        py -= h * ey;
        square = MathF.Min(square, (px * px) + (py * py));
    }
}

/// <summary>What two shapes share.</summary>
internal readonly struct Both<TA, TB>(TA a, TB b) : IShape
    where TA : struct, IShape
    where TB : struct, IShape
{
    public Bounds Bounds
    {
        get
        {
            var p = a.Bounds;
            var q = b.Bounds;
            return new(MathF.Max(p.Left, q.Left), MathF.Max(p.Top, q.Top), MathF.Min(p.Right, q.Right), MathF.Min(p.Bottom, q.Bottom));
        }
    }

    public float Distance(float x, float y) => MathF.Max(a.Distance(x, y), b.Distance(x, y));
}

/// <summary>The line along the edge of a shape, of half width <paramref name="half"/>.</summary>
internal readonly struct Rim<T>(T shape, float half) : IShape
    where T : struct, IShape
{
    public Bounds Bounds
    {
        get
        {
            var b = shape.Bounds;
            return new(b.Left - half, b.Top - half, b.Right + half, b.Bottom + half);
        }
    }

    public float Distance(float x, float y) => MathF.Abs(shape.Distance(x, y)) - half;
}
