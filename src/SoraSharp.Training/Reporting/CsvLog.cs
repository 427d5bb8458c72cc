using System.Globalization;

namespace SoraSharp.Training.Reporting;

/// <summary>A table that grows by a row at a time; a resumed run goes on below what is there. Not thread-safe.</summary>
internal sealed class CsvLog
{
    private readonly string _path;
    private readonly string[] _columns;

    public CsvLog(string path, params string[] columns)
    {
        _path = path;
        _columns = columns;
        if (!File.Exists(path)) File.WriteAllText(path, string.Join(',', columns) + "\n");
    }

    /// <summary>Appends a row; NaN is left empty.</summary>
    public void Add(params double[] values)
    {
        if (values.Length != _columns.Length) throw new ArgumentException($"{values.Length} values for {_columns.Length} columns.", nameof(values));
        File.AppendAllText(_path, string.Join(',', values.Select(Text)) + "\n");
    }

    /// <summary>Every row, NaN where empty.</summary>
    public static IReadOnlyList<double[]> Read(string path) =>
        [.. File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',').Select(Number).ToArray())];

    private static string Text(double value) => double.IsNaN(value) ? "" : value.ToString("G6", CultureInfo.InvariantCulture);

    private static double Number(string text) => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);
}
