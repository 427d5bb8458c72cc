using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SoraSharp.Audio;
using SoraSharp.Families;
using SoraSharp.Generation;
using SoraSharp.Memory;
using SoraSharp.Models.Backends;
using SoraSharp.OnnxRuntime;
using SoraSharp.Physics;
using SoraSharp.Planning;
using SoraSharp.Scheduling;
using SoraSharp.Stages;

namespace SoraSharp;

/// <summary>
/// Describes a generator: a model, and what is to take the place of its own stages. Immutable: every method returns a changed copy.
/// Everything is checked once, by <see cref="Build()"/>, which lists all errors together.
/// </summary>
public sealed class VideoGeneratorBuilder
{
    private readonly BuilderState _state;

    internal VideoGeneratorBuilder()
        : this(new())
    {
    }

    private VideoGeneratorBuilder(BuilderState state) => _state = state;

    /// <summary>Uses a checkpoint: a folder as diffusers saves it, with its <c>model_index.json</c>. LTX-2 and LTX-2.3 are known.</summary>
    /// <param name="folder">The folder; or an original LTX-2 checkpoint in one <c>.safetensors</c> file, with <see cref="CheckpointOptions.Base"/>.</param>
    /// <param name="options">What the folder cannot say; null for the family's defaults.</param>
    public VideoGeneratorBuilder UseCheckpoint(string folder, CheckpointOptions? options = null) =>
        new(_state with { Model = new FolderModel(folder, options ?? new()) });

    /// <summary>Uses a model that the caller opens; the generator disposes it.</summary>
    public VideoGeneratorBuilder UseModel(Func<INetworkBackend, VideoModel> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new(_state with { Model = new OpenedModel(open) });
    }

    /// <summary>Runs networks on another backend than ONNX Runtime on the CPU.</summary>
    public VideoGeneratorBuilder UseBackend(INetworkBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return new(_state with { Backend = backend });
    }

    /// <summary>Changes the model's profile: its defaults, limits, wording of styles and synonyms.</summary>
    public VideoGeneratorBuilder WithProfile(Func<ModelProfile, ModelProfile> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Func<ModelProfile, ModelProfile> before = _state.Profile;
        return new(_state with { Profile = p => change(before(p)) });
    }

    /// <summary>Reads words that the model has never seen as others that it knows. Adds to the model's own; lower case.</summary>
    public VideoGeneratorBuilder WithSynonyms(IReadOnlyDictionary<string, string> synonyms)
    {
        ArgumentNullException.ThrowIfNull(synonyms);
        Dictionary<string, string> added = synonyms.ToDictionary(s => s.Key.ToLowerInvariant(), s => s.Value);
        return WithProfile(p => p with { Synonyms = p.Synonyms.Where(s => !added.ContainsKey(s.Key)).Concat(added).ToDictionary(s => s.Key, s => s.Value) });
    }

    /// <summary>How many requests are worked on at once; others wait. Each needs memory of its own, and the networks use all cores anyway.</summary>
    /// <value>1 or more. Default 1.</value>
    public VideoGeneratorBuilder WithMaxConcurrency(int requests) => new(_state with { MaxConcurrency = requests });

    /// <summary>Shows the first frame as it looks so far in <see cref="GenerationProgress.Preview"/>; each costs the decoding of one frame.</summary>
    /// <param name="everySteps">After every how many denoising steps: 0 for never (the default), or more.</param>
    public VideoGeneratorBuilder WithPreviews(int everySteps) => new(_state with { PreviewInterval = everySteps });

