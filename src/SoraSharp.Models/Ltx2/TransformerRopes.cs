using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// The four rotary embeddings of LTX-2's transformer (video, audio, and time alone of each for audio-video attention):
/// computes the tables that go into <see cref="Ltx2Transformer.Denoise"/>. Immutable and thread-safe.
/// </summary>
public sealed class Ltx2TransformerRopes
{
    private readonly Ltx2TransformerConfig _config;
    private readonly Dictionary<string, Ltx2Rope> _ropes;

    internal Ltx2TransformerRopes(Ltx2TransformerConfig config)
    {
        _config = config;
        (Ltx2StreamConfig video, Ltx2StreamConfig audio) = (config.Video, config.Audio);
        int crossMaximum = Math.Max(video.MaxPosition, audio.MaxPosition);
        _ropes = new(StringComparer.Ordinal)
        {
            [Ltx2TransformerNames.VideoRope] = Rope(video.Features, video.Heads, video.MaxPosition, config.BaseHeight, config.BaseWidth),
            [Ltx2TransformerNames.AudioRope] = Rope(audio.Features, audio.Heads, audio.MaxPosition),
            [Ltx2TransformerNames.VideoCrossRope] = Rope(audio.TextFeatures, video.Heads, crossMaximum),
            [Ltx2TransformerNames.AudioCrossRope] = Rope(audio.TextFeatures, audio.Heads, crossMaximum),
        };

        Ltx2Rope Rope(int features, int heads, params int[] maximum) =>
            new(features, heads, config.RopeLayout, maximum, config.RopeTheta, config.RopeDoublePrecision);
    }

    /// <summary>The coordinates of a clip's video tokens, [1, 3, tokens, 2].</summary>
    /// <param name="frames">Latent frames.</param>
    /// <param name="height">Latent rows.</param>
    /// <param name="width">Latent columns.</param>
    /// <param name="framesPerSecond">Pixel frames per second.</param>
    public HostTensor VideoCoordinates(int frames, int height, int width, double framesPerSecond) =>
        Ltx2RopeCoordinates.Video(frames, height, width, framesPerSecond, _config.VideoScaleFactors, _config.CausalOffset, _config.Video.PatchSize, _config.Video.PatchSizeInTime);

    /// <summary>The coordinates of a clip's audio tokens, [1, 1, tokens, 2].</summary>
    /// <param name="frames">Latent frames.</param>
    /// <param name="shift">The index of the first one.</param>
    public HostTensor AudioCoordinates(int frames, int shift = 0) =>
        Ltx2RopeCoordinates.Audio(frames, _config.AudioScaleFactor, _config.AudioHopLength, _config.AudioSamplingRate, _config.CausalOffset, _config.Audio.PatchSizeInTime, shift);

    /// <summary>Computes the eight tables and puts them among a function's inputs.</summary>
    /// <param name="inputs">Where they go.</param>
    /// <param name="videoCoordinates">[1 or B, 3, tokens, 2].</param>
    /// <param name="audioCoordinates">[1 or B, 1, tokens, 2].</param>
    public void AddTables(IDictionary<string, HostTensor> inputs, HostTensor videoCoordinates, HostTensor audioCoordinates)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        foreach ((string name, Ltx2Rope rope) in _ropes)
        {
            bool ofVideo = name is Ltx2TransformerNames.VideoRope or Ltx2TransformerNames.VideoCrossRope;
            RopeTables tables = rope.Tables(ofVideo ? videoCoordinates : audioCoordinates);
            inputs[$"{name}.cos"] = tables.Cos;
            inputs[$"{name}.sin"] = tables.Sin;
        }
    }

    internal IEnumerable<InputSpec> Inputs(AxisSpec rows, AxisSpec videoTokens, AxisSpec audioTokens)
    {
        foreach ((string name, Ltx2Rope rope) in _ropes)
        {
            AxisSpec tokens = name is Ltx2TransformerNames.VideoRope or Ltx2TransformerNames.VideoCrossRope ? videoTokens : audioTokens;
            yield return new($"{name}.cos", ElementType.Float32, rows, tokens, rope.Groups, rope.PairsPerGroup);
            yield return new($"{name}.sin", ElementType.Float32, rows, tokens, rope.Groups, rope.PairsPerGroup);
        }
    }

    internal RotaryTable Table(NetworkValues inputs, string name) => new(inputs[$"{name}.cos"], inputs[$"{name}.sin"], _config.RopeLayout);
}
