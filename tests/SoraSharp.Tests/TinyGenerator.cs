using SoraSharp.Generation;

namespace SoraSharp.Tests;

/// <summary>A generator with the tiny 2.3 checkpoint, shared by the tests of a class.</summary>
public sealed class TinyGenerator : IDisposable
{
    public VideoGenerator Generator { get; } = TinyCheckpoints.Builder.WithMaxConcurrency(8).Build();

    internal GenerationStages Stages => Generator.Stages;

    public void Dispose() => Generator.Dispose();
}