    /// <summary>
    /// Bounds the memory: the text encoder, the transformer and the decoders are loaded one after the other, weights of half precision stay in
    /// their file, and a request that would take more is refused with the largest that fits. Runs are slower by the time that loading takes.
    /// The bound is a prediction (<see cref="VideoGenerator.PredictMemoryAsync"/>), not a lock. Of stages that replace the model's own, it knows nothing.
    /// </summary>
    /// <param name="bytes">The most that the process may take. Above <see cref="MemoryPrediction.ProcessBytes"/>.</param>
    /// <param name="countsMappedWeights">
    /// Whether weights count that are read where their file is mapped. False lets models run that are larger than the memory: what the system
    /// has dropped is read from the file again, in every step.
    /// </param>
    public VideoGeneratorBuilder WithMemoryBudget(long bytes, bool countsMappedWeights = true) => new(_state with { Budget = new(bytes, countsMappedWeights) });

    /// <summary>Logs to the given factory. Prompts are logged at Trace only.</summary>
    public VideoGeneratorBuilder UseLoggerFactory(ILoggerFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new(_state with { Loggers = factory });
    }

    /// <summary>Plans shots with another planner.</summary>
    public VideoGeneratorBuilder UseShotPlanner(IShotPlanner planner) => UseShotPlanner(Always(planner));

    /// <summary>Wraps or replaces the shot planner.</summary>
    public VideoGeneratorBuilder UseShotPlanner(Func<IShotPlanner, IShotPlanner> replace) => Replace(r => r with { Planner = Then(r.Planner, replace) });

    /// <summary>Encodes text with another encoder, whose features the model's denoiser must understand.</summary>
    public VideoGeneratorBuilder UseTextEncoder(ITextEncoder encoder) => UseTextEncoder(Always(encoder));

    /// <summary>Wraps or replaces the text encoder.</summary>
    public VideoGeneratorBuilder UseTextEncoder(Func<ITextEncoder, ITextEncoder> replace) => Replace(r => r with { TextEncoder = Then(r.TextEncoder, replace) });

    /// <summary>Draws noise from another source.</summary>
    public VideoGeneratorBuilder UseNoise(INoiseSource noise) => UseNoise(Always(noise));

    /// <summary>Wraps or replaces the noise source.</summary>
    public VideoGeneratorBuilder UseNoise(Func<INoiseSource, INoiseSource> replace) => Replace(r => r with { Noise = Then(r.Noise, replace) });

    /// <summary>Steps with another scheduler.</summary>
    public VideoGeneratorBuilder UseScheduler(IScheduler scheduler) => UseScheduler(Always(scheduler));

    /// <summary>Steps with another solver, on the noise levels of the checkpoint's own scheduler unless the choice says otherwise. A request may choose for itself.</summary>
    public VideoGeneratorBuilder WithScheduler(SchedulerChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return new(_state with { Scheduler = choice, Stages = _state.Stages with { Scheduler = Then(_state.Stages.Scheduler, own => new ChosenScheduler(choice, own)) } });
    }

    /// <summary>Wraps or replaces the scheduler.</summary>
    public VideoGeneratorBuilder UseScheduler(Func<IScheduler, IScheduler> replace) => Replace(r => r with { Scheduler = Then(r.Scheduler, replace) });

    /// <summary>Guides with other guiders, applied in this order; none switches guidance off.</summary>
    public VideoGeneratorBuilder UseGuiders(params IReadOnlyList<IGuider> guiders)
    {
        ArgumentNullException.ThrowIfNull(guiders);
        IReadOnlyList<IGuider> copy = [.. guiders];
        return UseGuiders(_ => copy);
    }

    /// <summary>Adds to, orders or replaces the guiders.</summary>
    public VideoGeneratorBuilder UseGuiders(Func<IReadOnlyList<IGuider>, IReadOnlyList<IGuider>> replace) => Replace(r => r with { Guiders = Then(r.Guiders, replace) });

    /// <summary>Encodes pictures, clips and sound that a request gives with another conditioner.</summary>
    public VideoGeneratorBuilder UseConditioner(IConditioner conditioner) => UseConditioner(Always<IConditioner?>(conditioner));

    /// <summary>Wraps or replaces the conditioner; it is null where the model takes nothing besides words.</summary>
    public VideoGeneratorBuilder UseConditioner(Func<IConditioner?, IConditioner?> replace) => Replace(r => r with { Conditioner = Then(r.Conditioner, replace) });

