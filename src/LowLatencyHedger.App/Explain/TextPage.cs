using System.Globalization;
using System.Text;

namespace LowLatencyHedger.App.Explain;

/// <summary>Lines of at most 100 columns: headings, labelled values, columns.</summary>
internal sealed class TextPage
{
    public const int Width = 100;

    private const int LabelWidth = 18;
    private const int CellWidth = 20;
    private readonly StringBuilder _text = new();

    public static string Number(double value, string format = "0.########") =>
        double.IsNaN(value) ? "unknown"
        : double.IsInfinity(value) ? value > 0 ? "no bound" : "-no bound"
        : value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>With a sign.</summary>
    public static string Signed(double value) => Number(value, "+0.00000000;-0.00000000;0.00000000");

    public static string Nanos(long nanos) => nanos.ToString("#,0", CultureInfo.InvariantCulture) + " ns";

    public void Heading(string text)
    {
        _text.AppendLine();
        Line(text.ToUpperInvariant());
    }

    /// <summary>As it is, broken where it is too long.</summary>
    public void Line(string text, int indent = 0)
    {
        var room = Width - indent;
        while (text.Length > room)
        {
            var at = text.LastIndexOf(' ', room);
            at = at <= 0 ? room : at;
            _text.Append(' ', indent).AppendLine(text[..at].TrimEnd());
            text = text[at..].TrimStart();
        }

        _text.Append(' ', indent).AppendLine(text);
    }

    public void Value(string label, string text)
    {
        var start = _text.Length;
        Line(text, 2 + LabelWidth);
        var shown = label.Length < LabelWidth ? label : label[..(LabelWidth - 1)];
        _text.Remove(start + 2, shown.Length).Insert(start + 2, shown);
    }

    /// <summary>A label and cells that end under each other.</summary>
    public void Row(string label, params ReadOnlySpan<string> cells)
    {
        var line = new StringBuilder("  ").Append(label.PadRight(LabelWidth));
        foreach (var cell in cells)
        {
            line.Append(cell.PadLeft(CellWidth));
        }

        Line(line.ToString().TrimEnd());
    }

    public override string ToString() => _text.ToString().TrimEnd();
}
