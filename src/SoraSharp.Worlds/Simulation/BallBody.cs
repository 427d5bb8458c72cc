namespace SoraSharp.Worlds.Simulation;

/// <summary>A ball in flight. World units, y down.</summary>
internal struct BallBody
{
    public double X;
    public double Y;
    public double Vx;
    public double Vy;
    public double Radius;
    public double Restitution;
    public double Angle;
    public double Spin;
    public bool Resting;

    /// <summary>Moves on by <paramref name="dt"/> seconds exactly along the parabola.</summary>
    public void Fly(double dt, double gravity)
    {
        X += Vx * dt;
        Angle += Spin * dt;
        if (Resting)
        {
            Vx *= Math.Exp(-0.5 * dt);
            Spin = Vx / Radius;
            return;
        }
        Y += (Vy * dt) + (0.5 * gravity * dt * dt);
        Vy += gravity * dt;
    }

    /// <summary>Bounces off a horizontal floor at <paramref name="floor"/>; returns the speed of impact, or 0.</summary>
    public double HitFloor(double floor, double gravity)
    {
        var over = Y + Radius - floor;
        if (Resting || over <= 0 || Vy <= 0)
            return 0;
        // Step back to the moment of touch, turn the speed round, and use up the rest of the step again.
        var since = Math.Min(over / Vy, 0.02);
        var speed = Vy - (gravity * since);
        if (speed * Restitution < 7)
        {
            Resting = true;
            Vy = 0;
            Y = floor - Radius;
        }
        else
        {
            var up = -Restitution * speed;
            Y = floor - Radius + (up * since) + (0.5 * gravity * since * since);
            Vy = up + (gravity * since);
        }
        Spin += 0.5 * ((Vx / Radius) - Spin);
        return speed;
    }

    /// <summary>Bounces off an upright wall whose face is at <paramref name="wall"/> and which lies to the right or left.</summary>
    public double HitWall(double wall, bool right)
    {
        var over = right ? X + Radius - wall : wall - (X - Radius);
        if (over <= 0 || (right ? Vx <= 0 : Vx >= 0))
            return 0;
        var speed = Math.Abs(Vx);
        X += right ? -over * (1 + Restitution) : over * (1 + Restitution);
        Vx *= -Restitution;
        return speed;
    }

    /// <summary>Bounces off a fixed point; returns the speed of impact, or 0.</summary>
    public double HitPoint(double px, double py, double thickness)
    {
        var dx = X - px;
        var dy = Y - py;
        var distance = Math.Sqrt((dx * dx) + (dy * dy));
        var over = Radius + thickness - distance;
        if (over <= 0 || distance < 1e-9)
            return 0;
        dx /= distance;
        dy /= distance;
        var along = (Vx * dx) + (Vy * dy);
        if (along >= 0)
            return 0;
        X += dx * over;
        Y += dy * over;
        Vx -= (1 + Restitution) * along * dx;
        Vy -= (1 + Restitution) * along * dy;
        Resting = false;
        return -along;
    }

    /// <summary>Two balls of equal mass bounce off each other; returns the speed of impact, or 0.</summary>
    public static double Collide(ref BallBody a, ref BallBody b)
    {
        var dx = b.X - a.X;
        var dy = b.Y - a.Y;
        var distance = Math.Sqrt((dx * dx) + (dy * dy));
        var over = a.Radius + b.Radius - distance;
        if (over <= 0 || distance < 1e-9)
            return 0;
        dx /= distance;
        dy /= distance;
        var closing = ((a.Vx - b.Vx) * dx) + ((a.Vy - b.Vy) * dy);
        // A ball that rests on the floor gives way sideways only.
        var (shareA, shareB) = (0.5, 0.5);
        a.X -= dx * over * shareA;
        b.X += dx * over * shareB;
        if (!a.Resting)
            a.Y -= dy * over * shareA;
        if (!b.Resting)
            b.Y += dy * over * shareB;
        if (closing <= 0)
            return 0;
        var impulse = 0.5 * (1 + Math.Min(a.Restitution, b.Restitution)) * closing;
        a.Vx -= impulse * dx;
        a.Vy -= impulse * dy;
        b.Vx += impulse * dx;
        b.Vy += impulse * dy;
        a.Resting &= a.Vy >= 0;
        b.Resting &= b.Vy >= 0;
        if (a.Resting)
            a.Vy = 0;
        if (b.Resting)
            b.Vy = 0;
        return closing;
    }
}