    /// <summary>Denoises with another denoiser.</summary>
    public VideoGeneratorBuilder UseDenoiser(IVideoDenoiser denoiser) => UseDenoiser(Always(denoiser));

    /// <summary>Wraps or replaces the denoiser.</summary>
    public VideoGeneratorBuilder UseDenoiser(Func<IVideoDenoiser, IVideoDenoiser> replace) => Replace(r => r with { Denoiser = Then(r.Denoiser, replace) });

    /// <summary>Makes latents larger, between two stages of denoising, with another upsampler.</summary>
    public VideoGeneratorBuilder UseLatentUpsampler(ILatentUpsampler upsampler) => UseLatentUpsampler(Always<ILatentUpsampler?>(upsampler));

    /// <summary>Wraps or replaces the latent upsampler; it is null where the model has none. A model without one needs <see cref="ModelProfile.Refinement"/> too.</summary>
    public VideoGeneratorBuilder UseLatentUpsampler(Func<ILatentUpsampler?, ILatentUpsampler?> replace) => Replace(r => r with { Upsampler = Then(r.Upsampler, replace) });

    /// <summary>Decodes video latents with another decoder.</summary>
    public VideoGeneratorBuilder UseVideoDecoder(IVideoDecoder decoder) => UseVideoDecoder(Always(decoder));

    /// <summary>Wraps or replaces the video decoder.</summary>
    public VideoGeneratorBuilder UseVideoDecoder(Func<IVideoDecoder, IVideoDecoder> replace) => Replace(r => r with { VideoDecoder = Then(r.VideoDecoder, replace) });

    /// <summary>Makes sound with another synthesizer.</summary>
    public VideoGeneratorBuilder UseAudioSynthesizer(IAudioSynthesizer synthesizer) => UseAudioSynthesizer(Always(synthesizer));

    /// <summary>Wraps or replaces the audio synthesizer.</summary>
    public VideoGeneratorBuilder UseAudioSynthesizer(Func<IAudioSynthesizer, IAudioSynthesizer> replace) => Replace(r => r with { AudioSynthesizer = Then(r.AudioSynthesizer, replace) });

    /// <summary>
    /// Makes sound for the finished picture with another generator, for models of silent video (Wan): ambience and effects, at most what that
    /// generator was trained for. It must make sound for given pictures, as LTX-2 and Mini do; it is built and disposed with this one.
    /// </summary>
    public VideoGeneratorBuilder WithSoundFrom(VideoGeneratorBuilder companion)
    {
        ArgumentNullException.ThrowIfNull(companion);
        return new(_state with { Companion = companion });
    }

    /// <summary>Examines videos with the given physics stage; without one nothing is examined, and the result says so.</summary>
    public VideoGeneratorBuilder UsePhysicsConsistency(IPhysicsConsistency physics) => UsePhysicsConsistency(Always(physics));

    /// <summary>Wraps or replaces the physics stage.</summary>
    public VideoGeneratorBuilder UsePhysicsConsistency(Func<IPhysicsConsistency, IPhysicsConsistency> replace) => Replace(r => r with { Physics = Then(r.Physics, replace) });

    /// <summary>Writes files of further formats; for a format that is known already the added writer goes first.</summary>
    public VideoGeneratorBuilder AddMediaWriter(IMediaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return Replace(r => r with { MediaWriters = Then(r.MediaWriters, own => [writer, .. own]) });
    }

    /// <summary>Checks everything and opens the model. Weights are mapped, not read; networks are prepared when they are first needed.</summary>
    /// <exception cref="InvalidOptionsException">Something is missing or wrong; lists every error.</exception>
    /// <exception cref="Models.CheckpointException">The checkpoint is damaged, or is not what its configuration says.</exception>
    public VideoGenerator Build() => Build(_state.Stages);

