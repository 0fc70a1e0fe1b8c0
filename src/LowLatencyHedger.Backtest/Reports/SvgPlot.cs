using System.Globalization;
using System.Text;

namespace LowLatencyHedger.Backtest.Reports;

/// <summary>A plot as an SVG element: axes with round ticks, a legend, one colour a series. Needs nothing from elsewhere.</summary>
public sealed class SvgPlot(string title, string xLabel, string yLabel)
{
    private const double Width = 880;
    private const double Height = 360;
    private const double Left = 76;
    private const double Right = 190;
    private const double Top = 30;
    private const double Bottom = 48;
    private const int Colours = 14;

    private readonly List<SvgSeries> _series = [];
    private readonly StringBuilder _text = new();
    private double _xMin = double.PositiveInfinity;
    private double _xMax = double.NegativeInfinity;
    private double _yMin = double.PositiveInfinity;
    private double _yMax = double.NegativeInfinity;

    /// <summary>The horizontal axis is UTC, in milliseconds since 1970.</summary>
    public bool IsTime { get; init; }

    /// <summary>The axis is logarithmic: series must be above 0.</summary>
    public bool IsXLogarithmic { get; init; }

    /// <inheritdoc cref="IsXLogarithmic"/>
    public bool IsYLogarithmic { get; init; }

    public SvgPlot Add(SvgSeries series)
    {
        _series.Add(series);
        return this;
    }

    /// <summary>Empty when there is nothing to show.</summary>
    public string Render()
    {
        var stacks = StackedArea.Of(_series);
        FindRange(stacks);
        _text.Clear();
        if (!(_xMax >= _xMin))
        {
            return "";
        }

        Write($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlPage.Escape(title)}\">");
        Write($"<text x=\"{Left}\" y=\"18\" class=\"title\">{HtmlPage.Escape(title)}</text>");
        WriteAxes();
        foreach (var area in stacks)
        {
            WriteArea(area);
        }

        for (var i = 0; i < _series.Count; i++)
        {
            WriteSeries(_series[i], i);
        }

