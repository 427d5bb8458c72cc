using SoraSharp.Models.Backends;
using SoraSharp.Models.Gemma3;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using TorchSharp;
using Tensor = SoraSharp.Models.Tensors.Tensor;

namespace SoraSharp.Training.Components;

/// <summary>Text encoder, connectors and transformer as one: token ids and noisy latents to velocities. Immutable and thread-safe.</summary>
internal sealed class MiniModel
{
    private readonly Gemma3TextModel _text;
    private readonly Ltx2TextConnectors _connectors;
    private readonly Ltx2Transformer _transformer;
    private readonly NetworkFunction _encode;
    private readonly NetworkFunction _connect;
    private readonly NetworkFunction _denoise;
    private readonly NetworkFunction _denoiseIsolated;
    private readonly torch.Device? _device;
    private readonly Dictionary<string, torch.Tensor> _ropes;

    /// <param name="device">Where it computes; the CPU when null.</param>
    public MiniModel(torch.Device? device = null)
    {
        _device = device;
        ParameterScope root = new();
        _text = new Gemma3TextModel(MiniConfigs.Text, root["text_encoder"]["language_model.model"]);
        _connectors = new Ltx2TextConnectors(MiniConfigs.ConnectorsConfig, root["connectors"]);
        _transformer = new Ltx2Transformer(MiniConfigs.TransformerConfig, root["transformer"]);
        Parameters = [.. root.Declared];
        _encode = _text.Encode();
        _connect = _connectors.Connect();
        Ltx2DenoiseOptions options = new() { UseCrossTimestep = false };
        _denoise = _transformer.Denoise(options);
        _denoiseIsolated = _transformer.Denoise(options with { IsolateModalities = true });
        Dictionary<string, HostTensor> ropes = [];
        _transformer.Ropes.AddTables(
            ropes,
            _transformer.Ropes.VideoCoordinates(MiniFormat.LatentFrames, MiniFormat.LatentRows, MiniFormat.LatentColumns, MiniFormat.FramesPerSecond),
            _transformer.Ropes.AudioCoordinates(MiniFormat.AudioTokens));
        _ropes = ropes.ToDictionary(entry => entry.Key, entry => entry.Value.ToTorch(device).DetachFromDisposeScope(), StringComparer.Ordinal);
    }

    /// <summary>Where it computes.</summary>
    public torch.Device Device => _device ?? torch.CPU;

    /// <summary>Every parameter; names start with the component's folder: <c>text_encoder.</c>, <c>connectors.</c>, <c>transformer.</c></summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Captions as ids to text embeddings for video and audio.</summary>
    public (Tensor Video, Tensor Audio) Embed(TorchInterpreter interpreter, IReadOnlyList<int[]> captions)
    {
        int rows = captions.Count, tokens = captions.Max(ids => ids.Length);
        long[] ids = new long[rows * tokens];
        bool[] isText = new bool[rows * tokens];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < captions[row].Length; i++)
            {
                ids[(row * tokens) + i] = captions[row][i];
                isText[(row * tokens) + i] = true;
            }
        }

        HostTensor mask = HostTensor.From(isText, rows, tokens);
        NetworkValues text = _encode.Body(Values(interpreter, _text.Inputs.Of(HostTensor.From(ids, rows, tokens), mask)));
        Dictionary<string, HostTensor> inputs = [];
        _connectors.Inputs.Add(inputs, mask, MiniFormat.TextTokens);
        NetworkValues values = Values(interpreter, inputs);
        values[Ltx2TextConnectors.HiddenStates] = text[Gemma3TextModel.HiddenStates];
        NetworkValues embedded = _connect.Body(values);
        return (embedded[Ltx2TextConnectors.VideoText], embedded[Ltx2TextConnectors.AudioText]);
    }

    /// <summary>Velocities of packed latents [B, tokens, features], both at noise levels sigma [B]; isolated, video and sound do not see each other.</summary>
    public (torch.Tensor Video, torch.Tensor Audio) Denoise(TorchInterpreter interpreter, (Tensor Video, Tensor Audio) text, torch.Tensor video, torch.Tensor audio, torch.Tensor sigma, bool isolated = false) =>
        Denoise(interpreter, text, video, audio, (sigma, sigma), isolated);

    /// <summary>Velocities of packed latents [B, tokens, features] at noise levels of their own, each [B].</summary>
    public (torch.Tensor Video, torch.Tensor Audio) Denoise(
        TorchInterpreter interpreter, (Tensor Video, Tensor Audio) text, torch.Tensor video, torch.Tensor audio, (torch.Tensor Video, torch.Tensor Audio) sigma, bool isolated = false)
    {
        Tensor videoTimestep = Timestep(sigma.Video), audioTimestep = Timestep(sigma.Audio);
        NetworkValues values = new(interpreter);
        foreach ((string name, torch.Tensor table) in _ropes) values[name] = interpreter.Wrap(table);
        values[Ltx2TransformerNames.Video] = interpreter.Wrap(video);
        values[Ltx2TransformerNames.Audio] = interpreter.Wrap(audio);
        values[Ltx2TransformerNames.VideoText] = text.Video;
        values[Ltx2TransformerNames.AudioText] = text.Audio;
        values[Ltx2TransformerNames.VideoTimestep] = values[Ltx2TransformerNames.VideoSigma] = videoTimestep;
        values[Ltx2TransformerNames.AudioTimestep] = values[Ltx2TransformerNames.AudioSigma] = audioTimestep;
        NetworkValues velocity = (isolated ? _denoiseIsolated : _denoise).Body(values);
        return (TorchInterpreter.Unwrap(velocity[Ltx2TransformerNames.VideoVelocity]), TorchInterpreter.Unwrap(velocity[Ltx2TransformerNames.AudioVelocity]));

        Tensor Timestep(torch.Tensor level) => interpreter.Wrap(level.mul(TorchScalars.Of(1000)));
    }

    private NetworkValues Values(TorchInterpreter interpreter, Dictionary<string, HostTensor> inputs)
    {
        NetworkValues values = new(interpreter);
        foreach ((string name, HostTensor value) in inputs) values[name] = interpreter.Wrap(value.ToTorch(_device));
        return values;
    }
}
