using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.Backtest.Reports;

namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>An experiment's outcome as text, JSON and a page.</summary>
public static class LabReport
{
    private static readonly string[] s_heads =
    [
        "policy", "mean cost %", "sd %", "trades", "certainty equivalent %", "mean cost", "sd", "hedging cost", "performance",
        "± cost %", "± sd %", "± certain %",
    ];

    public static JsonObject ToJson(LabResult result)
    {
        var settings = result.Settings;
        var inputs = new JsonObject
        {
            ["spot"] = settings.Spot,
            ["strike"] = settings.Strike,
            ["rate"] = settings.Rate,
            ["vol"] = settings.Volatility,
            ["drift"] = settings.Drift ?? settings.Rate,
            ["expiryDays"] = settings.ExpiryDays,
            ["option"] = settings.Kind.ToString().ToLowerInvariant(),
            ["position"] = settings.IsLong ? "long" : "short",
            ["paths"] = settings.Paths,
            ["pathsDone"] = result.PathsDone,
            ["seed"] = settings.Seed,
            ["costBps"] = settings.CostBps,
            ["fixedCost"] = settings.FixedCost,
            ["aversion"] = settings.Aversion,
            ["checkMinutes"] = settings.CheckMinutes,
            ["latencySeconds"] = settings.LatencySeconds,
            ["lot"] = settings.Lot,
            ["startsHedged"] = settings.StartsHedged,
            ["believedCostBps"] = settings.BelievedCostBps ?? settings.CostBps,
            ["premium"] = result.Premium,
        };
        if (settings.Model == PathModel.Merton)
        {
            inputs["jumpsPerYear"] = settings.Jumps.JumpsPerYear;
            inputs["jumpMean"] = settings.Jumps.MeanLogJump;
            inputs["jumpSd"] = settings.Jumps.LogJumpDeviation;
        }

        return new JsonObject
        {
            ["model"] = settings.Model.ToString().ToLowerInvariant(),
            ["inputs"] = inputs,
            ["rows"] = new JsonArray([.. result.Rows.Select(Row)]),
        };
    }

    public static void WriteText(LabResult result, TextWriter output)
    {
        output.WriteLine(Describe(result));
        var width = Math.Max(s_heads[0].Length, result.Rows.Max(row => row.Policy.Length));
        output.WriteLine($"{s_heads[0].PadRight(width)}  {string.Join("  ", s_heads.Skip(1))}");
        foreach (var row in result.Rows)
        {
            var cells = Cells(row, result.Premium).Select((cell, i) => i == 0 ? cell.PadRight(width) : cell.PadLeft(s_heads[i].Length));
            output.WriteLine(string.Join("  ", cells));
        }
    }

    public static string ToHtml(LabResult result)
    {
        var plot = new SvgPlot("Noise against cost", "mean cost, % of the premium", "sd of the profit, % of the premium");
        foreach (var family in result.Rows.GroupBy(row => row.Policy.Split(':')[0]))
        {
            var rows = family.OrderBy(row => row.MeanCost).ToList();
            plot.Add(new SvgSeries(
                family.Key,
                SvgMark.LinePoints,
                [.. rows.Select(row => (100 * row.MeanCostOverPremium, 100 * row.SdOverPremium))],
                [.. rows.Select(row => row.Policy)]));
        }

        return new HtmlPage("Hedging policies in the laboratory")
            .Paragraph(Describe(result))
            .Plot(plot)
            .Table(s_heads, result.Rows.Select(row => Cells(row, result.Premium)))
            .Paragraph(
                "Per cent are of the premium, the model's value of the option. Mean cost: present value of trading, the first hedge in it. "
                + "Sd: of the profit at expiry. Certainty equivalent: of exponential utility; nearer to zero is better. Hedging cost: present "
                + "value of all that hedging cost, the payoff in it. Performance: sd of that present value over the premium. ±: standard errors.")
            .ToString();
    }

    private static JsonNode Row(LabRow row) => new JsonObject
    {
        ["policy"] = row.Policy,
        ["meanCost"] = row.MeanCost,
        ["meanCostOverPremium"] = row.MeanCostOverPremium,
        ["sd"] = row.Sd,
        ["sdOverPremium"] = row.SdOverPremium,
        ["trades"] = row.Trades,
        ["certaintyEquivalentOverPremium"] = row.CertaintyEquivalentOverPremium,
        ["performance"] = row.Performance,
        ["meanCostError"] = row.MeanCostError,
        ["sdError"] = row.SdError,
        ["certaintyEquivalentError"] = row.CertaintyEquivalentError,
        ["certaintyEquivalent"] = row.CertaintyEquivalent,
        ["meanHedgingCost"] = row.MeanHedgingCost,
    };

    private static IReadOnlyList<string> Cells(LabRow row, double premium) =>
    [
        row.Policy,
        Number(100 * row.MeanCostOverPremium, "F3"),
        Number(100 * row.SdOverPremium, "F3"),
        Number(row.Trades, "F1"),
        Number(100 * row.CertaintyEquivalentOverPremium, "F3"),
        Number(row.MeanCost, "G6"),
        Number(row.Sd, "G6"),
        Number(row.MeanHedgingCost, "G6"),
        Number(row.Performance, "F4"),
        Number(100 * row.MeanCostError / premium, "F3"),
        Number(100 * row.SdError / premium, "F3"),
        Number(100 * row.CertaintyEquivalentError / premium, "F3"),
    ];

    private static string Describe(LabResult result)
    {
        var settings = result.Settings;
        var jumps = settings.Model == PathModel.Gbm
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture, $", {settings.Jumps.JumpsPerYear:G4} jumps a year of {settings.Jumps.LogJumpDeviation:P1}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(settings.IsLong ? "long" : "short")} {settings.Kind.ToString().ToLowerInvariant()} {settings.Strike:G6}, spot {settings.Spot:G6}, "
            + $"{settings.ExpiryDays:G4} days, vol {settings.Volatility:P1}{jumps}, cost {settings.CostBps:G4} bp + {settings.FixedCost:G4}, "
            + $"premium {result.Premium:F4}, {result.PathsDone} paths, seed {settings.Seed}");
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
