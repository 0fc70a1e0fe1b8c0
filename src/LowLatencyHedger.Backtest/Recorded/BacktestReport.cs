using System.Globalization;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>A backtest's outcome as text and JSON. <see cref="BacktestPage"/> makes the page.</summary>
public static class BacktestReport
{
    internal static readonly string[] Heads =
    [
        "policy", "profit USD", "hedge cost USD", "daily sd USD", "unhedged sd USD", "delta noise USD", "hedges", "slippage bps", "in band %",
        "unexplained %",
    ];

    public static JsonObject ToJson(BacktestResult result)
    {
        var settings = result.Settings;
        return new JsonObject
        {
            ["market"] = settings.Market,
            ["currency"] = settings.Currency,
            ["series"] = settings.Series,
            ["from"] = settings.From.ToString("O"),
            ["to"] = settings.To.ToString("O"),
            ["seed"] = settings.Seed,
            ["options"] = settings.Options,
            ["latencyMillis"] = settings.LatencyMillis,
            ["isComplete"] = result.IsComplete,
            ["isReconciled"] = result.IsReconciled,
            ["runSeconds"] = result.RunSeconds,
            ["policies"] = new JsonArray([.. result.Policies.Select(Policy)]),
            ["latencySweep"] = new JsonArray([.. result.Sweep.Select(point =>
            {
                var row = Policy(point.Result);
                row["latencyMillis"] = point.LatencyMillis;
                return (JsonNode)row;
            })]),
        };
    }

    public static void WriteText(BacktestResult result, TextWriter output)
    {
        output.WriteLine(Describe(result));
        WriteTable(output, Heads, result.Policies.Select(Cells));
        output.WriteLine();
        WriteTable(output, ["attribution USD", .. result.Policies.Select(policy => policy.Policy)], Lines(result));
        output.WriteLine();
        var off = result.Policies.Max(policy => policy.Reconciliations.Max(check => Math.Abs(check.DifferenceUsd)));
        output.WriteLine($"two ledgers, the core and the steps differ by at most {Number(off, "G3")} USD");
        foreach (var policy in result.Policies)
        {
            foreach (var wrong in policy.Reconciliations.Where(check => !check.IsFine))
            {
                output.WriteLine($"{policy.Policy}: {wrong.What}: off by {Number(wrong.DifferenceUsd, "F4")} USD");
            }
        }

        if (result.Sweep.Count > 0)
        {
            output.WriteLine();
            var rows = result.Sweep.Select(point => SweepCells(point.LatencyMillis, point.Result));
            WriteTable(output, ["latency ms", .. Heads.Skip(1)], rows);
        }
    }

    /// <summary>A row for each line of the attribution, a column for each policy.</summary>
    internal static IEnumerable<IReadOnlyList<string>> Lines(BacktestResult result) =>
        Enum.GetValues<ProfitLine>().Select(line =>
            (IReadOnlyList<string>)[line.ToString(), .. result.Policies.Select(policy => Number(policy.Lines[(int)line], "F0"))]);

    internal static IReadOnlyList<string> Cells(PolicyResult policy) =>
    [
        policy.Policy,
        Number(policy.ProfitUsd, "F0"),
        Number(policy.HedgeCostUsd, "F0"),
        Number(policy.DailySdUsd, "F0"),
        Number(policy.UnhedgedDailySdUsd, "F0"),
        Number(policy.DeltaNoiseDailySdUsd, "F0"),
        Number(policy.Trades.Count, "F0"),
        Number(policy.MeanSlippageBps, "F2"),
        Number(policy.InBandPct, "F1"),
        Number(100 * policy.UnexplainedOverGross, "F3"),
    ];

    internal static IReadOnlyList<string> SweepCells(double latencyMillis, PolicyResult policy) =>
        [Number(latencyMillis, "G4"), .. Cells(policy).Skip(1)];

    internal static string Describe(BacktestResult result)
    {
        var settings = result.Settings;
        var until = result.Policies.Min(policy => policy.UntilUtcMillis);
        var end = result.IsComplete
            ? ""
            : $"; interrupted, until {DateTimeOffset.FromUnixTimeMilliseconds(until):yyyy-MM-dd HH:mm} UTC";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Options} {settings.Currency} options, market {settings.Market}, {settings.From:yyyy-MM-dd} to {settings.To:yyyy-MM-dd}, "
            + $"seed {settings.Seed}, {settings.LatencyMillis:G4} ms each way, taker {settings.TakerBps:G4} bps{end}");
    }

    internal static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static void WriteTable(TextWriter output, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        var widths = heads.Select((head, i) => Math.Max(head.Length, all.Count == 0 ? 0 : all.Max(row => row[i].Length))).ToList();
        output.WriteLine(string.Join("  ", heads.Select((head, i) => i == 0 ? head.PadRight(widths[i]) : head.PadLeft(widths[i]))));
        foreach (var row in all)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
        }
    }

    private static JsonObject Policy(PolicyResult policy)
    {
        var lines = new JsonObject();
        foreach (var line in Enum.GetValues<ProfitLine>())
        {
            var name = line.ToString();
            lines[char.ToLowerInvariant(name[0]) + name[1..] + "Usd"] = policy.Lines[(int)line];
        }

        return new JsonObject
        {
            ["policy"] = policy.Policy,
            ["isComplete"] = policy.IsComplete,
            ["untilUtcMillis"] = policy.UntilUtcMillis,
            ["steps"] = policy.Steps,
            ["profitUsd"] = policy.ProfitUsd,
            ["profitCoins"] = policy.ProfitCoins,
            ["hedgeCostUsd"] = policy.HedgeCostUsd,
            ["dailySdUsd"] = policy.DailySdUsd,
            ["unhedgedDailySdUsd"] = policy.UnhedgedDailySdUsd,
            ["deltaNoiseDailySdUsd"] = policy.DeltaNoiseDailySdUsd,
            ["hedges"] = policy.Trades.Count,
            ["optionTrades"] = policy.OptionTrades,
            ["expired"] = policy.Expired,
            ["slippageBps"] = policy.MeanSlippageBps,
            ["latencyBps"] = policy.MeanLatencyBps,
            ["inBandPct"] = policy.InBandPct,
            ["unexplainedOverGross"] = policy.UnexplainedOverGross,
            ["attribution"] = lines,
            ["reconciliation"] = new JsonArray([.. policy.Reconciliations.Select(check => (JsonNode)new JsonObject
            {
                ["what"] = check.What,
                ["ledger"] = check.Ledger,
                ["other"] = check.Other,
                ["differenceUsd"] = check.DifferenceUsd,
                ["isFine"] = check.IsFine,
            })]),
            ["alerts"] = new JsonObject(policy.Alerts.Select(alert => KeyValuePair.Create(alert.Key, (JsonNode?)alert.Value))),
        };
    }
}
