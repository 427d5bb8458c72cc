using System.Diagnostics.CodeAnalysis;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Checkpoints;

/// <summary>
/// One component of a checkpoint: its configuration and, where it has any, its weights, which are mapped when they are
/// first asked for. Thread-safe. Tensors taken from it must not be used after it is disposed.
/// </summary>
public sealed class CheckpointComponent : IWeightSource, IDisposable
{
    private static readonly string[] s_configNames = ["config.json", "scheduler_config.json", "tokenizer_config.json", "preprocessor_config.json"];

    private readonly Lazy<ITensorStore> _weights;
    private bool _disposed;

    private CheckpointComponent(CheckpointFiles files, ModelConfig config, ITensorStore? weights)
    {
        Files = files;
        Config = config;
        ClassName = config.GetStringOrNull("_class_name")
            ?? (config.Has("architectures") ? config.GetStringArray("architectures").FirstOrDefault() : null)
            ?? config.GetStringOrNull("tokenizer_class");
        _weights = new Lazy<ITensorStore>(() => weights ?? ComponentWeights.Open(files));
    }

    /// <summary>The folder, for messages.</summary>
    public string Name => Files.Location;

    /// <summary>The component's files.</summary>
    public CheckpointFiles Files { get; }

    /// <summary>The component's <c>config.json</c> (<c>scheduler_config.json</c>, <c>tokenizer_config.json</c>, <c>preprocessor_config.json</c>).</summary>
    public ModelConfig Config { get; }

    /// <summary>The Python class that the configuration names (<c>_class_name</c>, or the first of <c>architectures</c>), or null.</summary>
    public string? ClassName { get; }

    /// <summary>Whether the folder holds weights.</summary>
    public bool HasWeights => ComponentWeights.Exist(Files);

    /// <summary>The name of every tensor.</summary>
    /// <exception cref="CheckpointException">The weights are missing or damaged.</exception>
    public IReadOnlyCollection<string> TensorNames => Weights.TensorNames;

    private ITensorStore Weights
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _weights.Value;
        }
    }

    /// <summary>Opens a component's folder.</summary>
    /// <exception cref="CheckpointException">The folder or its configuration is missing or damaged.</exception>
    public static CheckpointComponent Open(string folder) => Open(CheckpointFiles.FromFolder(folder));

    /// <summary>Opens a component.</summary>
    /// <exception cref="CheckpointException">The configuration is missing or damaged.</exception>
    public static CheckpointComponent Open(CheckpointFiles files) => Open(files, null);

    /// <summary>Opens a component whose tensors are stored elsewhere than in its folder.</summary>
    internal static CheckpointComponent Open(CheckpointFiles files, ITensorStore? weights)
    {
        ArgumentNullException.ThrowIfNull(files);
        string config = s_configNames.FirstOrDefault(files.Exists)
            ?? throw new CheckpointException($"{files.Location} has none of {string.Join(", ", s_configNames)}. Give a component's folder as diffusers saves it.");
        return new CheckpointComponent(files, files.ReadConfig(config), weights);
    }

    /// <summary>Refuses a component of a class that is not among the known ones.</summary>
    /// <exception cref="CheckpointException">The class is another, or not stated.</exception>
    public void RequireClass(params IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (ClassName is null || !known.Contains(ClassName))
            throw new CheckpointException($"{Config.Source} configures {ClassName ?? "no stated class"}; known are {string.Join(", ", known)}. Use a checkpoint of one of these.");
    }

    /// <inheritdoc />
    /// <exception cref="CheckpointException">The weights are missing or damaged.</exception>
    public bool TryGet(string name, [NotNullWhen(true)] out StoredTensor? tensor) => Weights.TryGet(name, out tensor);

    /// <summary>Checks that the weights are exactly what a network declares.</summary>
    /// <param name="declared">Every parameter of the network.</param>
    /// <param name="isIgnored">Says which tensors may be there although the network does not declare them; none by default.</param>
    /// <exception cref="CheckpointException">Tensors are missing, misshapen or unexpected; the message names them all.</exception>
    public void Check(IEnumerable<Parameter> declared, Func<string, bool>? isIgnored = null)
    {
        ArgumentNullException.ThrowIfNull(declared);
        WeightCheck.Compare(this, TensorNames, declared, isIgnored);
    }

    /// <summary>Reads every weight and checks that it is a finite number. Takes as long as reading the files.</summary>
    /// <exception cref="CheckpointException">A tensor holds a NaN or an infinity; the message names it.</exception>
    public void Verify(CancellationToken cancellationToken = default) => WeightCheck.Finite(this, TensorNames, cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_weights.IsValueCreated) _weights.Value.Dispose();
    }
}
