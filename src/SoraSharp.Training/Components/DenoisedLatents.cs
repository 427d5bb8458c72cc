using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using SoraSharp.Training.Data;
using SoraSharp.Training.Optimisation;
using TorchSharp;
using Tensor = SoraSharp.Models.Tensors.Tensor;

namespace SoraSharp.Training.Components;

/// <summary>
/// True latents as the trained transformer would leave them: noise mixed in, and taken away again by Euler steps. A decoder that learns from
/// them forgives the transformer's mistakes, which are not those of plain noise. Used by one thread at a time.
/// </summary>
internal sealed class DenoisedLatents : IDisposable
{
    /// <summary>The largest noise level: above it the transformer decides what is seen, and the true pixels are no longer the answer.</summary>
    private const double LargestLevel = 0.5;

    /// <summary>Euler steps from a noise level to none: one prediction alone would be the mean of what is possible, which is softer than what is sampled.</summary>
    private const int Steps = 3;

    private readonly MiniModel _model;
    private readonly TextVocabulary _vocabulary;
    private readonly Optimiser _weights;

    /// <param name="run">The transformer's run.</param>
    /// <param name="device">Where it computes; the CPU when null.</param>
    public DenoisedLatents(RunFolder run, torch.Device? device = null)
    {
        _model = new MiniModel(device);
        _vocabulary = TextVocabulary.OfRun(run.File("vocabulary.txt"));
        _weights = new Optimiser(MiniInitialiser.Groups(_model.Parameters, device));
        run.Restore(_weights);
    }

    /// <summary>A caption as the transformer reads it.</summary>
    public int[] Encode(IReadOnlyList<string> words) => _vocabulary.Encode(words);

    /// <summary>What the transformer makes of packed latents of video [B, tokens, channels] with their sound [B, tokens, features], at levels drawn evenly.</summary>
    public torch.Tensor Of(torch.Tensor video, torch.Tensor audio, IReadOnlyList<int[]> captions)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        IReadOnlyDictionary<string, torch.Tensor> averages = _weights.Averages;
        TorchInterpreter interpreter = new(parameter => averages[parameter.Name], _model.Device, TorchTypes.ForMatrices(_model.Device));
        torch.Tensor sigma = torch.rand(captions.Count, device: video.device).mul(TorchScalars.Of(LargestLevel));
        (Tensor, Tensor) text = _model.Embed(interpreter, captions);
        torch.Tensor step = sigma.div(TorchScalars.Of(Steps));
        video = Mix(video, sigma);
        audio = Mix(audio, sigma);
        for (int i = 0; i < Steps; i++)
        {
            (torch.Tensor videoVelocity, torch.Tensor audioVelocity) = _model.Denoise(interpreter, text, video, audio, sigma);
            video = Step(video, videoVelocity);
            audio = Step(audio, audioVelocity);
            sigma = sigma.Minus(step);
        }

        return video.MoveToOuterDisposeScope();

        torch.Tensor Step(torch.Tensor noisy, torch.Tensor velocity) => noisy.Minus(velocity.to(torch.ScalarType.Float32) * step.view(-1, 1, 1));

        static torch.Tensor Mix(torch.Tensor clean, torch.Tensor level) => clean.Plus(torch.randn_like(clean).Minus(clean) * level.view(-1, 1, 1));
    }

    public void Dispose() => _weights.Dispose();
}
