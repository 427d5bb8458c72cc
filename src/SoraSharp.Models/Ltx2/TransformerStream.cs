using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>What all blocks share about one stream during a forward pass.</summary>
internal sealed record Ltx2StreamContext
{
    /// <summary>Shift, scale and gate of self-attention, feed-forward and, in 2.3, text attention; every block adds its table.</summary>
    public required Modulation Modulation { get; init; }

    /// <summary>Scale and shift of audio-to-video attention, then of video-to-audio attention; null where modalities are isolated.</summary>
    public Modulation? CrossScaleShift { get; init; }

    /// <summary>The gate of the audio-video attention that ends in this stream; null where modalities are isolated.</summary>
    public Modulation? CrossGate { get; init; }

    /// <summary>Shift and scale of the text, or null where they do not depend on sigma.</summary>
    public Modulation? TextModulation { get; init; }

    /// <summary>Positions in time and space.</summary>
    public required RotaryTable Rope { get; init; }

    /// <summary>Positions in time alone, for audio-video attention.</summary>
    public required RotaryTable CrossRope { get; init; }

    /// <summary>The text embeddings, [B, text, features].</summary>
    public required Tensor Text { get; init; }

    /// <summary>Added to the scores of text attention, [B, 1, 1, text].</summary>
    public Tensor? TextBias { get; init; }

    /// <summary>Added to the scores of self-attention, [B, 1, L, L].</summary>
    public Tensor? SelfBias { get; init; }
}

/// <summary>The layers of a transformer block that concern one stream: self-attention, attention to the text, feed-forward.</summary>
internal sealed class Ltx2StreamLayers
{
    private readonly bool _modulatesTextQuery;
    private readonly bool _modulatesText;
    private readonly RmsNorm _norm1;
    private readonly RmsNorm _norm2;
    private readonly RmsNorm _norm3;
    private readonly Ltx2Attention _selfAttention;
    private readonly Ltx2Attention _textAttention;
    private readonly FeedForward _feedForward;
    private readonly ModulationTable _table;
    private readonly ModulationTable? _textTable;

    /// <param name="scope">The block's scope.</param>
    /// <param name="prefix">What the stream's names start with: nothing or <c>audio_</c>.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="config">The transformer.</param>
    public Ltx2StreamLayers(ParameterScope scope, string prefix, Ltx2StreamConfig stream, Ltx2TransformerConfig config)
    {
        _modulatesTextQuery = stream.ModulatesText;
        _modulatesText = config.ModulatesText;
        Ltx2AttentionShape shape = new(stream.Features, stream.Features, stream.Heads, stream.HeadFeatures, stream.GatedAttention, config.AttentionBias, config.AttentionOutBias);
        _norm1 = new(scope[$"{prefix}norm1"], stream.Features, config.NormEps, config.NormsHaveWeights);
        _selfAttention = new(scope[$"{prefix}attn1"], shape);
        _norm2 = new(scope[$"{prefix}norm2"], stream.Features, config.NormEps, config.NormsHaveWeights);
        _textAttention = new(scope[$"{prefix}attn2"], shape with { ContextFeatures = stream.TextFeatures });
        _norm3 = new(scope[$"{prefix}norm3"], stream.Features, config.NormEps, config.NormsHaveWeights);
        _feedForward = new(scope[$"{prefix}ff"], stream.Features, stream.FeedForwardBias);
        _table = new(scope, $"{prefix}scale_shift_table", ModulationCount(stream), stream.Features);
        _textTable = _modulatesText ? new(scope, $"{prefix}prompt_scale_shift_table", 2, stream.Features) : null;
    }

    /// <summary>How many modulation parameters a stream's blocks take.</summary>
    public static int ModulationCount(Ltx2StreamConfig stream) => stream.ModulatesText ? 9 : 6;

    /// <summary>This block's modulation parameters: shift, scale, gate of self-attention, of feed-forward, of text attention.</summary>
    public Tensor[] Modulation(Ltx2StreamContext context) => _table.With(context.Modulation);

    public Tensor AttendSelf(Tensor x, Tensor[] modulation, Ltx2StreamContext context, Perturbation? perturbation)
    {
        (Tensor shift, Tensor scale, Tensor gate) = (modulation[0], modulation[1], modulation[2]);
        Tensor normed = _norm1.Modulated(x, scale, shift);
        return x.Interpreter.AddGated(x, _selfAttention.Forward(normed, context.Rope, context.SelfBias, perturbation), gate);
    }

    public Tensor AttendText(Tensor x, Tensor[] modulation, Ltx2StreamContext context)
    {
        Tensor normed = _modulatesTextQuery ? _norm2.Modulated(x, modulation[7], modulation[6]) : _norm2.Forward(x);
        Tensor attended = _textAttention.Forward(normed, ModulatedText(context), bias: context.TextBias);
        return x.Interpreter.AddGated(x, attended, _modulatesTextQuery ? modulation[8] : null);
    }

    public Tensor FeedForward(Tensor x, Tensor[] modulation)
    {
        (Tensor shift, Tensor scale, Tensor gate) = (modulation[3], modulation[4], modulation[5]);
        return x.Interpreter.AddGated(x, _feedForward.Forward(_norm3.Modulated(x, scale, shift)), gate);
    }

    private Tensor ModulatedText(Ltx2StreamContext context)
    {
        if (_textTable is null) return context.Text;
        Tensor[] shiftScale = context.TextModulation is Modulation modulation ? _textTable.With(modulation) : _textTable.Static(context.Text.Interpreter);
        return context.Text.Modulate(shiftScale[1], shiftScale[0]);
    }
}
