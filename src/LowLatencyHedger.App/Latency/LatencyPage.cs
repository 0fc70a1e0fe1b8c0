using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.Backtest.Reports;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Latency;

/// <summary>A report as one page in one file.</summary>
internal static class LatencyPage
{
    private const int CurvePointsPerDecade = 12;

    public static string Render(LatencyReport report, LatencyReport? baseline)
    {
        var page = new HtmlPage("Latency").Paragraph(LatencyText.Span(report) + ". " + report.File);
        page.Table(LatencyText.Heads, Rows(report, baseline));
        page.Paragraph("Measured inside the engine's process, from the return of the receive call; in microseconds, each right to one in a thousand.");
        if (baseline is not null)
        {
            Comparisons(page, report, baseline);
        }

        page.Heading("Percentile curves");
        page.Plot(Curve("The whole way", report, baseline, stage => !SlowMoments.IsPart(stage.Tag)));
        page.Plot(Curve("Its stages", report, baseline, stage => SlowMoments.IsPart(stage.Tag)));
        Waterfalls(page, report);
        page.Heading("Over time");
        foreach (var stage in report.Stages.Where(stage => !SlowMoments.IsPart(stage.Tag)))
        {
            page.Svg(HeatMapPlot.Render(stage));
        }

        Tail(page, report);
        page.Heading("Machine and run");
        page.Table(["what", ""], Facts(report.Machine, "").Concat(Facts(report.Run, "")));
        return page.ToString();
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(LatencyReport report, LatencyReport? baseline)
    {
        foreach (var stage in report.Stages)
        {
            yield return LatencyText.Cells(stage);
            if (baseline?.Find(stage) is { } other)
            {
                yield return LatencyText.Cells(other, ", baseline");
            }
        }
    }

    private static void Comparisons(HtmlPage page, LatencyReport report, LatencyReport baseline)
    {
        page.Heading("Against the baseline").Paragraph($"{baseline.File}: {LatencyText.Span(baseline)}");
        page.Table(
            ["", "percentile", "groups", "baseline's", "verdict"],
            report.Stages.SelectMany(stage => LatencyText.Compare(stage, baseline).Select(one => (IReadOnlyList<string>)
            [
                stage.Name, FormattableString.Invariant($"p{one.Percentile:0}"), $"{one.Groups}", $"{one.BaselineGroups}", one.Verdict,
            ])));
        page.Paragraph(
            "The percentile of each group of consecutive intervals (10 values or more for p50, 500 for p99) varies from group to group; the interval "
            + "is that of the ratio of the medians over the groups, by a moving-block bootstrap. It holds what varies within these two runs. What "
            + "varies between runs of the same program, such as another layout of memory or another load of the machine, takes several runs to see.");
    }

    private static SvgPlot Curve(string title, LatencyReport report, LatencyReport? baseline, Func<StageRecord, bool> isShown)
    {
        var plot = new SvgPlot(title, "1 / (1 - percentile): 10 is p90, 100 is p99, 1000 is p99.9", "us") { IsXLogarithmic = true, IsYLogarithmic = true };
        foreach (var stage in report.Stages.Where(isShown))
        {
            plot.Add(Series(stage.Name, stage));
            if (baseline?.Find(stage) is { } other)
            {
                plot.Add(Series(stage.Name + ", baseline", other));
            }
        }

        return plot;
    }

    private static SvgSeries Series(string name, StageRecord stage)
    {
        var points = new List<(double, double)>();
        var count = (double)stage.Total.Count;
        for (var i = 0; Math.Pow(10, i / (double)CurvePointsPerDecade) is var x && x < count; i++)
        {
            points.Add((x, stage.Total.ValueAtPercentile(100 * (1 - (1 / x))) / 1000.0));
        }

        points.Add((count, stage.Total.MaxNanos / 1000.0));
        return new SvgSeries(name, SvgMark.Line, points);
    }

    private static void Waterfalls(HtmlPage page, LatencyReport report)
    {
        var parts = report.Stages.Where(stage => SlowMoments.IsPart(stage.Tag) && stage.Total.Count > 0).ToList();
        if (parts.Count == 0)
        {
            return;
        }

        page.Heading("Stages, one after another");
        page.Svg(Waterfall("Median", parts, 50)).Svg(Waterfall("p99", parts, 99));
        page.Paragraph(
            "The first stages are passed by every message, encode and send by orders only. Percentiles do not add up: the p99 of the whole is less "
            + "than the sum of the stages' p99 when they are not slow together.");
    }

    private static string Waterfall(string title, List<StageRecord> parts, double percentile)
    {
        const int RowHeight = 24;
        var nanos = parts.ConvertAll(stage => stage.Total.ValueAtPercentile(percentile));
        var whole = Math.Max(1, nanos.Sum());
        var svg = new SvgDrawing($"{title}: {LatencyText.Micros(whole)} us in all", 40 + (RowHeight * parts.Count));
        var x = SvgDrawing.Left;
        for (var i = 0; i < parts.Count; i++)
        {
            var width = SvgDrawing.Width * nanos[i] / whole;
            var y = 30 + (RowHeight * i);
            svg.Text(SvgDrawing.Left - 8, y + 14, "end", parts[i].Name);
            svg.Rectangle(x, y, Math.Max(1, width), RowHeight - 6, colour: i, opacity: 1);
            svg.Text(x + width + 6, y + 14, "start", LatencyText.Micros(nanos[i]) + " us");
            x += width;
        }

        return svg.Render();
    }

    private static void Tail(HtmlPage page, LatencyReport report)
    {
        page.Heading("The tail by cause");
        if (LatencyText.SlowTicks(report).ToList() is { Count: > 0 } slow)
        {
            page.Paragraph(
                "Ticks beyond the engine's budget (telemetry.slowTickMicros), by what the engine found around each: one cause a tick, the first of "
                + "those that applied.");
            page.Svg(SlowTicks(slow));
            page.Table(
                ["cause", "ticks", "p50, us", "p99, us", "max, us"],
                slow.Select(row => (IReadOnlyList<string>)
                [
                    row.Cause,
                    row.Ticks.Count.ToString("#,0", CultureInfo.InvariantCulture),
                    LatencyText.Micros(row.Ticks.P50Nanos),
                    LatencyText.Micros(row.Ticks.P99Nanos),
                    LatencyText.Micros(row.Ticks.MaxNanos),
                ]));
        }

        page.Paragraph(
            "The slowest hundredth of the intervals, ten at least. The cause is that of the interval's slowest tick where that is half of the time or more; "
            + "else a collection or a compilation in the interval, else the stage that was slowest in it: found together, not proven for the single message.");
        page.Table(
            ["cause", "intervals", "worst, us"],
            LatencyText.ByCause(report).Select(cause => (IReadOnlyList<string>)[cause.Cause, $"{cause.Moments}", LatencyText.Micros(cause.WorstNanos)]));
        page.Table(
            ["UTC", "slowest", "us", "slowest stage", "us", "cause"],
            report.Slowest.Take(20).Select(moment => (IReadOnlyList<string>)
            [
                LatencyReport.Utc(moment.StartSeconds).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
                moment.Tag.Replace('_', ' '),
                LatencyText.Micros(moment.Nanos),
                moment.Stage,
                LatencyText.Micros(moment.StageNanos),
                moment.Cause,
            ]));
    }

    /// <summary>How many ticks each cause made slow.</summary>
    private static string SlowTicks(List<(string Cause, LatencySummary Ticks)> slow)
    {
        const int RowHeight = 24;
        var most = slow.Max(row => row.Ticks.Count);
        var svg = new SvgDrawing("Slow ticks by cause", 40 + (RowHeight * slow.Count));
        for (var i = 0; i < slow.Count; i++)
        {
            var (cause, ticks) = slow[i];
            var width = (SvgDrawing.Width - 100) * ticks.Count / most;
            var y = 30 + (RowHeight * i);
            svg.Text(SvgDrawing.Left - 8, y + 14, "end", cause);
            svg.Rectangle(SvgDrawing.Left, y, Math.Max(1, width), RowHeight - 6, colour: i, opacity: 1);
            svg.Text(SvgDrawing.Left + width + 6, y + 14, "start", ticks.Count.ToString("#,0", CultureInfo.InvariantCulture));
        }

        return svg.Render();
    }

    private static IEnumerable<IReadOnlyList<string>> Facts(JsonObject facts, string before)
    {
        foreach (var (name, value) in facts)
        {
            if (value is JsonObject inner)
            {
                foreach (var row in Facts(inner, before + name + " "))
                {
                    yield return row;
                }
            }
            else
            {
                yield return [before + name, value is JsonArray list ? string.Join("; ", list) : $"{value}"];
            }
        }
    }
}
