using SoraSharp.Worlds.Simulation.Figures;

namespace SoraSharp.Worlds.Rendering;

/// <summary>How a figure is dressed.</summary>
/// <param name="Suit">The colour of its suit or dress.</param>
/// <param name="Skirt">Whether it wears a short skirt.</param>
/// <param name="Skin">Index of its skin colour.</param>
/// <param name="Hair">Index of its hair colour.</param>
/// <param name="Shoes">The colour of its shoes.</param>
internal readonly record struct FigureLook(ClipColor Suit, bool Skirt, int Skin, int Hair, Rgb Shoes);

/// <summary>Draws a figure from its joints: far limbs first, then trunk and head, then near limbs.</summary>
internal static class FigureArt
{
    /// <param name="canvas">Where to.</param>
    /// <param name="j">The parts; y is the height above the ground.</param>
    /// <param name="look">The clothes.</param>
    /// <param name="ground">The ground's place in the picture.</param>
    /// <param name="mirror">Whether left and right of the picture change places.</param>
    public static void Draw(Canvas canvas, in Joints j, FigureLook look, double ground, bool mirror)
    {
        var suit = canvas.Color(look.Suit);
        var dark = suit.Times(canvas.Style == ClipStyle.Neon ? 0.9f : 0.8f);
        var skin = People.Skin(look.Skin);
        var nearLeft = j.ShoulderL.Z >= j.ShoulderR.Z;
        DrawLeg(canvas, nearLeft ? (j.HipR, j.KneeR, j.FootR) : (j.HipL, j.KneeL, j.FootL), dark);
        DrawArm(canvas, nearLeft ? (j.ShoulderR, j.ElbowR, j.HandR) : (j.ShoulderL, j.ElbowL, j.HandL), dark);
        DrawLeg(canvas, nearLeft ? (j.HipL, j.KneeL, j.FootL) : (j.HipR, j.KneeR, j.FootR), suit);
        canvas.Paint(Bar(j.Pelvis, j.Chest, 4.2f, 4.8f), suit);
        if (look.Skirt)
        {
            var down = (j.Pelvis - j.Chest) * (1 / 13.0);
            canvas.Paint(Bar(j.Pelvis + (down * 0.5), j.Pelvis + (down * 4), 4.6f, 6.6f), suit);
        }
        var forward = j.Face - j.Head;
        // The back of the suit is white down the middle: it shows how the figure turns about itself.
        if (forward.Z < -0.25)
        {
            var behind = (j.Pelvis - (forward * 3.2), j.Chest - (forward * 3.2));
            canvas.Paint(Bar(behind.Item1, behind.Item2, (float)(-2.6 * forward.Z), (float)(-2.6 * forward.Z)), Rgb.White, Role.Detail);
        }
        DrawHead(canvas, j, forward);
        DrawArm(canvas, nearLeft ? (j.ShoulderL, j.ElbowL, j.HandL) : (j.ShoulderR, j.ElbowR, j.HandR), suit);

        void DrawLeg(Canvas target, (Vec Hip, Vec Knee, Vec Foot) leg, Rgb cloth)
        {
            target.Paint(Bar(leg.Knee, leg.Foot, 2.6f, 2.1f), look.Skirt ? skin : cloth);
            target.Paint(Bar(leg.Hip, leg.Knee, 3.4f, 2.8f), look.Skirt ? skin : cloth);
            target.Paint(Spot(leg.Foot, 2.5f), look.Shoes, Role.Detail);
        }

        void DrawArm(Canvas target, (Vec Shoulder, Vec Elbow, Vec Hand) arm, Rgb cloth)
        {
            target.Paint(Bar(arm.Shoulder, arm.Elbow, 2.3f, 2.1f), cloth);
            target.Paint(Bar(arm.Elbow, arm.Hand, 2f, 1.8f), skin);
        }

        void DrawHead(Canvas target, in Joints joints, Vec ahead)
        {
            var hair = People.Hair(target, look.Hair);
            target.Paint(Spot(joints.Head - (ahead * 4.6), 2.2f), hair, Role.Detail);
            target.Paint(Spot(joints.Head, (float)Figure.HeadRadius), hair);
            if (ahead.Z < -0.6)
                return;
            // Seen from the side the face covers the front half, from the front all but the hair line.
            var up = (joints.Head - joints.Chest) * (1 / 6.0);
            var center = joints.Head + (ahead * 1.5) - (up * 0.7);
            target.Paint(Spot(center, 3.6f), skin, Role.Detail);
            target.Paint(Spot(joints.Head + (ahead * 3.2) + (up * 0.4), 0.8f), new Rgb(30, 30, 34), Role.Detail);
        }

        Capsule Bar(Vec a, Vec b, float r0, float r1) => new(Px(a.X), Py(a.Y), Px(b.X), Py(b.Y), r0, r1);

        Disc Spot(Vec p, float r) => new(Px(p.X), Py(p.Y), r);

        float Px(double x) => (float)(mirror ? Viewport.WorldWidth - x : x);

        float Py(double height) => (float)(ground - height);
    }
}
