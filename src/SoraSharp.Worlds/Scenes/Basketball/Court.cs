namespace SoraSharp.Worlds.Scenes.Basketball;

/// <summary>Where things stand on the court, in world units.</summary>
internal static class Court
{
    public const double Gravity = 70;
    public const double Floor = 72;
    public const double BallRadius = 7.5;
    public const double RimY = 33;
    public const double RimFront = 82;
    public const double RimBack = 110;
    public const double RimThickness = 0.8;
    public const double RimCentre = (RimFront + RimBack) / 2;
    public const double NetBottom = RimY + 15;
    public const double BoardFace = 112;
    public const double BoardTop = 6;
    public const double BoardBottom = 39;
    public const double PostFace = 117;

    /// <summary>Story seconds until the ball leaves the hands.</summary>
    public const double Release = 0.4;

    public const double HoldY = 40;
    public const double ReleaseY = 18;

    /// <summary>How far before the player's feet the hands hold the ball.</summary>
    public const double Reach = 13;
}