        _text.Append("</svg>");
        return _text.ToString();
    }

    /// <summary>Round numbers, about as many as asked, that lie in the interval.</summary>
    internal static IReadOnlyList<double> Ticks(double least, double most, int count)
    {
        var rough = (most - least) / count;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power <= 1.5 ? 1 : rough / power <= 3.5 ? 2 : rough / power <= 7.5 ? 5 : 10);
        var ticks = new List<double>();
        for (var i = Math.Ceiling(least / step); (i * step) <= most + (1e-9 * step); i++)
        {
            ticks.Add(i * step);
        }

        return ticks;
    }

    private void FindRange(IReadOnlyList<StackedArea> stacks)
    {
        var points = _series.Where(series => series.Mark != SvgMark.Stack).SelectMany(series => series.Points);
        foreach (var (x, y) in points.Concat(stacks.SelectMany(area => area.Upper.Concat(area.Lower))).Where(IsShown))
        {
            _xMin = Math.Min(_xMin, x);
            _xMax = Math.Max(_xMax, x);
            _yMin = Math.Min(_yMin, y);
            _yMax = Math.Max(_yMax, y);
        }

        if (_xMax == _xMin)
        {
            (_xMin, _xMax) = IsXLogarithmic ? (_xMin / 2, _xMax * 2) : (_xMin - 0.5, _xMax + 0.5);
        }

        if (IsYLogarithmic)
        {
            (_yMin, _yMax) = (_yMin / 1.2, _yMax * 1.2);
            return;
        }

        var margin = _yMax == _yMin ? Math.Max(Math.Abs(_yMax) * 0.1, 0.5) : 0.04 * (_yMax - _yMin);
        _yMin -= margin;
        _yMax += margin;
    }

    private bool IsShown((double X, double Y) point) =>
        double.IsFinite(point.X) && double.IsFinite(point.Y) && (!IsXLogarithmic || point.X > 0) && (!IsYLogarithmic || point.Y > 0);

    private void WriteAxes()
    {
        var floor = Height - Bottom;
        foreach (var tick in IsYLogarithmic ? Decades(_yMin, _yMax) : Ticks(_yMin, _yMax, 6))
        {
            Write($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):F1}\" y2=\"{Y(tick):F1}\" class=\"grid\"/>");
            Write($"<text x=\"{Left - 6}\" y=\"{Y(tick) + 4:F1}\" text-anchor=\"end\">{Number(tick)}</text>");
        }

        var ticks = IsXLogarithmic ? Decades(_xMin, _xMax) : Ticks(_xMin, _xMax, 6);
        foreach (var tick in ticks)
        {
            var label = Label(tick);
            Write($"<line x1=\"{X(tick):F1}\" x2=\"{X(tick):F1}\" y1=\"{floor}\" y2=\"{floor + 4}\" class=\"axis\"/>");
            Write($"<text x=\"{X(tick):F1}\" y=\"{floor + 18}\" text-anchor=\"middle\">{label}</text>");
        }

        Write($"<path d=\"M{Left} {Top}V{floor}H{Width - Right}\" class=\"axis\"/>");
        Write($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{HtmlPage.Escape(xLabel)}</text>");
        Write($"<text transform=\"translate(14 {(Top + floor) / 2}) rotate(-90)\" text-anchor=\"middle\">{HtmlPage.Escape(yLabel)}</text>");
    }

    private string Label(double tick)
    {
        if (!IsTime)
        {
            return Number(tick);
        }

        var format = _xMax - _xMin > 3 * 86_400_000.0 ? "d MMM" : "d MMM HH:mm";
        return DateTimeOffset.FromUnixTimeMilliseconds((long)tick).ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Number(double tick) => tick.ToString(Math.Abs(tick) >= 1e5 ? "N0" : "G6", CultureInfo.InvariantCulture);

    private static List<double> Decades(double least, double most)
    {
        var ticks = new List<double>();
        for (var power = Math.Ceiling(Math.Log10(least) - 1e-9); power <= Math.Log10(most) + 1e-9; power++)
        {
            ticks.Add(Math.Pow(10, power));
        }

        return ticks;
    }

    private void WriteSeries(SvgSeries series, int number)
    {
        var colour = number % Colours;
        var y = Top + 6 + (16 * number);
        Write($"<rect x=\"{Width - Right + 12}\" y=\"{y - 8}\" width=\"10\" height=\"10\" class=\"f{colour}\"/>");
        Write($"<text x=\"{Width - Right + 28}\" y=\"{y + 1}\">{HtmlPage.Escape(series.Name)}</text>");
        if (series.Mark is SvgMark.Line or SvgMark.Steps or SvgMark.LinePoints)
        {
            WriteLine(series, colour);
        }

        if (series.Mark is SvgMark.Line or SvgMark.Steps or SvgMark.Stack)
        {
            return;
        }

        for (var i = 0; i < series.Points.Count; i++)
        {
            if (IsShown(series.Points[i]))
            {
                var hint = series.Labels is { } labels ? $"<title>{HtmlPage.Escape(labels[i])}</title>" : "";
                Write($"<circle cx=\"{X(series.Points[i].X):F1}\" cy=\"{Y(series.Points[i].Y):F1}\" r=\"3.5\" class=\"f{colour}\">{hint}</circle>");
            }
        }
    }

    private void WriteArea(StackedArea area)
    {
        _text.Append("<path d=\"");
        var isFirst = true;
        foreach (var (x, y) in area.Upper.Concat(area.Lower.Reverse()))
        {
            Write($"{(isFirst ? 'M' : 'L')}{X(x):F1} {Y(y):F1}");
            isFirst = false;
        }

        Write($"Z\" class=\"f{area.Number % Colours} area\"/>");
    }

    private void WriteLine(SvgSeries series, int colour)
    {
        _text.Append("<path d=\"");
        var isFirst = true;
        foreach (var point in series.Points.Where(IsShown))
        {
            var (x, y) = (X(point.X), Y(point.Y));
            if (isFirst)
            {
                Write($"M{x:F1} {y:F1}");
            }
            else if (series.Mark == SvgMark.Steps)
            {
                Write($"H{x:F1}V{y:F1}");
            }
            else
            {
                Write($"L{x:F1} {y:F1}");
            }

            isFirst = false;
        }

        Write($"\" class=\"s{colour}\"/>");
    }

    private double X(double value) => Left + ((Width - Left - Right) * (IsXLogarithmic
        ? Math.Log(value / _xMin) / Math.Log(_xMax / _xMin)
        : (value - _xMin) / (_xMax - _xMin)));

    private double Y(double value) => Height - Bottom - ((Height - Top - Bottom) * (IsYLogarithmic
        ? Math.Log(value / _yMin) / Math.Log(_yMax / _yMin)
        : (value - _yMin) / (_yMax - _yMin)));

    private void Write(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture));
}
