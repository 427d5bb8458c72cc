using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan;
using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>The evaluations of one shot by Wan's transformers. Rotary tables are prepared once.</summary>
internal sealed class WanDenoisingRun : IDenoisingRun, IDisposable
{
    private static readonly WanDenoiseOptions s_options = new();
    private readonly WanExperts.Turn _turn;
    private readonly DenoisingContext _context;
    private readonly HostTensor _cos;
    private readonly HostTensor _sin;

    public WanDenoisingRun(WanExperts experts, DenoisingContext context)
    {
        _turn = experts.Begin();
        _context = context;
        VideoLatentShape shape = context.VideoShape;
        (_cos, _sin) = experts.Transformer.Rope.Tables(shape.Frames, shape.Height, shape.Width);
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
            VideoLatentShape shape = video.Shape;
            Dictionary<string, HostTensor> inputs = new()
            {
                [WanTransformerNames.Latents] = HostTensor.From(video.Values, 1, shape.Channels, shape.Frames, shape.Height, shape.Width),
                [WanTransformerNames.Timestep] = HostTensor.From([timestep], 1),
                [WanTransformerNames.Text] = HostTensor.From(prompt.Video.Values, 1, prompt.Video.Tokens, prompt.Video.Features),
                [$"{WanTransformerNames.Rope}.cos"] = _cos,
                [$"{WanTransformerNames.Rope}.sin"] = _sin,
            };
            WanExpert expert = _turn.Of(timestep);
            HostTensor velocity = expert.Sessions.Run(s_options, () => expert.Transformer.Denoise(s_options), inputs, cancellationToken)[WanTransformerNames.Velocity];
            return new(new(velocity.Floats, shape), null);
        }
    }
}
