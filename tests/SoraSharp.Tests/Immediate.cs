namespace SoraSharp.Tests;

/// <summary>Progress that is told at once and in order, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Immediate<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
