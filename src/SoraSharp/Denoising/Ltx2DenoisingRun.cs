using System.Collections.Immutable;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>The evaluations of one shot by LTX-2's transformer. Rotary tables and text are prepared once.</summary>
internal sealed class Ltx2DenoisingRun : IDenoisingRun
{
    private readonly Ltx2Transformer _transformer;
    private readonly NetworkSessions _sessions;
    private readonly LatentPacking _packing;
    private readonly DenoisingContext _context;
    private readonly AudioLatentShape _audioShape;
    private readonly Ltx2DenoiseOptions _options;
    private readonly ImmutableArray<int> _perturbedBlocks;
    private readonly Dictionary<string, HostTensor> _positions = [];
    private readonly KnownTimesteps? _videoTimes;
    private readonly KnownTimesteps? _audioTimes;

    public Ltx2DenoisingRun(Ltx2Transformer transformer, NetworkSessions sessions, LatentPacking packing, Ltx2Geometry geometry, DenoisingContext context, ImmutableArray<int> perturbedBlocks, bool useCrossTimestep)
    {
        _transformer = transformer;
        _sessions = sessions;
        _packing = packing;
        _context = context;
        _audioShape = context.AudioShape ?? throw new ArgumentException("`audioShape` is missing; LTX-2 denoises sound with the picture; take it from AudioLatentShapeOf.", nameof(context));
        _perturbedBlocks = perturbedBlocks;
        IEnumerable<PromptEmbedding> prompts = context.NegativePrompt is { } negative ? [context.Prompt, negative] : [context.Prompt];
        foreach (PromptEmbedding prompt in prompts)
        {
            if (prompt.Audio is null) throw new ArgumentException("A prompt has no features for the sound; LTX-2 needs both; use its own text encoder, or one that gives both.", nameof(context));
        }

        VideoLatentShape shape = context.VideoShape;
        if (context.Conditioning?.Video is { } video) _videoTimes = new(video.Strengths, packing.Tokens(shape));
        if (context.Conditioning?.Audio is { } audio) _audioTimes = new(audio.Strengths, _audioShape.Length);
        _options = new()
        {
            UseCrossTimestep = useCrossTimestep,
            // A mask of ones hides nothing: the connectors' registers have taken the place of the padding.
            TextMasks = prompts.Any(p => p.Mask.Any(m => m != 1)),
            VideoTimestepPerToken = _videoTimes is { IsComplete: false },
            AudioTimestepPerToken = _audioTimes is { IsComplete: false },
        };
        transformer.Ropes.AddTables(_positions, VideoCoordinates(geometry), transformer.Ropes.AudioCoordinates(_audioShape.Length));
    }

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<Evaluations, VelocityPrediction>> EvaluateAsync(VideoLatents video, AudioLatents? audio, float timestep, Evaluations evaluations, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(video);
        ArgumentNullException.ThrowIfNull(audio);
        return Task.Run<IReadOnlyDictionary<Evaluations, VelocityPrediction>>(() => Evaluate(video, audio, timestep, evaluations, cancellationToken), cancellationToken);
    }

    private Dictionary<Evaluations, VelocityPrediction> Evaluate(VideoLatents video, AudioLatents audio, float timestep, Evaluations evaluations, CancellationToken cancellationToken)
    {
        Dictionary<Evaluations, VelocityPrediction> predictions = [];
        List<Evaluations> text = [];
        // Unconditional first: the order of the reference's batch.
        if (evaluations.HasFlag(Evaluations.Unconditional)) text.Add(Evaluations.Unconditional);
        if (evaluations.HasFlag(Evaluations.Conditional)) text.Add(Evaluations.Conditional);
        if (text.Count > 0) Run(text, _options);
        if (evaluations.HasFlag(Evaluations.Perturbed)) Run([Evaluations.Perturbed], _options with { PerturbedBlocks = _perturbedBlocks });
        if (evaluations.HasFlag(Evaluations.Isolated)) Run([Evaluations.Isolated], _options with { IsolateModalities = true });
        return predictions;

        void Run(List<Evaluations> rows, Ltx2DenoiseOptions options)
        {
            IReadOnlyDictionary<string, HostTensor> outputs = _sessions.Run(options, () => _transformer.Denoise(options), Inputs(rows, options, video, audio, timestep), cancellationToken);
            float[] videos = outputs[Ltx2TransformerNames.VideoVelocity].Floats, audios = outputs[Ltx2TransformerNames.AudioVelocity].Floats;
            for (int i = 0; i < rows.Count; i++)
            {
                predictions.Add(rows[i], new(
                    _packing.Unpack(videos.AsSpan(i * video.Values.Length, video.Values.Length), video.Shape),
                    LatentPacking.Unpack(audios.AsSpan(i * audio.Values.Length, audio.Values.Length), audio.Shape)));
            }
        }
    }

