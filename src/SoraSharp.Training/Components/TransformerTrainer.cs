using System.Diagnostics.CodeAnalysis;
using SoraSharp.Models.Backends;
using SoraSharp.Torch;
using SoraSharp.Training.Data;
using SoraSharp.Training.Optimisation;
using SoraSharp.Training.Reporting;
using SoraSharp.Training.Sampling;
using SoraSharp.Worlds;
using SoraSharp.Worlds.Captions;
using TorchSharp;
using Tensor = SoraSharp.Models.Tensors.Tensor;

namespace SoraSharp.Training.Components;

/// <summary>A training clip: packed latents and its caption as ids, once as it is and once with a colour word exchanged.</summary>
internal sealed record EncodedClip(float[] Video, float[] Audio, int[] Caption, int[]? Swapped);

/// <summary>
/// Trains text encoder, connectors and transformer together by rectified flow (Liu et al. 2023): the velocity from clean latents to
/// noise, at noise levels drawn logit-normally (Esser et al. 2024), the same level for video and audio. Levels lean towards noise:
/// only there do words decide anything, as a clip that is half seen shows its colours itself. A share of the clips can be given with their picture or
/// their sound known, so that the other is learned to be fitted to it.
/// </summary>
internal sealed class TransformerTrainer : ITrainable
{
    private const double CaptionDropout = 0.1;
    private const double WordDropout = 0.02;
    private const double AudioWeight = 0.5;
    private const double LevelMean = 0.5;
    private const double LevelDeviation = 1.5;
    private const double GapLevel = 0.9;
    private const int GapEvery = 25;

    /// <summary>How many of the clips that are half known have their picture known: every clip's sound is made so, and few pictures.</summary>
    private const double PictureShare = 0.9;

    private readonly torch.Device _device;
    private readonly bool _usesKernels;
    private readonly ClipOptions _clipOptions;
    private readonly double _given;
    private readonly MiniModel _model;
    private readonly TextVocabulary _vocabulary;
    private readonly ClipEncoder _encoder;
    private readonly LatentSampler _sampler;
    private readonly GradientReplica[] _replicas;
    private IClipSource<EncodedClip>? _clips;
    private Task<PackedClips>? _next;

    /// <param name="fitted">The fitted autoencoders.</param>
    /// <param name="vocabulary">The captions' words.</param>
    /// <param name="threads">Threads that share a batch; each computes its part with gradients of its own.</param>
    /// <param name="device">Where it computes with tensor operations; on the CPU with fused and vector kernels when null.</param>
    /// <param name="clips">How clips are prepared; by one thread, each used once, when null.</param>
    /// <param name="given">The share of the clips whose picture, or in one of ten whose sound, has no noise, 0 to 1.</param>
    public TransformerTrainer(IWeightSource fitted, TextVocabulary vocabulary, int threads = 1, torch.Device? device = null, ClipOptions? clips = null, double given = 0)
    {
        _given = given;
        _device = device ?? torch.CPU;
        _usesKernels = device is null;
        _clipOptions = clips ?? new ClipOptions();
        _model = new MiniModel(device);
        _vocabulary = vocabulary;
        _encoder = new ClipEncoder(fitted);
        _sampler = new LatentSampler(_model);
        Optimiser = new Optimiser(MiniInitialiser.Groups(_model.Parameters, device), threads);
        torch.manual_seed(0);
        Optimiser.Initialise(MiniInitialiser.Initial);
        _replicas = [.. Enumerable.Range(1, threads - 1).Select(_ => Optimiser.Replicate())];
    }

    public Optimiser Optimiser { get; }

    public string Fingerprint => FingerprintOf(Optimiser);

    /// <summary>What a run with these parameters is recognised by.</summary>
    public static string FingerprintOf(Optimiser optimiser) => $"transformer {optimiser.Count}";

    public IReadOnlyList<string> Columns => ["loss", "video", "audio", "gap"];

    public long ClipsMade => _clips?.Made ?? 0;

    public void Seek(long sample)
    {
        CloseClips();
        _clips = _clipOptions.Open(sample, Encode, ahead: 64);
    }

