using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>Cosines and sines of one rotary embedding, both [rows, tokens, groups, pairs].</summary>
/// <param name="Cos">Cosines.</param>
/// <param name="Sin">Sines.</param>
public sealed record RopeTables(HostTensor Cos, HostTensor Sin);

/// <summary>
/// LTX-2's rotary position embedding: turns coordinates in pixels and seconds into the cosines and sines that a network
/// function takes as input. Angles reach 1.6e4 rad in float32, so every operation rounds in the reference's order
/// (diffusers <c>transformer_ltx2.py</c>, <c>LTX2AudioVideoRotaryPosEmbed</c>). Immutable and thread-safe.
/// </summary>
public sealed class Ltx2Rope
{
    private readonly int _features;
    private readonly int _heads;
    private readonly double _theta;
    private readonly bool _doublePrecision;
    private readonly float[] _maxPositions;

    /// <summary>Makes a rotary embedding.</summary>
    /// <param name="features">The width of queries and keys over all heads; half as many pairs are turned.</param>
    /// <param name="heads">The number of heads that a split layout is cut into.</param>
    /// <param name="layout">How pairs lie in a head.</param>
    /// <param name="maxPositions">For every axis of the coordinates, the length that counts as 1.</param>
    /// <param name="theta">The ratio of the highest to the lowest frequency.</param>
    /// <param name="doublePrecision">Whether frequencies are computed in float64 before they are rounded.</param>
    /// <exception cref="ArgumentException">The pairs cannot be shared out evenly among the heads.</exception>
    public Ltx2Rope(int features, int heads, RotaryLayout layout, IReadOnlyList<int> maxPositions, double theta = 10000, bool doublePrecision = true)
    {
        ArgumentNullException.ThrowIfNull(maxPositions);
        int perGroup = layout == RotaryLayout.Split ? 2 * heads : 2;
        if (features % perGroup != 0)
        {
            throw new ArgumentException($"A rotary embedding of {features} features cannot be cut into pairs for {heads} heads; the width must be a multiple of {perGroup}.", nameof(features));
        }

        _features = features;
        _heads = heads;
        Layout = layout;
        _maxPositions = [.. maxPositions.Select(position => (float)position)];
        _theta = theta;
        _doublePrecision = doublePrecision;
    }

    /// <summary>How pairs lie in a head.</summary>
    public RotaryLayout Layout { get; }

    /// <summary>The groups of a table: the heads of a split layout, else one.</summary>
    public int Groups => Layout == RotaryLayout.Split ? _heads : 1;

    /// <summary>The pairs in a group.</summary>
    public int PairsPerGroup => _features / 2 / Groups;

    /// <summary>
    /// The tables for coordinates [rows, axes, tokens, 2] (start and end of every patch; the middle counts) or
    /// [rows, axes, tokens]. More axes than this embedding has are ignored, so that time alone can be taken from video.
    /// </summary>
    /// <exception cref="ArgumentException">The coordinates have another number of axes.</exception>
    public RopeTables Tables(HostTensor coordinates)
    {
        ArgumentNullException.ThrowIfNull(coordinates);
        IReadOnlyList<long> shape = coordinates.Shape;
        int axes = _maxPositions.Length;
        if (shape.Count is not (3 or 4) || (shape.Count == 4 && shape[3] != 2) || shape[1] < axes)
        {
            throw new ArgumentException($"Coordinates are {coordinates}; this embedding takes [rows, {axes}, tokens, 2] (start and end) or [rows, {axes}, tokens].", nameof(coordinates));
        }

        int rows = (int)shape[0], tokens = (int)shape[2], bounds = shape.Count == 4 ? 2 : 1, given = (int)shape[1];
        int pairs = _features / 2, count = _features / (2 * axes), padding = pairs - count * axes;
        float[] frequencies = RopeFrequencies.Of(count, _theta, _doublePrecision);
        float[] cos = new float[(long)rows * tokens * pairs], sin = new float[cos.Length];
        Array.Fill(cos, 1f); // the pairs in front that no axis reaches are not turned

        for (int axis = 0; axis < axes; axis++)
        {
            // Few coordinates are distinct: the columns of a video's grid share theirs.
            Dictionary<float, (float Cos, float Sin)[]> known = [];
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<float> positions = coordinates.Floats.AsSpan((row * given + axis) * tokens * bounds, tokens * bounds);
                for (int token = 0; token < tokens; token++)
                {
                    float position = bounds == 2 ? (positions[2 * token] + positions[2 * token + 1]) / 2f : positions[token];
                    if (!known.TryGetValue(position, out (float Cos, float Sin)[]? turns))
                    {
                        known.Add(position, turns = Turns(position / _maxPositions[axis], frequencies));
                    }

                    long at = ((long)row * tokens + token) * pairs + padding + axis;
                    foreach ((float c, float s) in turns)
                    {
                        cos[at] = c;
                        sin[at] = s;
                        at += axes;
                    }
                }
            }
        }

        long[] tableShape = [rows, tokens, Groups, PairsPerGroup];
        return new RopeTables(HostTensor.From(cos, tableShape), HostTensor.From(sin, tableShape));
    }

    private static (float Cos, float Sin)[] Turns(float fraction, float[] frequencies)
    {
        (float, float)[] turns = new (float, float)[frequencies.Length];
        float centred = fraction * 2 - 1;
        for (int i = 0; i < turns.Length; i++)
        {
            float angle = centred * frequencies[i];
            (double sin, double cos) = Math.SinCos(angle);
            turns[i] = ((float)cos, (float)sin);
        }

        return turns;
    }
}
