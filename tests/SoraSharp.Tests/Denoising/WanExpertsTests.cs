using System.Collections.Concurrent;
using SoraSharp.Golden;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;
using Xunit;

namespace SoraSharp.Tests.Denoising;

/// <summary>Wan 2.2's two experts, tiny: which is in memory when.</summary>
public sealed class WanExpertsTests
{
    private const string High = "transformer", Low = "transformer_2";

    private static string Checkpoint => Path.Combine(GoldenCases.Repository, "wan", "pipelines", "t2v_22_two_experts", "checkpoint");

    private static VideoRequest Request => new VideoRequest("A red fox runs") { Frames = 5, Size = new(32, 16), Steps = 6, Seed = 3 };

    [Fact]
    public async Task The_first_expert_is_given_back_before_the_second_is_loaded_once_a_request()
    {
        ResidenceBackend backend = new();
        await using VideoGenerator generator = Generator(backend, keeps: false);

        await generator.GenerateAsync(Request);
        await generator.GenerateAsync(Request);

        Assert.Equal([$"+{High}", $"-{High}", $"+{Low}", $"-{Low}", $"+{High}", $"-{High}", $"+{Low}"], backend.Experts);
    }

    [Fact]
    public async Task Both_stay_where_they_are_to_be_kept_and_make_the_same_video()
    {
        ResidenceBackend kept = new(), released = new();
        await using VideoGenerator keeping = Generator(kept, keeps: true), releasing = Generator(released, keeps: false);

        GeneratedVideo first = await keeping.GenerateAsync(Request), second = await keeping.GenerateAsync(Request), other = await releasing.GenerateAsync(Request);

        Assert.Equal([$"+{High}", $"+{Low}"], kept.Experts);
        Assert.Equal(first.Frames.Pixels.ToArray(), second.Frames.Pixels.ToArray());
        Assert.Equal(first.Frames.Pixels.ToArray(), other.Frames.Pixels.ToArray());
    }

    [Fact]
    public async Task Requests_at_different_experts_do_not_take_them_from_each_other()
    {
        ResidenceBackend backend = new();
        await using VideoGenerator generator = Generator(backend, keeps: false, concurrency: 4);

        GeneratedVideo[] videos = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => generator.GenerateAsync(Request)));

        Assert.All(videos, video => Assert.Equal(videos[0].Frames.Pixels.ToArray(), video.Frames.Pixels.ToArray()));
        await generator.DisposeAsync();
        Assert.Equal(0, backend.Resident);
    }

    private static VideoGenerator Generator(INetworkBackend backend, bool keeps, int concurrency = 1) => VideoGenerator.CreateBuilder()
        .UseBackend(backend)
        .UseCheckpoint(Checkpoint, new() { MaxTokens = 64, KeepsExperts = keeps })
        .WithMaxConcurrency(concurrency)
        .Build();

    /// <summary>ONNX Runtime, noting which sessions are loaded and disposed.</summary>
    private sealed class ResidenceBackend : INetworkBackend
    {
        private readonly OnnxBackend _inner = new();
        private readonly ConcurrentQueue<string> _log = [];
        private int _resident;

        public string Name => _inner.Name;

        /// <summary>Sessions that are loaded and not disposed.</summary>
        public int Resident => _resident;

        /// <summary>Loads (+) and disposals (−) of transformers, by their folder, in order.</summary>
        public IEnumerable<string> Experts => _log.Where(entry => entry[1..] is High or Low);

        public INetworkSession Load(NetworkFunction function, IWeightSource weights)
        {
            string component = Path.GetFileName(weights.Name);
            _log.Enqueue($"+{component}");
            Interlocked.Increment(ref _resident);
            return new Session(_inner.Load(function, weights), () =>
            {
                _log.Enqueue($"-{component}");
                Interlocked.Decrement(ref _resident);
            });
        }

        private sealed class Session(INetworkSession inner, Action disposed) : INetworkSession
        {
            public IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs, CancellationToken cancellationToken = default) => inner.Run(inputs, cancellationToken);

            public void Dispose()
            {
                inner.Dispose();
                disposed();
            }
        }
    }
}
