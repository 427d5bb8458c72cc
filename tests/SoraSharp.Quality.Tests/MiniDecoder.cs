using SoraSharp.Mini;
using SoraSharp.Models.Checkpoints;
using SoraSharp.OnnxRuntime;
using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Reconstruction;
using Xunit;

namespace SoraSharp.Quality.Tests;

/// <summary>What Mini's own encoder and decoder leave of clips. Opened once for a class of tests, which run one after the other.</summary>
public sealed class MiniDecoder : IDisposable
{
    private readonly DiffusersFolder _checkpoint = DiffusersFolder.Open(MiniCheckpoint.Folder);
    private readonly VideoRoundTrip _autoencoder;

    public MiniDecoder() => _autoencoder = VideoRoundTrip.Open(_checkpoint.Component("vae"), new OnnxBackend());

    internal ClipSignal Apply(ClipSignal clip) => _autoencoder.Apply(clip, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _autoencoder.Dispose();
        _checkpoint.Dispose();
    }
}