    /// <summary>Builds with the stages that a container knows.</summary>
    internal VideoGenerator Build(IServiceProvider services, object? key)
    {
        BuilderState state = _state.Loggers is null && services.GetService(typeof(ILoggerFactory)) is ILoggerFactory loggers ? _state with { Loggers = loggers } : _state;
        return new VideoGeneratorBuilder(state).Build(state.Stages.Over(services, key));
    }

    private VideoGenerator Build(StageReplacements replacements)
    {
        List<ValueError> errors = [];
        if (_state.Model is null) errors.Add(new("model", "No model is chosen; a generator needs one; call UseCheckpoint(folder), UseModel(…), or UseMini() of package SoraSharp.Mini."));
        else errors.AddRange(_state.Model.Check());
        if (_state.MaxConcurrency < 1) errors.Add(new("maxConcurrency", $"`maxConcurrency` is {_state.MaxConcurrency}; it is 1 or more; leave it out for 1."));
        if (_state.PreviewInterval < 0) errors.Add(new("everySteps", $"`everySteps` is {_state.PreviewInterval}; it is 0 (no previews) or more; leave it out for 0."));
        if (_state.Scheduler is { } choice) errors.AddRange(ChosenScheduler.Check(choice));
        if (_state.Budget is { } budget)
        {
            if (budget.Bytes <= MemoryPrediction.ProcessBytes) errors.Add(new("bytes", $"`bytes` is {budget.Bytes:N0}; a process takes {MemoryPrediction.ProcessBytes:N0} before any model; give a memory budget above that, or none."));
            if (_state.MaxConcurrency > 1) errors.Add(new("maxConcurrency", $"`maxConcurrency` is {_state.MaxConcurrency}; a memory budget is for one request at a time; use 1, or leave the budget out."));
            if (_state.PreviewInterval > 0) errors.Add(new("everySteps", $"`everySteps` is {_state.PreviewInterval}; previews decode while the transformer is loaded, which a memory budget rules out; use 0, or leave the budget out."));
        }

        if (errors.Count > 0) throw new InvalidOptionsException(errors);

        VideoModel model = _state.Model!.Open(_state.Backend ?? DefaultBackend(), _state.Profile);
        try
        {
            if (_state.Companion?.Build() is { } companion)
            {
                model = model with { Resources = [companion, .. model.Resources], AudioSynthesizer = new CompanionSound(companion) };
                if (!companion.Profile.Takes.HasFlag(ConditioningKinds.Video)) throw new InvalidOptionsException([new("companion", $"`companion` is {companion.Profile.Name}, which makes no sound for a picture; use Mini or an LTX-2 checkpoint.")]);
            }

            return new(GeneratorAssembly.Assemble(model, replacements, _state.Budget), model, _state.MaxConcurrency, _state.PreviewInterval, (_state.Loggers ?? NullLoggerFactory.Instance).CreateLogger<VideoGenerator>());
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private OnnxBackend DefaultBackend() => _state.Budget is null ? new() : new(new() { HalfWeights = HalfPrecisionWeights.WidenedAtUse, KeepsMemory = false });

    private VideoGeneratorBuilder Replace(Func<StageReplacements, StageReplacements> change) => new(_state with { Stages = change(_state.Stages) });

    private static Func<T, T> Always<T>(T stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return _ => stage;
    }

    private static Func<T, T> Then<T>(Func<T, T> before, Func<T, T> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        return own => replace(before(own));
    }

    private sealed record BuilderState
    {
        public IModelSource? Model { get; init; }

        public INetworkBackend? Backend { get; init; }

        public Func<ModelProfile, ModelProfile> Profile { get; init; } = p => p;

        public StageReplacements Stages { get; init; } = new();

        public SchedulerChoice? Scheduler { get; init; }

        public VideoGeneratorBuilder? Companion { get; init; }

        public int MaxConcurrency { get; init; } = 1;

        public int PreviewInterval { get; init; }

        public MemoryBudget? Budget { get; init; }

        public ILoggerFactory? Loggers { get; init; }
    }
}
