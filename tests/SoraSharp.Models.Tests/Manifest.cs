using System.Text.Json;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests;

/// <summary>The tensor names and shapes of a published component, and its configuration: tests/golden/…/manifests.</summary>
internal static class Manifest
{
    public static JsonElement Config(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".config.json")));
        return document.RootElement.Clone();
    }

    /// <summary>Asserts that a network declares exactly the manifest's tensors, parameters and buffers alike.</summary>
    public static void AssertEqual(string name, ParameterScope declared) => AssertEqual(Folder, name, declared, header: true);

    /// <summary>Asserts the same of a manifest in another folder, whose first line may or may not name the columns.</summary>
    public static void AssertEqual(string folder, string name, ParameterScope declared, bool header)
    {
        Dictionary<string, string> expected = File.ReadLines(Path.Combine(folder, name + ".tsv")).Skip(header ? 1 : 0)
            .Select(line => line.Split('\t'))
            .ToDictionary(cells => cells[0], cells => cells[1]);
        Assert.True(expected.Count > 10, $"The manifest {name} is empty.");
        Dictionary<string, string> actual = declared.Declared.ToDictionary(parameter => parameter.Name, parameter => string.Join('x', parameter.Shape));
        Assert.Equal([], expected.Where(e => !actual.ContainsKey(e.Key)).Select(e => "not declared: " + e.Key));
        Assert.Equal([], actual.Where(a => !expected.ContainsKey(a.Key)).Select(a => "not in the checkpoint: " + a.Key));
        Assert.Equal([], expected.Where(e => actual[e.Key] != e.Value).Select(e => $"{e.Key}: {actual[e.Key]} declared, {e.Value} in the checkpoint"));
    }

    private static string Folder
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "SoraSharp.sln"))) folder = Path.GetDirectoryName(folder);
            return Path.Combine(folder ?? throw new DirectoryNotFoundException("The tests run outside the repository; run them inside."), "tests", "golden", "ltx2", "manifests");
        }
    }
}
