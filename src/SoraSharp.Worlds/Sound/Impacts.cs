namespace SoraSharp.Worlds.Sound;

/// <summary>What things sound like when they meet. Strength is 0 to 1.</summary>
internal static class Impacts
{
    public static void Ball(SoundTrack track, double time, BallMaterial material, ContactKind kind, double strength)
    {
        var s = 0.25 + (0.75 * strength);
        // Walls and other balls answer higher than the floor.
        var pitch = kind switch { ContactKind.Floor => 1, ContactKind.Wall => 1.3, _ => 1.6 };
        switch (material)
        {
            case BallMaterial.Steel:
                track.Noise(time, 0.001, 0.03, 1500, 6000, 0.35 * s);
                track.Ring(time, 820 * pitch, 0.55, 0.30 * s);
                track.Ring(time, 1930 * pitch, 0.45, 0.22 * s);
                track.Ring(time, 3110 * pitch, 0.30, 0.14 * s);
                track.Ring(time, 4370 * pitch, 0.20, 0.08 * s);
                track.Thump(time, 160, 90, 0.12, 0.35 * s);
                break;
            case BallMaterial.BeachBall:
                track.Noise(time, 0.002, 0.06, 300, 1200, 0.22 * s);
                track.Thump(time, 330 * pitch, 240 * pitch, 0.16, 0.40 * s);
                break;
            default:
                track.Noise(time, 0.001, 0.04, 200, 1500, 0.30 * s);
                track.Thump(time, 210 * pitch, 105 * pitch, 0.20, 0.75 * s);
                break;
        }
    }

    public static void Basketball(SoundTrack track, double time, ContactKind kind, double strength)
    {
        var s = 0.3 + (0.7 * strength);
        switch (kind)
        {
            case ContactKind.Rim:
                track.Noise(time, 0.001, 0.03, 1500, 5000, 0.3 * s);
                track.Ring(time, 510, 0.35, 0.30 * s);
                track.Ring(time, 1240, 0.40, 0.25 * s);
                track.Ring(time, 2130, 0.30, 0.18 * s);
                break;
            case ContactKind.Backboard:
                track.Noise(time, 0.001, 0.05, 300, 2500, 0.40 * s);
                track.Ring(time, 290, 0.15, 0.45 * s);
                track.Ring(time, 730, 0.10, 0.30 * s);
                break;
            case ContactKind.Net:
                track.Noise(time, 0.03, 0.30, 2000, 6000, 0.35);
                break;
            default:
                track.Noise(time, 0.001, 0.05, 250, 1800, 0.35 * s);
                track.Thump(time, 190, 95, 0.22, 0.60 * s);
                track.Ring(time, 330, 0.08, 0.15 * s);
                break;
        }
    }

    public static void Splash(SoundTrack track, double time, double strength)
    {
        track.Noise(time, 0.008, 0.28, 600, 3500, 0.22 * strength);
        track.Thump(time, 500, 900, 0.10, 0.08 * strength);
    }

    public static void FinishBell(SoundTrack track, double time, double strength)
    {
        track.Ring(time, 1180, 0.7, 0.22 * strength);
        track.Ring(time, 2360, 0.5, 0.12 * strength);
        track.Ring(time, 3190, 0.4, 0.08 * strength);
    }
}