    private Dictionary<string, HostTensor> Inputs(List<Evaluations> rows, Ltx2DenoiseOptions options, VideoLatents video, AudioLatents audio, float timestep)
    {
        int batch = rows.Count, videoTokens = _packing.Tokens(video.Shape);
        float[] packedVideo = new float[batch * video.Values.Length], packedAudio = new float[batch * audio.Values.Length];
        for (int i = 0; i < batch; i++)
        {
            _packing.Pack(video, packedVideo.AsSpan(i * video.Values.Length));
            LatentPacking.Pack(audio, packedAudio.AsSpan(i * audio.Values.Length));
        }

        PromptEmbedding[] prompts = [.. rows.Select(PromptOf)];
        Dictionary<string, HostTensor> inputs = new(_positions)
        {
            [Ltx2TransformerNames.Video] = HostTensor.From(packedVideo, batch, videoTokens, video.Values.Length / videoTokens),
            [Ltx2TransformerNames.Audio] = HostTensor.From(packedAudio, batch, audio.Shape.Length, audio.Shape.Channels * audio.Shape.Bins),
            [Ltx2TransformerNames.VideoText] = Rows([.. prompts.Select(p => p.Video)]),
            [Ltx2TransformerNames.AudioText] = Rows([.. prompts.Select(p => p.Audio!)]),
        };
        KnownTimesteps.Add(inputs, _videoTimes, timestep, batch, Ltx2TransformerNames.VideoTimestep, Ltx2TransformerNames.VideoTokenLevels, Ltx2TransformerNames.VideoSigma);
        KnownTimesteps.Add(inputs, _audioTimes, timestep, batch, Ltx2TransformerNames.AudioTimestep, Ltx2TransformerNames.AudioTokenLevels, Ltx2TransformerNames.AudioSigma);
        if (options.TextMasks)
        {
            HostTensor mask = HostTensor.From(prompts.SelectMany(p => p.Mask).ToArray(), batch, prompts[0].Mask.Count);
            inputs.Add(Ltx2TransformerNames.VideoTextMask, mask);
            inputs.Add(Ltx2TransformerNames.AudioTextMask, mask);
        }

        return inputs;
    }

    /// <summary>Where the video's tokens are, and after them those of keyframes.</summary>
    private HostTensor VideoCoordinates(Ltx2Geometry geometry)
    {
        VideoLatentShape shape = _context.VideoShape;
        IReadOnlyList<Keyframes> keyframes = _context.Conditioning?.Video?.Keyframes ?? [];
        return Ltx2RopeCoordinates.Together(
        [
            _transformer.Ropes.VideoCoordinates(shape.Frames - keyframes.Sum(k => k.LatentFrames), shape.Height, shape.Width, _context.FramesPerSecond),
            .. keyframes.Select(k => Ltx2RopeCoordinates.Keyframes(k.LatentFrames, shape.Height, shape.Width, _context.FramesPerSecond, geometry.ScaleFactors, k.Frame, k.Frames, _packing.Spatial, _packing.Temporal)),
        ]);
    }

    private PromptEmbedding PromptOf(Evaluations evaluation) => evaluation == Evaluations.Unconditional
        ? _context.NegativePrompt ?? throw new InvalidOperationException("The unconditional evaluation was asked for, but the run was started without a negative prompt; give one (an empty text's embedding will do).")
        : _context.Prompt;

    private static HostTensor Rows(IReadOnlyList<TokenFeatures> features) => features.Count == 1
        ? HostTensor.From(features[0].Values, 1, features[0].Tokens, features[0].Features)
        : HostTensor.From([.. features.SelectMany(f => f.Values)], features.Count, features[0].Tokens, features[0].Features);
}
