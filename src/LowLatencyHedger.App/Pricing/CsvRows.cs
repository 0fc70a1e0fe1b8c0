using System.Globalization;

namespace LowLatencyHedger.App.Pricing;

/// <summary>
/// Rows of comma-separated values without quotes, columns found by name. Every mistake goes to <paramref name="errors"/> with file, line,
/// column, value and what was expected, and is counted; reading goes on with the next row.
/// </summary>
internal sealed class CsvRows(TextReader input, string fileName, TextWriter errors)
{
    private readonly Dictionary<string, int> _columns = [];
    private string[] _fields = [];
    private int _line;

    public int Mistakes { get; private set; }

    /// <summary>False, and reported, unless the first line names every one of <paramref name="required"/> columns, and none twice.</summary>
    public bool TryReadHeader(IReadOnlyList<string> required, string? optional = null)
    {
        var header = input.ReadLine();
        _line = 1;
        _fields = Split(header ?? "");
        for (var i = 0; i < _fields.Length; i++)
        {
            _columns.TryAdd(_fields[i], i);
        }

        var missing = required.Where(name => !_columns.ContainsKey(name)).ToList();
        var twice = required.Append(optional).Where(name => _fields.Count(field => field == name) > 1).ToList();
        if (missing.Count == 0 && twice.Count == 0)
        {
            return true;
        }

        var fault = missing.Count > 0 ? $"without {string.Join(", ", missing)}" : $"with {string.Join(", ", twice)} twice";
        var expected = string.Join(',', required) + (optional is null ? "" : $"[,{optional}]");
        Report(header is null ? "no header" : $"header \"{header}\" is {fault}", $"the columns {expected}");
        return false;
    }

    /// <summary>The next row that is not blank and has as many fields as the header; the others are reported.</summary>
    public bool TryReadNext()
    {
        while (input.ReadLine() is { } text)
        {
            _line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var count = _fields.Length;
            var fields = Split(text);
            if (fields.Length == count)
            {
                _fields = fields;
                return true;
            }

            Report($"{fields.Length} fields", $"{count}, as in the header");
        }

        return false;
    }

    public bool Has(string column) => _columns.ContainsKey(column);

    public string Text(string column) => _fields[_columns[column]];

    /// <summary>The column's number; false, and reported, when it is none, not finite or not <paramref name="accepted"/>.</summary>
    public bool TryNumber(string column, Func<double, bool> accepted, string expected, out double number)
    {
        if (TryParse(Text(column), out number) && double.IsFinite(number) && accepted(number))
        {
            return true;
        }

        ReportColumn(column, expected);
        return false;
    }

    /// <summary>NaN, infinity and an overflow count as numbers here.</summary>
    public static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    /// <summary>One mistake in the row: what a column holds and what it should.</summary>
    public void ReportColumn(string column, string expected) => Report($"{column} is \"{Text(column)}\"", expected);

    private void Report(string found, string expected)
    {
        Mistakes++;
        errors.WriteLine($"{fileName}:{_line}: {found}: expected {expected}");
    }

    private static string[] Split(string line) => line.Split(',', StringSplitOptions.TrimEntries);
}
