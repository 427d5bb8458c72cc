namespace SoraSharp.Worlds.Sound;

/// <summary>What a thing sounds like when it is hit.</summary>
internal enum SoundMaterial
{
    /// <summary>Thumps.</summary>
    Rubber,
    /// <summary>Rings long.</summary>
    Steel,
    /// <summary>Light and hollow: beach balls, plastic, cardboard.</summary>
    Hollow,
    /// <summary>Rings high and short.</summary>
    Glass,
    /// <summary>Knocks.</summary>
    Wood,
    /// <summary>Clicks hard.</summary>
    Stone,
    /// <summary>Mats, bodies, snow: a dull thud.</summary>
    Soft,
}

/// <summary>What things sound like when they meet. Strength is 0 to 1.</summary>
internal static class Impacts
{
    public static void Ball(SoundTrack track, double time, BallMaterial material, ContactKind kind, double strength)
    {
        // Walls and other balls answer higher than the floor.
        var pitch = kind switch { ContactKind.Floor => 1, ContactKind.Wall => 1.3, _ => 1.6 };
        Hit(track, time, Of(material), strength, pitch);
    }

    /// <summary>The sound of a ball's material.</summary>
    public static SoundMaterial Of(BallMaterial material) => material switch
    {
        BallMaterial.Steel => SoundMaterial.Steel,
        BallMaterial.BeachBall => SoundMaterial.Hollow,
        BallMaterial.Glass => SoundMaterial.Glass,
        _ => SoundMaterial.Rubber,
    };

    /// <summary>One impact of something made of <paramref name="material"/>; <paramref name="pitch"/> above 1 for smaller things.</summary>
    public static void Hit(SoundTrack track, double time, SoundMaterial material, double strength, double pitch = 1)
    {
        var s = 0.25 + (0.75 * strength);
        switch (material)
        {
            case SoundMaterial.Steel:
                track.Noise(time, 0.001, 0.03, 1500, 6000, 0.35 * s);
                track.Ring(time, 820 * pitch, 0.55, 0.30 * s);
                track.Ring(time, 1930 * pitch, 0.45, 0.22 * s);
                track.Ring(time, 3110 * pitch, 0.30, 0.14 * s);
                track.Ring(time, 4370 * pitch, 0.20, 0.08 * s);
                track.Thump(time, 160, 90, 0.12, 0.35 * s);
                break;
            case SoundMaterial.Hollow:
                track.Noise(time, 0.002, 0.06, 300, 1200, 0.22 * s);
                track.Thump(time, 330 * pitch, 240 * pitch, 0.16, 0.40 * s);
                break;
            case SoundMaterial.Glass:
                track.Noise(time, 0.0005, 0.02, 2500, 7000, 0.25 * s);
                track.Ring(time, 2240 * pitch, 0.35, 0.22 * s);
                track.Ring(time, 3610 * pitch, 0.28, 0.16 * s);
                track.Ring(time, 5230 * pitch, 0.18, 0.10 * s);
                break;
            case SoundMaterial.Wood:
                track.Noise(time, 0.001, 0.03, 300, 2500, 0.35 * s);
                track.Ring(time, 310 * pitch, 0.10, 0.40 * s);
                track.Ring(time, 760 * pitch, 0.07, 0.25 * s);
                break;
            case SoundMaterial.Stone:
                track.Noise(time, 0.0005, 0.025, 800, 5000, 0.45 * s);
                track.Ring(time, 1340 * pitch, 0.05, 0.20 * s);
                track.Thump(time, 150, 80, 0.08, 0.35 * s);
                break;
            case SoundMaterial.Soft:
                track.Noise(time, 0.004, 0.10, 80, 500, 0.40 * s);
                track.Thump(time, 120 * pitch, 60 * pitch, 0.18, 0.60 * s);
                break;
            default:
                track.Noise(time, 0.001, 0.04, 200, 1500, 0.30 * s);
                track.Thump(time, 210 * pitch, 105 * pitch, 0.20, 0.75 * s);
                break;
        }
    }

    /// <summary>Glass breaks: a crack, then shards that ring as they fall.</summary>
    public static void Shatter(SoundTrack track, double time, double strength)
    {
        var s = 0.4 + (0.6 * strength);
        track.Noise(time, 0.001, 0.18, 1500, 7000, 0.5 * s);
        for (var t = time; t < time + 0.55; t += 0.01 + (track.Uniform() * 0.045))
            track.Ring(t, 2200 + (4500 * track.Uniform()), 0.08 + (0.15 * track.Uniform()), 0.16 * s * (1 - ((t - time) / 0.7)));
    }

    /// <summary>Two vehicles collide: a boom, bent metal, bits of glass.</summary>
    public static void Crash(SoundTrack track, double time, double strength)
    {
        var s = 0.4 + (0.6 * strength);
        track.Thump(time, 140, 45, 0.35, 0.7 * s);
        track.Noise(time, 0.002, 0.35, 300, 3500, 0.5 * s);
        track.Ring(time, 430, 0.35, 0.16 * s);
        track.Ring(time, 1090, 0.30, 0.12 * s);
        for (var k = 0; k < 6; k++)
            track.Ring(time + 0.05 + (0.3 * track.Uniform()), 2400 + (3000 * track.Uniform()), 0.12, 0.07 * s);
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
