using BenchmarkDotNet.Running;
using SoraSharp.Benchmarks;
using SoraSharp.Benchmarks.Memory;

// Memory is not a matter of nanoseconds, nor is a table of fifty renderings: their commands stand beside the benchmarks.
switch (args)
{
    case ["memory-table", string manifests, .. string[] options]:
        return await MemoryTable.RunAsync(manifests, options).ConfigureAwait(false);
    case ["memory-table-wan", string manifests, string golden]:
        return await WanMemoryTable.RunAsync(manifests, golden).ConfigureAwait(false);
    case ["memory-run", string manifests, .. string[] options]:
        return await MemoryRun.RunAsync(manifests, options).ConfigureAwait(false);
    case ["render-table"]:
        return RenderTable.Run();
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
