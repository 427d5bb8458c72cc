using System.Text.RegularExpressions;
using Xunit;

namespace SoraSharp.Tests.Docs;

/// <summary>Code in the documentation is code that compiles: every C# block stands, line by line, in a sample or a test.</summary>
public sealed partial class SnippetTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Pages() => [.. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Append(Path.Combine(Root, "README.md")).Where(File.Exists).Select(page => Path.GetRelativePath(Root, page))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_of_code_is_compiled_somewhere(string page)
    {
        string[] sources = [.. new[] { "samples", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => Normalise(File.ReadAllText(file)))];
        foreach (Match block in CodeBlock().Matches(File.ReadAllText(Path.Combine(Root, page))))
        {
            string code = Normalise(block.Groups[1].Value);
            Assert.True(sources.Any(source => source.Contains(code, StringComparison.Ordinal)), $"{page} shows code that no sample or test contains:\n{block.Groups[1].Value}");
        }
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    private static string Normalise(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SoraSharp.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository; run them from a clone.");
    }
}
