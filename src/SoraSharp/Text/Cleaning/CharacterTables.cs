using System.Globalization;
using System.Reflection;

namespace SoraSharp.Text.Cleaning;

/// <summary>
/// Tables of the standards, embedded as text: names of HTML 5 (WHATWG), and canonical compositions, combining classes and width forms of Unicode.
/// They do not depend on the system's globalization library, which may be switched off. Read when first used; thread-safe.
/// </summary>
internal static class CharacterTables
{
    private static readonly Lazy<Dictionary<string, string>> s_entities = new(() => Read("HtmlEntities.txt").ToDictionary(line => line[0], line => Text(line, 1), StringComparer.Ordinal));
    private static readonly Lazy<ILookup<string, string[]>> s_forms = new(() => Read("UnicodeForms.txt").ToLookup(line => line[0], StringComparer.Ordinal));
    private static readonly Lazy<Dictionary<int, int[]>> s_decompositions = new(() => s_forms.Value["C"].Concat(s_forms.Value["D"]).ToDictionary(line => Code(line[1]), Codes));
    private static readonly Lazy<Dictionary<(int, int), int>> s_compositions = new(() => s_forms.Value["C"].ToDictionary(line => (Code(line[2]), Code(line[3])), line => Code(line[1])));
    private static readonly Lazy<Dictionary<int, int>> s_classes = new(() => s_forms.Value["K"].ToDictionary(line => Code(line[1]), line => Code(line[2])));
    private static readonly Lazy<Dictionary<char, string>> s_widths = new(() => s_forms.Value["W"].ToDictionary(line => (char)Code(line[1]), line => Text(line, 2)));

    /// <summary>What a name stands for; names that HTML lets end without a semicolon are there with and without.</summary>
    public static Dictionary<string, string> Entities => s_entities.Value;

    /// <summary>What a character is made of, one level deep.</summary>
    public static Dictionary<int, int[]> Decompositions => s_decompositions.Value;

    /// <summary>What two characters make.</summary>
    public static Dictionary<(int First, int Second), int> Compositions => s_compositions.Value;

    /// <summary>The combining classes that are not 0.</summary>
    public static Dictionary<int, int> CombiningClasses => s_classes.Value;

    /// <summary>Full-width and half-width forms and the usual characters.</summary>
    public static Dictionary<char, string> Widths => s_widths.Value;

    private static IEnumerable<string[]> Read(string name)
    {
        Assembly assembly = typeof(CharacterTables).Assembly;
        string resource = assembly.GetManifestResourceNames().Single(n => n.EndsWith(name, StringComparison.Ordinal));
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
        while (reader.ReadLine() is { } line) yield return line.Split(' ');
    }

    private static int Code(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static int[] Codes(string[] line) => [.. line.Skip(2).Select(Code)];

    private static string Text(string[] line, int skip) => string.Concat(line.Skip(skip).Select(code => char.ConvertFromUtf32(Code(code))));
}
