using System.Globalization;
using Google.Protobuf;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime.Graph.Proto;

namespace SoraSharp.OnnxRuntime.Graph;

/// <summary>
/// Tells a graph where its weights are. Those in files stay there: the runtime maps the checkpoint itself, nothing is
/// copied. Those only in memory (a trainer's, a test's) become part of the graph.
/// </summary>
internal static class WeightPlacement
{
    // A serialised graph is limited to 2 GiB; the rest is for nodes and constants.
    private const long LargestEmbedded = 1_900_000_000;

    /// <summary>Fills in every weight's location; returns the folder that the locations are relative to, or null without files.</summary>
    /// <exception cref="InvalidOperationException">The weights that are only in memory are too large for a graph.</exception>
    public static string? Place(List<(TensorProto Initializer, StoredTensor Stored)> weights)
    {
        Dictionary<string, string> realPaths = [];
        long embedded = 0;
        foreach ((TensorProto initializer, StoredTensor stored) in weights)
        {
            // ONNX Runtime refuses files outside the model's folder after following links, and caches of downloaded
            // models are full of links: so the links are followed here.
            if (stored.File is { } file && file.Offset % stored.Type.ByteSize() == 0)
            {
                if (!realPaths.ContainsKey(file.Path)) realPaths.Add(file.Path, RealPath(file.Path));
                continue;
            }

            embedded += stored.ByteLength;
            if (embedded > LargestEmbedded) throw new InvalidOperationException($"More than {LargestEmbedded / 1_000_000} MB of weights are only in memory (at {stored.Name}); a graph holds no more. Write them to a safetensors file and load that.");
            initializer.RawData = CopyOf(stored);
        }

        if (realPaths.Count == 0) return null;
        string folder = CommonFolder(realPaths.Values);
        foreach ((TensorProto initializer, StoredTensor stored) in weights)
        {
            if (initializer.RawData.Length > 0 || stored.File is not { } file || stored.ByteLength == 0) continue;
            initializer.DataLocation = TensorProto.Types.DataLocation.External;
            initializer.ExternalData.Add(Entry("location", Path.GetRelativePath(folder, realPaths[file.Path])));
            initializer.ExternalData.Add(Entry("offset", file.Offset.ToString(CultureInfo.InvariantCulture)));
            initializer.ExternalData.Add(Entry("length", stored.ByteLength.ToString(CultureInfo.InvariantCulture)));
        }

        return folder;
    }

    private static unsafe ByteString CopyOf(StoredTensor stored) => ByteString.CopyFrom(new ReadOnlySpan<byte>((void*)stored.Address, (int)stored.ByteLength));

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

    private static string RealPath(string path)
    {
        string full = Path.GetFullPath(path), root = Path.GetPathRoot(full)!, real = root;
        foreach (string part in full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            FileSystemInfo entry = Directory.Exists(Path.Combine(real, part)) ? new DirectoryInfo(Path.Combine(real, part)) : new FileInfo(Path.Combine(real, part));
            real = entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? entry.FullName;
        }

        return real;
    }

    private static string CommonFolder(IEnumerable<string> files)
    {
        string? common = null;
        foreach (string file in files)
        {
            string folder = Path.GetDirectoryName(file)!;
            common ??= folder;
            while (!(folder + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(common) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                common = Path.GetDirectoryName(common) ?? throw new InvalidOperationException($"The weights' files have no folder in common ({common}, {file}); put a component's shards on one drive.");
            }
        }

        return common!;
    }
}
