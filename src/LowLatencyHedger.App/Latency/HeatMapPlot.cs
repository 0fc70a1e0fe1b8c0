using System.Globalization;

namespace LowLatencyHedger.App.Latency;

/// <summary>A heat map as an SVG element: time to the right, durations upwards, the more of them the darker.</summary>
internal static class HeatMapPlot
{
    private const double Top = 30;
    private const double RowHeight = 11;
    private const int RowsMin = 4;
    private const int Labels = 4;

    public static string Render(StageRecord stage)
    {
        var heat = stage.Heat;
        var (first, last, most) = Range(heat);
        var floor = Top + (RowHeight * (last - first + 1));
        var svg = new SvgDrawing(stage.Name, floor + 40);
        for (var row = first; row <= last; row++)
        {
            Row(svg, heat, row, floor - (RowHeight * (row - first + 1)), most);
        }

        for (var i = 0; i <= Labels; i++)
        {
            var utc = LatencyReport.Utc(heat.StartSeconds + (heat.ColumnSeconds * heat.Used * i / Labels));
            svg.Text(SvgDrawing.Left + (SvgDrawing.Width * i / Labels), floor + 18, "middle", utc.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        }

        const double Legend = SvgDrawing.Left + SvgDrawing.Width + 12;
        svg.Text(Legend, Top + 10, "start", FormattableString.Invariant($"a column is {heat.ColumnSeconds:0.###} s"));
        svg.Text(Legend, Top + 26, "start", FormattableString.Invariant($"darkest: {most:#,0} of them"));
        return svg.Render();
    }

    private static void Row(SvgDrawing svg, HeatMap heat, int row, double y, long most)
    {
        if (row % HeatMap.RowsPerDecade == 0)
        {
            svg.GridLine(y + RowHeight);
            svg.Text(SvgDrawing.Left - 6, y + RowHeight + 4, "end", FormattableString.Invariant($"{HeatMap.NanosOf(row) / 1000:0.#} us"));
        }

        var width = SvgDrawing.Width / heat.Used;
        for (var column = 0; column < heat.Used; column++)
        {
            if (heat[column, row] is > 0 and var count)
            {
                var opacity = 0.12 + (0.88 * Math.Log(1 + count) / Math.Log(1 + most));
                svg.Rectangle(SvgDrawing.Left + (column * width), y, width, RowHeight, colour: 0, opacity);
            }
        }
    }

    /// <summary>The rows that hold something, and the fullest cell.</summary>
    private static (int First, int Last, long Most) Range(HeatMap heat)
    {
        var (first, last, most) = (HeatMap.Rows - 1, 0, 1L);
        for (var row = 0; row < HeatMap.Rows; row++)
        {
            for (var column = 0; column < heat.Used; column++)
            {
                if (heat[column, row] > 0)
                {
                    (first, last, most) = (Math.Min(first, row), row, Math.Max(most, heat[column, row]));
                }
            }
        }

        // The legend needs the height of some rows.
        first = Math.Min(first, HeatMap.Rows - RowsMin);
        return (first, Math.Max(last, first + RowsMin - 1), most);
    }
}
