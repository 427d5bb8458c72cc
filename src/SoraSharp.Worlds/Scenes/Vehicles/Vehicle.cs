using SoraSharp.Worlds.Rendering;

namespace SoraSharp.Worlds.Scenes.Vehicles;

/// <summary>What a vehicle is like.</summary>
/// <param name="Truck">A truck is longer, higher and 2.5 times as heavy as a car.</param>
/// <param name="Facing">1 to the right, -1 to the left.</param>
internal readonly record struct VehicleKind(bool Truck, int Facing)
{
    public double HalfLength => Truck ? 21 : 18;

    public double Mass => Truck ? 2.5 : 1;

    public double WheelRadius => Truck ? 6.2 : 6;

    public double Height => Truck ? 34 : 24;
}

/// <summary>A vehicle in one frame.</summary>
/// <param name="X">Its middle.</param>
/// <param name="Speed">Along x, units / s.</param>
/// <param name="Braking">Whether the brake lights shine.</param>
/// <param name="Dive">How far the nose dips while braking, units.</param>
/// <param name="Damage">0 whole to 1: how far the front is pushed in.</param>
/// <param name="RearDamage">The same at the back.</param>
internal record struct VehicleState(double X, double Speed, bool Braking, double Dive, double Damage, double RearDamage);

/// <summary>Draws a car or a truck from the side.</summary>
internal static class Vehicle
{
    /// <summary>Vehicles are drawn higher than they are, so that they show much of their colour.</summary>
    private const float Tall = 1.3f;

    public static void Draw(Canvas canvas, VehicleKind kind, in VehicleState state, Rgb color)
    {
        var f = kind.Facing;
        var x = (float)state.X;
        var ground = (float)Road.Ground;
        var half = (float)kind.HalfLength;
        var wheel = (float)kind.WheelRadius;
        var nose = half - (6 * (float)state.Damage);
        var tail = -half + (6 * (float)state.RearDamage);
        var dip = (float)state.Dive;
        var glass = canvas.Tone(new(206, 230, 242), new(90, 130, 170));
        // Points along the car are given from its tail (negative) to its nose (positive).
        if (kind.Truck)
        {
            Part(canvas, tail, 26, nose - 15, 5, dip * 0.2f, color);
            Part(canvas, nose - 15.5f, 19, nose, 5, dip, color.Times(canvas.Style == ClipStyle.Neon ? 1 : 0.86f));
            Part(canvas, nose - 8, 17, nose - 1.5f, 11.5f, dip, glass, Role.Detail);
        }
        else
        {
            canvas.Paint(Trapezoid(tail + 6, nose - 8, 10, tail + 10, nose - 14, 18.5f, dip * 0.5f), color);
            canvas.Paint(Trapezoid(tail + 9, nose - 10.5f, 10.5f, tail + 11.5f, nose - 14.5f, 16.5f, dip * 0.5f), glass, Role.Detail);
            Part(canvas, tail, 11, nose, 3.5f, dip, color, Role.Subject, 2.5f);
            Part(canvas, -2.2f, 18, -0.4f, 10, dip * 0.5f, color, Role.Detail);
        }
        var lamp = state.Braking ? new Rgb(255, 40, 30) : canvas.Tone(new(150, 30, 30), new(90, 20, 20));
        Part(canvas, tail - 0.2f, 10, tail + (state.Braking ? 3.4f : 2.4f), state.Braking ? 5.6f : 6.6f, 0, lamp, Role.Detail);
        if (state.Damage < 0.5)
            Part(canvas, nose - 2.6f, 9, nose + 0.2f, 6, dip, new(255, 246, 190), Role.Detail);
        Wheel(canvas, -half + 8.5f);
        Wheel(canvas, half - 8.5f);

        void Part(Canvas target, float from, float top, float to, float bottom, float dive, Rgb paint, Role role = Role.Subject, float round = 1.5f) =>
            target.Paint(Box.Of(MathF.Min(x + (f * from), x + (f * to)), ground - (Tall * top) + dive, MathF.Max(x + (f * from), x + (f * to)), ground - (Tall * bottom) + (dive * 0.3f), round), paint, role);

        Quad Trapezoid(float from, float to, float low, float fromTop, float toTop, float high, float dive)
        {
            var (a, b) = f > 0 ? (fromTop, toTop) : (-toTop, -fromTop);
            var (c, d) = f > 0 ? (to, from) : (-from, -to);
            return new(x + a, ground - (Tall * high) + dive, x + b, ground - (Tall * high) + dive, x + c, ground - (Tall * low) + dive, x + d, ground - (Tall * low) + dive);
        }

        void Wheel(Canvas target, float at)
        {
            var cx = x + (f * at);
            var cy = ground - wheel;
            target.Paint(new Disc(cx, cy, wheel), target.Tone(new(40, 40, 46), new(90, 95, 120)));
            target.Paint(new Disc(cx, cy, wheel * 0.45f), target.Tone(new(200, 202, 208), new(190, 195, 220)), Role.Detail);
        }
    }

    /// <summary>A burst where two vehicles have just met, then smoke. <paramref name="age"/> counts from the crash, 0 to 1 for the burst.</summary>
    public static void DrawCrash(Canvas canvas, float x, float age)
    {
        var y = (float)Road.Ground - 13;
        if (age < 1)
        {
            var reach = 5 + (11 * age);
            var spark = new Rgb(255, 236, 120);
            for (var i = 0; i < 7; i++)
            {
                var (sin, cos) = MathF.SinCos((MathF.PI * i / 6) + MathF.PI);
                canvas.Paint(new Capsule(x + (4 * cos), y + (4 * sin), x + (reach * cos), y + (reach * sin), 1.7f, 0.6f), spark, Role.Detail);
            }
        }
        var smoke = canvas.Tone(new(214, 214, 218), new(80, 84, 104));
        var grown = MathF.Min(age, 4);
        for (var i = 0; i < 3; i++)
            canvas.Paint(new Disc(x + ((i - 1) * (4 + grown)), y - 8 - (3.2f * grown) - (i == 1 ? 4 : 0), 2.5f + (0.9f * grown)), smoke, Role.Detail);
    }
}
