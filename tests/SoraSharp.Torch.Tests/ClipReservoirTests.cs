using System.Collections.Concurrent;
using SoraSharp.Training.Data;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>Clips that are handed out again while threads add new ones.</summary>
public sealed class ClipReservoirTests
{
    [Fact]
    public void Every_number_is_made_once_and_draws_come_from_those_made()
    {
        ConcurrentBag<long> made = [];
        using ClipReservoir<long> reservoir = new(100, number => Add(made, number), threads: 3, capacity: 1000);
        long[] drawn = [.. Enumerable.Range(0, 200).SelectMany(_ => reservoir.Take(5))];
        reservoir.Dispose();
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.Equal(100, made.Min());
        Assert.Equal(made.Count, made.Max() - 99);
        Assert.Subset(made.ToHashSet(), drawn.ToHashSet());
        Assert.True(drawn.Distinct().Count() < drawn.Length, "nothing was drawn twice");
    }

    [Fact]
    public void The_oldest_are_forgotten()
    {
        using SemaphoreSlim permits = new(0);
        using ClipReservoir<long> reservoir = new(0, number => Permitted(permits, number), threads: 1, capacity: 4);
        permits.Release(10);
        while (reservoir.Made < 10) Thread.Yield();
        HashSet<long> drawn = [.. Enumerable.Range(0, 200).SelectMany(_ => reservoir.Take(2))];
        Assert.Equal([6, 7, 8, 9], drawn.Order());
        permits.Release(1);
    }

    [Fact]
    public void More_than_are_kept_cannot_be_drawn()
    {
        using ClipReservoir<long> reservoir = new(0, number => number, threads: 1, capacity: 3);
        Assert.Contains("4 clips were asked for; 3 are kept", Assert.Throws<ArgumentOutOfRangeException>(() => reservoir.Take(4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_while_making_a_clip_reaches_the_reader()
    {
        using ClipReservoir<long> reservoir = new(0, number => number < 2 ? number : throw new InvalidOperationException("no speech"), threads: 2, capacity: 8);
        TrainingDataException error = Assert.Throws<TrainingDataException>(() => reservoir.Take(5));
        Assert.Contains("no speech", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_reader_is_let_go_when_it_is_disposed_of()
    {
        using SemaphoreSlim permits = new(0);
        ClipReservoir<long> reservoir = new(0, number => Permitted(permits, number), threads: 1, capacity: 4);
        Task<long[]> waiting = Task.Run(() => reservoir.Take(2), TestContext.Current.CancellationToken);
        Task disposing = Task.Run(reservoir.Dispose, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        permits.Release(1);
        await disposing;
    }

    private static long Add(ConcurrentBag<long> made, long number)
    {
        made.Add(number);
        return number;
    }

    private static long Permitted(SemaphoreSlim permits, long number)
    {
        permits.Wait();
        return number;
    }
}
