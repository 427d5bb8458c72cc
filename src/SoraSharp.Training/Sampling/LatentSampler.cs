using SoraSharp.Torch;
using SoraSharp.Training.Components;
using SoraSharp.Training.Data;
using TorchSharp;
using Tensor = SoraSharp.Models.Tensors.Tensor;

namespace SoraSharp.Training.Sampling;

/// <summary>Euler steps with their guidance.</summary>
/// <param name="Steps">Euler steps.</param>
/// <param name="Guidance">Classifier-free guidance scale; 1 is none.</param>
/// <param name="Modality">Modality guidance scale: away from what a stream were if it did not see the other; 1 is none.</param>
internal sealed record SamplingPass(int Steps, double Guidance, double Modality);

/// <summary>How clips are sampled.</summary>
internal sealed record SamplingOptions
{
    /// <summary>The static shift of the noise levels: σ ← s·σ / (1 + (s − 1)·σ), so that more steps fall where the layout is decided.</summary>
    public const double Shift = 2;

    /// <summary>Steps from this level or a higher one make a clean sample and add fresh noise: what went wrong is mended while it can be.</summary>
    public const double StochasticSigmaMin = 0.5;

    /// <summary>Picture and sound together.</summary>
    public SamplingPass Joint { get; init; } = new(24, 2, 2);

    /// <summary>The sound made anew with the finished picture known; null where it stays as it was made with the picture.</summary>
    public SamplingPass? Sound { get; init; }
}

/// <summary>Latents from captions by Euler steps along the velocity, as LTX-2's pipeline takes them. Thread-safe.</summary>
internal sealed class LatentSampler(MiniModel model)
{
    /// <summary>Packed latents of video and audio in the CPU's memory, a row a caption.</summary>
    public (torch.Tensor Video, torch.Tensor Audio) Sample(IReadOnlyDictionary<string, torch.Tensor> weights, IReadOnlyList<int[]> captions, SamplingOptions options, long seed)
    {
        using IDisposable outer = torch.NewDisposeScope();
        using torch.Generator generator = new((ulong)seed);
        int rows = captions.Count;
        int[] empty = TextVocabulary.Empty;
        torch.Tensor video = Noise(MiniFormat.VideoTokens, MiniFormat.VideoChannels);
        torch.Tensor audio = Noise(MiniFormat.AudioTokens, MiniFormat.AudioChannels * MiniFormat.AudioBins);
        TorchInterpreter text = Interpreter(weights);
        (Tensor Video, Tensor Audio) embedded = model.Embed(text, [.. captions, .. Enumerable.Repeat(empty, rows)]);
        (torch.Tensor videoText, torch.Tensor audioText) = (TorchInterpreter.Unwrap(embedded.Video), TorchInterpreter.Unwrap(embedded.Audio));
        for (int step = 0; step < options.Joint.Steps; step++) Step(options.Joint, step, pictureIsKnown: false);
        if (options.Sound is { } sound)
        {
            audio = Noise(MiniFormat.AudioTokens, MiniFormat.AudioChannels * MiniFormat.AudioBins);
            for (int step = 0; step < sound.Steps; step++) Step(sound, step, pictureIsKnown: true);
        }

        return (video.cpu().MoveToOuterDisposeScope(), audio.cpu().MoveToOuterDisposeScope());

        torch.Tensor Noise(long tokens, long features) => torch.randn([rows, tokens, features], generator: generator).to(model.Device);

        // With the picture known, the sound alone is stepped.
        void Step(SamplingPass pass, int step, bool pictureIsKnown)
        {
            using IDisposable scope = torch.NewDisposeScope();
            float sigma = SigmaAt(step, pass.Steps), next = step + 1 == pass.Steps ? 0 : SigmaAt(step + 1, pass.Steps);
            TorchInterpreter interpreter = Interpreter(weights);
            (torch.Tensor Video, torch.Tensor Audio) with = Evaluate(videoText.narrow(0, 0, rows), audioText.narrow(0, 0, rows), isolated: false);
            (torch.Tensor Video, torch.Tensor Audio) without = pass.Guidance == 1 ? with : Evaluate(videoText.narrow(0, rows, rows), audioText.narrow(0, rows, rows), isolated: false);
            (torch.Tensor Video, torch.Tensor Audio) isolated = pass.Modality == 1 ? with : Evaluate(videoText.narrow(0, 0, rows), audioText.narrow(0, 0, rows), isolated: true);
            torch.Tensor textScale = torch.tensor((float)(pass.Guidance - 1), device: model.Device), modalityScale = torch.tensor((float)(pass.Modality - 1), device: model.Device);
            if (!pictureIsKnown) video = Moved(video, Guided(with.Video, without.Video, isolated.Video));
            audio = Moved(audio, Guided(with.Audio, without.Audio, isolated.Audio));

            (torch.Tensor Video, torch.Tensor Audio) Evaluate(torch.Tensor videoWords, torch.Tensor audioWords, bool isolated)
            {
                torch.Tensor level = torch.full([rows], TorchScalars.Of(sigma), device: model.Device);
                (torch.Tensor v, torch.Tensor a) = model.Denoise(
                    interpreter, (interpreter.Wrap(videoWords), interpreter.Wrap(audioWords)), video, audio, (pictureIsKnown ? torch.zeros_like(level) : level, level), isolated);
                return (v.to(torch.ScalarType.Float32), a.to(torch.ScalarType.Float32));
            }

            torch.Tensor Moved(torch.Tensor sample, torch.Tensor velocity)
            {
                if (sigma < SamplingOptions.StochasticSigmaMin) return sample.Plus(velocity * torch.tensor(next - sigma, device: model.Device)).MoveToOuterDisposeScope();
                torch.Tensor clean = sample.Minus(velocity * torch.tensor(sigma, device: model.Device));
                torch.Tensor fresh = Noise(sample.shape[1], sample.shape[2]) * torch.tensor(next, device: model.Device);
                return (clean * torch.tensor(1 - next, device: model.Device)).Plus(fresh).MoveToOuterDisposeScope();
            }

            torch.Tensor Guided(torch.Tensor with, torch.Tensor without, torch.Tensor isolated) =>
                with.Plus(with.Minus(without) * textScale).Plus(with.Minus(isolated) * modalityScale);
        }
    }

    /// <summary>The i-th of n noise levels: from 1 to 1/n, evenly, then shifted.</summary>
    private static float SigmaAt(int step, int steps)
    {
        double even = 1 - ((double)step / steps);
        return (float)(SamplingOptions.Shift * even / (1 + ((SamplingOptions.Shift - 1) * even)));
    }

    private TorchInterpreter Interpreter(IReadOnlyDictionary<string, torch.Tensor> weights) =>
        new(parameter => weights[parameter.Name], model.Device, computeType: TorchTypes.ForMatrices(model.Device));
}
