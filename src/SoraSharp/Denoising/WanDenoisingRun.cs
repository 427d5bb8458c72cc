using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan;
using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>The evaluations of one shot by Wan's transformers. Rotary tables and what the shot is given are prepared once.</summary>
internal sealed class WanDenoisingRun : IDenoisingRun, IDisposable
{
    private readonly WanExperts.Turn _turn;
    private readonly DenoisingContext _context;
    private readonly WanDenoiseOptions _options;
    private readonly KnownTimesteps? _times;
    private readonly KnownSample? _seen;
    private readonly Dictionary<string, HostTensor> _given = [];

    public WanDenoisingRun(WanExperts experts, DenoisingContext context)
    {
        _context = context;
        LatentConditioning given = context.Conditioning ?? new();
        WanTransformer transformer = experts.Transformer;
        VideoLatentShape shape = context.VideoShape;
        Check(transformer.Config, given);
        (_given[$"{WanTransformerNames.Rope}.cos"], _given[$"{WanTransformerNames.Rope}.sin"]) = transformer.Rope.Tables(shape.Frames, shape.Height, shape.Width);
        if (given.Pictures.Count > 0)
        {
            TokenFeatures first = given.Pictures[0];
            _given[WanTransformerNames.Image] = HostTensor.From([.. given.Pictures.SelectMany(p => p.Values)], given.Pictures.Count, first.Tokens, first.Features);
        }

        if (given.Control is { } control)
        {
            _given[WanTransformerNames.Control] = Tensor(control.Latents.Values, control.Latents.Shape);
            _given[WanTransformerNames.ControlScale] = HostTensor.From([.. control.Scales], control.Scales.Count);
        }

        if (given.Video is { } known)
        {
            _times = new(known.Strengths, transformer.Config.Tokens(shape.Frames, shape.Height, shape.Width));
            _seen = known.IsSeenOnly ? new(known) : null;
        }

        _options = new() { Image = given.Pictures.Count > 0, TimestepPerToken = _times is { IsComplete: false } };
        _turn = experts.Begin();
    }

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<Evaluations, VelocityPrediction>> EvaluateAsync(VideoLatents video, AudioLatents? audio, float timestep, Evaluations evaluations, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(video);
        if (audio is not null) throw new ArgumentException("`audio` is given; Wan makes silent video; leave it null.", nameof(audio));
        if ((evaluations & ~(Evaluations.Conditional | Evaluations.Unconditional)) != 0) throw new ArgumentException($"`evaluations` is {evaluations}; Wan has the conditional and the unconditional one; switch other guidance terms off.", nameof(evaluations));
        return Task.Run<IReadOnlyDictionary<Evaluations, VelocityPrediction>>(() => Evaluate(video, timestep, evaluations, cancellationToken), cancellationToken);
    }

    public void Dispose() => _turn.Dispose();

    private Dictionary<Evaluations, VelocityPrediction> Evaluate(VideoLatents video, float timestep, Evaluations evaluations, CancellationToken cancellationToken)
    {
        Dictionary<string, HostTensor> inputs = new(_given) { [WanTransformerNames.Latents] = Latents(video) };
        KnownTimesteps.Add(inputs, _times, timestep, 1, WanTransformerNames.Timestep, WanTransformerNames.TokenLevels);
        Dictionary<Evaluations, VelocityPrediction> predictions = [];
        if (evaluations.HasFlag(Evaluations.Conditional)) predictions.Add(Evaluations.Conditional, Run(_context.Prompt));
        if (evaluations.HasFlag(Evaluations.Unconditional))
        {
            PromptEmbedding negative = _context.NegativePrompt ?? throw new InvalidOperationException("The unconditional evaluation was asked for, but the run was started without a negative prompt; give one (an empty text's embedding will do).");
            predictions.Add(Evaluations.Unconditional, Run(negative));
        }

        return predictions;

        VelocityPrediction Run(PromptEmbedding prompt)
        {
            inputs[WanTransformerNames.Text] = HostTensor.From(prompt.Video.Values, 1, prompt.Video.Tokens, prompt.Video.Features);
            WanExpert expert = _turn.Of(timestep);
            HostTensor velocity = expert.Sessions.Run(_options, () => expert.Transformer.Denoise(_options), inputs, cancellationToken)[WanTransformerNames.Velocity];
            return new(new(velocity.Floats, video.Shape), null);
        }
    }

    /// <summary>The latents, what is seen in their place, and after them the channels that are given.</summary>
    private HostTensor Latents(VideoLatents video)
    {
        float[] values = [.. video.Values, .. _context.Conditioning?.Channels?.Values ?? []];
        _seen?.Blend(values.AsSpan(0, video.Values.Length));
        return Tensor(values, video.Shape with { Channels = video.Shape.Channels * values.Length / video.Values.Length });
    }

    private static HostTensor Tensor(float[] values, VideoLatentShape shape) => HostTensor.From(values, 1, shape.Channels, shape.Frames, shape.Height, shape.Width);

    private static void Check(WanTransformerConfig config, LatentConditioning given)
    {
        int channels = config.OutChannels + (given.Channels?.Shape.Channels ?? 0);
        if (channels != config.InChannels) throw new ArgumentException($"`conditioning` makes it {channels} channels; this transformer takes {config.InChannels}; give what its own conditioner makes.", nameof(given));
        if (config.IsVace == given.Control is null) throw new ArgumentException($"`conditioning` has {(config.IsVace ? "no " : "")}control, and this transformer {(config.IsVace ? "needs" : "takes none")}; give what its own conditioner makes.", nameof(given));
        if (config.ImageKeyFeatures is not null && given.Pictures.Count == 0) throw new ArgumentException("`conditioning` has no pictures, and this transformer attends to them; give what its own conditioner makes.", nameof(given));
    }
}
