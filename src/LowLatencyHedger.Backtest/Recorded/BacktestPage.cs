using LowLatencyHedger.Backtest.Reports;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>A backtest's outcome as a page: the policies side by side, then each with its plots.</summary>
public static class BacktestPage
{
    private const int PointsMax = 2_000;

    public static string Render(BacktestResult result)
    {
        var page = new HtmlPage("Backtest of hedging policies")
            .Paragraph(BacktestReport.Describe(result))
            .Plot(Frontier(result))
            .Table(BacktestReport.Heads, result.Policies.Select(BacktestReport.Cells))
            .Paragraph(
                "Delta noise: standard deviation of a day's first-order profit of options and hedge together. Unexplained: sum over the days of "
                + "what the attribution does not tell, without its sign, over that of all its lines.");
        if (result.Sweep.Count > 0)
        {
            page.Heading("Price of latency").Plot(Latency(result.Sweep)).Table(
                ["latency ms", .. BacktestReport.Heads.Skip(1)],
                result.Sweep.Select(point => BacktestReport.SweepCells(point.LatencyMillis, point.Result)));
        }

        foreach (var policy in result.Policies)
        {
            Policy(page, policy);
        }

        return page.ToString();
    }

    private static SvgPlot Frontier(BacktestResult result)
    {
        var plot = new SvgPlot("Noise against cost", "hedge cost, USD", "delta noise a day, USD");
        foreach (var family in result.Policies.GroupBy(policy => policy.Policy.Split(':')[0]))
        {
            var members = family.OrderBy(policy => policy.HedgeCostUsd).ToList();
            plot.Add(new SvgSeries(
                family.Key,
                SvgMark.LinePoints,
                [.. members.Select(policy => (policy.HedgeCostUsd, policy.DeltaNoiseDailySdUsd))],
                [.. members.Select(policy => policy.Policy)]));
        }

        return plot;
    }

    private static SvgPlot Latency(IReadOnlyList<LatencyPoint> sweep) =>
        new SvgPlot("Price of latency", "latency each way, ms", "USD") { IsXLogarithmic = true }
            .Add(Over(sweep, "hedge cost", result => result.HedgeCostUsd))
            .Add(Over(sweep, "delta noise a day", result => result.DeltaNoiseDailySdUsd));

    private static SvgSeries Over(IReadOnlyList<LatencyPoint> sweep, string name, Func<PolicyResult, double> figure) =>
        new(name, SvgMark.LinePoints, [.. sweep.Select(point => (point.LatencyMillis, figure(point.Result)))]);

    private static void Policy(HtmlPage page, PolicyResult policy)
    {
        var samples = Thinned(policy.Samples);
        var trades = Thinned(policy.Trades);
        page.Heading(policy.Policy);
        page.Plot(new SvgPlot("Net delta in its band", "UTC", "coins") { IsTime = true }
            .Add(Over(samples, "delta", sample => sample.Delta))
            .Add(Over(samples, "band, lower", sample => sample.BandLower))
            .Add(Over(samples, "band, upper", sample => sample.BandUpper)));
        page.Plot(new SvgPlot("Index", "UTC", "USD") { IsTime = true }.Add(Over(samples, "index", sample => sample.Index)));
        page.Plot(new SvgPlot("Position in the perpetual", "UTC", "USD") { IsTime = true }
            .Add(Over(samples, "position", sample => sample.HedgeUsd)));
        page.Plot(Attribution(samples));
        page.Plot(new SvgPlot("Slippage of hedges", "UTC", "bps of the mid price at arrival") { IsTime = true }
            .Add(new SvgSeries("hedges", SvgMark.Points, [.. trades.Select(trade => ((double)trade.UtcMillis, trade.SlippageBps))])));
        var lines = Enum.GetValues<ProfitLine>().Select(line => Row(line.ToString(), policy.Lines[(int)line], "F2"));
        page.Table(["profit", "USD"], [.. lines, Row("all", policy.ProfitUsd, "F2")]);
        page.Table(
            ["reconciliation", "ledger", "other way", "difference USD"],
            policy.Reconciliations.Select(check => (IReadOnlyList<string>)
            [
                check.What,
                BacktestReport.Number(check.Ledger, "F8"),
                BacktestReport.Number(check.Other, "F8"),
                BacktestReport.Number(check.DifferenceUsd, "F4"),
            ]));
    }

    /// <summary>
    /// The lines on top of each other, and what they add up to. Delta and its hedge are one: each alone would hide all else.
    /// </summary>
    private static SvgPlot Attribution(IReadOnlyList<BacktestSample> samples)
    {
        var plot = new SvgPlot("Where the profit came from", "UTC", "USD, summed up") { IsTime = true };
        plot.Add(Over(samples, "delta and hedge", DeltaAndHedge, SvgMark.Stack));
        foreach (var line in Enum.GetValues<ProfitLine>().Where(line => line is not (ProfitLine.OptionDelta or ProfitLine.Hedge)))
        {
            plot.Add(Over(samples, line.ToString(), sample => sample.Lines[(int)line], SvgMark.Stack));
        }

        return plot.Add(Over(samples, "all", sample => sample.Lines.Sum()));
    }

    private static double DeltaAndHedge(BacktestSample sample) =>
        sample.Lines[(int)ProfitLine.OptionDelta] + sample.Lines[(int)ProfitLine.Hedge];

    private static IReadOnlyList<string> Row(string name, double value, string format) => [name, BacktestReport.Number(value, format)];

    private static SvgSeries Over(
        IReadOnlyList<BacktestSample> samples, string name, Func<BacktestSample, double> of, SvgMark mark = SvgMark.Line) =>
        new(name, mark, [.. samples.Select(sample => ((double)sample.UtcMillis, of(sample)))]);

    private static IReadOnlyList<T> Thinned<T>(IReadOnlyList<T> all)
    {
        var every = (all.Count + PointsMax - 1) / PointsMax;
        return every <= 1 ? all : [.. all.Where((_, i) => i % every == 0)];
    }
}
