namespace LowLatencyHedger.Backtest.Reports;

/// <summary>How a series is drawn.</summary>
public enum SvgMark
{
    Line,

    /// <summary>A line that keeps its value until the next.</summary>
    Steps,
    Points,

    /// <summary>Points joined by a line.</summary>
    LinePoints,

    /// <summary>An area on top of those before it, or below when it is negative. All of a plot have points at the same places.</summary>
    Stack,
}

/// <summary>One series of a plot. Points that are not finite are left out.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Mark">How it is drawn.</param>
/// <param name="Points">In the order of the line.</param>
/// <param name="Labels">Shown when the mouse is over a point; null for none.</param>
public sealed record SvgSeries(string Name, SvgMark Mark, IReadOnlyList<(double X, double Y)> Points, IReadOnlyList<string>? Labels = null);
