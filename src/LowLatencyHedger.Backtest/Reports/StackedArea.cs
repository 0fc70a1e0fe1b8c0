namespace LowLatencyHedger.Backtest.Reports;

/// <summary>One of the areas that lie on top of each other in a plot: what is positive above the axis, what is negative below it.</summary>
/// <param name="Number">Of its series.</param>
/// <param name="Upper">The edge away from the axis where it is positive.</param>
/// <param name="Lower">The other edge, at the same places.</param>
internal sealed record StackedArea(int Number, IReadOnlyList<(double X, double Y)> Upper, IReadOnlyList<(double X, double Y)> Lower)
{
    /// <summary>Of the series that are to be stacked, in their order.</summary>
    public static IReadOnlyList<StackedArea> Of(IReadOnlyList<SvgSeries> series)
    {
        var areas = new List<StackedArea>();
        double[] above = [];
        double[] below = [];
        for (var i = 0; i < series.Count; i++)
        {
            if (series[i].Mark != SvgMark.Stack)
            {
                continue;
            }

            var points = series[i].Points;
            Array.Resize(ref above, points.Count);
            Array.Resize(ref below, points.Count);
            var upper = new (double X, double Y)[points.Count];
            var lower = new (double X, double Y)[points.Count];
            for (var j = 0; j < points.Count; j++)
            {
                var (x, y) = points[j];
                ref var edge = ref y >= 0 ? ref above[j] : ref below[j];
                upper[j] = (x, edge + y);
                lower[j] = (x, edge);
                edge += y;
            }

            areas.Add(new StackedArea(i, upper, lower));
        }

        return areas;
    }
}
