using System.Globalization;
using System.Text;
using LowLatencyHedger.Backtest.Reports;

namespace LowLatencyHedger.App.Latency;

/// <summary>An SVG element of the page's usual width and with the place of its plots, drawn shape by shape.</summary>
internal sealed class SvgDrawing
{
    public const double Left = 76;
    public const double Width = 614;

    private readonly StringBuilder _text = new();

    public SvgDrawing(string title, double height)
    {
        Add($"<svg viewBox=\"0 0 880 {height:F0}\" role=\"img\" aria-label=\"{HtmlPage.Escape(title)}\">");
        Add($"<text x=\"{Left}\" y=\"18\" class=\"title\">{HtmlPage.Escape(title)}</text>");
    }

    /// <param name="x">Of the anchor.</param>
    /// <param name="y">Of the base line.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="text">Is escaped.</param>
    public void Text(double x, double y, string anchor, string text) =>
        Add($"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\">{HtmlPage.Escape(text)}</text>");

    public void Rectangle(double x, double y, double width, double height, int colour, double opacity) =>
        Add($"<rect x=\"{x:F1}\" y=\"{y:F1}\" width=\"{width:F2}\" height=\"{height:F1}\" class=\"f{colour}\" fill-opacity=\"{opacity:F2}\"/>");

    /// <summary>Over the whole width.</summary>
    public void GridLine(double y) => Add($"<line x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{y:F1}\" y2=\"{y:F1}\" class=\"grid\"/>");

    /// <summary>The finished element.</summary>
    public string Render() => _text + "</svg>";

    private void Add(FormattableString markup) => _text.Append(markup.ToString(CultureInfo.InvariantCulture));
}