    public double[] Accumulate(long sample, int count)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using PackedClips packed = Take(count);
        EncodedClip[] clips = packed.Clips;
        Random random = new(unchecked((int)sample));
        int[][] captions = [.. clips.Select(clip => random.NextDouble() < CaptionDropout ? TextVocabulary.Empty : WithUnknowns(clip.Caption, random))];
        torch.Tensor level = torch.randn(count, device: _device).mul(TorchScalars.Of(LevelDeviation)).Plus(LevelMean).sigmoid();
        Batch batch = _given == 0 ? new(packed, level, level) : WithGiven(packed, level);
        int parts = Math.Min(1 + _replicas.Length, count);
        (double Video, double Audio)[] losses = new (double, double)[parts];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
        {
            Range range = (part * count / parts)..((part + 1) * count / parts);
            losses[part] = Learn(batch.Part(range), captions[range], (range.End.Value - range.Start.Value) / (double)count, part == 0 ? Optimiser.Values : _replicas[part - 1].Values);
        });
        foreach (GradientReplica replica in _replicas) replica.HandOver();
        double gap = sample / count % GapEvery == 0 ? SwappedWordGap(packed) : double.NaN;
        double video = losses.Sum(loss => loss.Video), audio = losses.Sum(loss => loss.Audio);
        return [video + (AudioWeight * audio), video, audio, gap];
    }

    /// <summary>Packed latents of video and audio for the scenes' captions, by the averaged parameters.</summary>
    public (torch.Tensor Video, torch.Tensor Audio) Sample(IReadOnlyList<SimulatedScene> scenes, SamplingOptions options, long seed) =>
        _sampler.Sample(Optimiser.Averages, [.. scenes.Select(scene => _vocabulary.Encode(scene.Caption.Words))], options, seed);

    /// <summary>Packed audio latents to spectrograms [B, 1, frames, bins].</summary>
    public torch.Tensor DecodeAudio(torch.Tensor packed) => _encoder.DecodeAudio(packed);

    public void DrawSheet(string path)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        SimulatedScene[] scenes = [.. Enumerable.Range(0, 8).Select(i => WorldsInTurn.Exam(i))];
        (torch.Tensor video, torch.Tensor audio) = Sample(scenes, new SamplingOptions(), seed: 1);
        torch.Tensor pixels = _encoder.DecodeVideoBase(video);
        SheetRow[] rows = [.. scenes.Select((scene, i) => new SheetRow(PixelTensors.ToBytes(pixels[i]), MiniFormat.Width, MiniFormat.Height, scene.Caption.Text))];
        ContactSheet.Save(path, rows);
        File.WriteAllLines(Path.ChangeExtension(path, ".txt"), scenes.Select(scene => scene.Caption.Text));
        SpectrogramSheet.Save(Path.ChangeExtension(path, ".sound.png"), [.. scenes.Select((scene, i) => (_encoder.DecodeAudio(audio.slice(0, i, i + 1, 1)).ToHost().Floats, ClipEncoder.Spectrogram(scene).ToHost().Floats, scene.Caption.Text))], 64);
    }

    public void Dispose()
    {
        CloseClips();
        _encoder.Dispose();
        foreach (GradientReplica replica in _replicas) replica.Dispose();
        Optimiser.Dispose();
    }

    /// <summary>The next clips; drawn from a pool, those after them are brought to the device while these are trained on.</summary>
    private PackedClips Take(int count)
    {
        if (_clipOptions.Pool == 0) return PackedClips.Of(_clips!.Take(count), _device);
        Task<PackedClips> ready = _next ?? Draw();
        _next = Draw();
        return ready.GetAwaiter().GetResult();

        Task<PackedClips> Draw()
        {
            IClipSource<EncodedClip> clips = _clips!;
            return Task.Run(() => PackedClips.Of(clips.Take(count), _device));
        }
    }

    private void CloseClips()
    {
        if (_next is { } prepared)
        {
            // A clip that could not be made was reported to whoever took it; here nobody waits for one.
            prepared.ContinueWith(task => task.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            _next = null;
        }

        _clips?.Dispose();
    }

    private static int[] WithUnknowns(int[] caption, Random random) =>
        [.. caption.Select(id => id > TextVocabulary.Unknown && random.NextDouble() < WordDropout ? TextVocabulary.Unknown : id)];

    private EncodedClip Encode(long number)
    {
        using IDisposable scope = torch.NewDisposeScope();
        SimulatedScene scene = MiniFormat.Scene(MiniFormat.TrainingSeed(number));
        ClipCaption? swapped = scene.Caption.SwapColor((ulong)number);
        return new EncodedClip(
            _encoder.EncodeVideo(scene).ToHost().Floats,
            _encoder.EncodeAudio(scene).ToHost().Floats,
            _vocabulary.Encode(scene.Caption.Words),
            swapped is null ? null : _vocabulary.Encode(swapped.Words));
    }

    /// <summary>Leaves the gradients of a share of the batch in place.</summary>
    /// <returns>What it adds to the batch's losses.</returns>
    private (double Video, double Audio) Learn(Batch batch, int[][] captions, double share, IReadOnlyDictionary<string, torch.Tensor> weights)
    {
        using IDisposable scope = torch.NewDisposeScope();
        // The fused operations that a tape plays back are for the CPU.
        GradientTape? tape = _usesKernels ? new GradientTape() : null;
        (torch.Tensor video, torch.Tensor audio) = Losses(batch, captions, weights, tape);
        torch.Tensor loss = video.mul(TorchScalars.Of(share)).Plus(audio.mul(TorchScalars.Of(AudioWeight * share)));

        if (tape is null) loss.backward();
        else tape.Backward(loss);
        return (share * video.item<float>(), share * audio.item<float>());
    }

    private (torch.Tensor Video, torch.Tensor Audio) Losses(Batch batch, IReadOnlyList<int[]> captions, IReadOnlyDictionary<string, torch.Tensor> weights, GradientTape? tape = null)
    {
        TorchInterpreter interpreter = new(parameter => weights[parameter.Name], _device, TorchTypes.ForMatrices(_device)) { Tape = tape };
        (Tensor videoText, Tensor audioText) = _model.Embed(interpreter, captions);
        // Every block looks at the text; the text's own network is walked once.
        if (tape is not null) (videoText, audioText) = (interpreter.Wrap(tape.Cut(TorchInterpreter.Unwrap(videoText))), interpreter.Wrap(tape.Cut(TorchInterpreter.Unwrap(audioText))));
        (torch.Tensor video, torch.Tensor audio) = _model.Denoise(interpreter, (videoText, audioText), batch.NoisyVideo, batch.NoisyAudio, (batch.VideoSigma, batch.AudioSigma));
        return (Mean(video.Minus(batch.VideoVelocity), batch.VideoSigma), Mean(audio.Minus(batch.AudioVelocity), batch.AudioSigma));

        // What is given needs no prediction: where it comes from cannot be known.
        torch.Tensor Mean(torch.Tensor error, torch.Tensor sigma)
        {
            if (_given == 0) return error.Squared().mean();
            torch.Tensor counts = sigma.gt(TorchScalars.Of(0)).to(torch.ScalarType.Float32);
            return (error.Squared().mean([1, 2]) * counts).sum() / counts.sum().clamp_min(TorchScalars.Of(1));
        }
    }

    /// <summary>A batch in which some clips have their picture and others their sound as they are.</summary>
    private Batch WithGiven(PackedClips packed, torch.Tensor level)
    {
        torch.Tensor draw = torch.rand(level.shape[0], device: _device);
        torch.Tensor picture = draw.ge(TorchScalars.Of(_given * PictureShare)).to(torch.ScalarType.Float32), sound = draw.le(TorchScalars.Of(1 - (_given * (1 - PictureShare)))).to(torch.ScalarType.Float32);
        return new(packed, level * picture, level * sound);
    }

    /// <summary>How much larger the loss is with a colour word exchanged: whether the text is listened to.</summary>
    private double SwappedWordGap(PackedClips packed)
    {
        using IDisposable noGradients = torch.no_grad();
        EncodedClip[] clips = packed.Clips;
        torch.Tensor level = torch.full([clips.Length], TorchScalars.Of(GapLevel), device: _device);
        Batch batch = new(packed, level, level);
        if (clips.All(clip => clip.Swapped is null)) return double.NaN;
        (torch.Tensor truth, _) = Losses(batch, [.. clips.Select(clip => clip.Caption)], Optimiser.Values);
        (torch.Tensor swapped, _) = Losses(batch, [.. clips.Select(clip => clip.Swapped ?? clip.Caption)], Optimiser.Values);
        return swapped.item<float>() - truth.item<float>();
    }

    /// <summary>Clean latents with noise mixed in, and what is to be predicted.</summary>
    private sealed class Batch
    {
        [SetsRequiredMembers]
        public Batch(PackedClips packed, torch.Tensor videoSigma, torch.Tensor audioSigma)
        {
            (VideoSigma, AudioSigma) = (videoSigma, audioSigma);
            (NoisyVideo, VideoVelocity) = Mix(packed.Video, videoSigma);
            (NoisyAudio, AudioVelocity) = Mix(packed.Audio, audioSigma);
        }

        private Batch()
        {
        }

        public required torch.Tensor VideoSigma { get; init; }

        public required torch.Tensor AudioSigma { get; init; }

        public required torch.Tensor NoisyVideo { get; init; }

        public required torch.Tensor VideoVelocity { get; init; }

        public required torch.Tensor NoisyAudio { get; init; }

        public required torch.Tensor AudioVelocity { get; init; }

        /// <summary>Some of the clips.</summary>
        public Batch Part(Range clips)
        {
            (int first, int count) = clips.GetOffsetAndLength((int)VideoSigma.shape[0]);
            return new Batch
            {
                VideoSigma = Of(VideoSigma),
                AudioSigma = Of(AudioSigma),
                NoisyVideo = Of(NoisyVideo),
                VideoVelocity = Of(VideoVelocity),
                NoisyAudio = Of(NoisyAudio),
                AudioVelocity = Of(AudioVelocity),
            };

            torch.Tensor Of(torch.Tensor values) => values.narrow(0, first, count);
        }

        private static (torch.Tensor Noisy, torch.Tensor Velocity) Mix(torch.Tensor clean, torch.Tensor sigma)
        {
            torch.Tensor velocity = torch.randn_like(clean).Minus(clean);
            return (clean.Plus(velocity * sigma.view(-1, 1, 1)), velocity);
        }
    }
}
