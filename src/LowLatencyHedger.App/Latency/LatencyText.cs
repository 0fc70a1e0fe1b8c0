using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Monitor;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Latency;

/// <summary>A report as text for people and as JSON.</summary>
internal static class LatencyText
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static IReadOnlyList<string> Heads { get; } = ["latency, us", "count", "min", "p50", "p90", "p99", "p99.9", "p99.99", "max"];

    /// <summary>The cells below <see cref="Heads"/>.</summary>
    public static IReadOnlyList<string> Cells(StageRecord stage, string suffix = "")
    {
        var row = stage.Total.Summarize();
        long[] values = [row.MinNanos, row.P50Nanos, row.P90Nanos, row.P99Nanos, row.P999Nanos, row.P9999Nanos, row.MaxNanos];
        return [stage.Name + suffix, row.Count.ToString("#,0", CultureInfo.InvariantCulture), .. values.Select(Micros)];
    }

    public static string Micros(long nanos) => (nanos / 1000.0).ToString(nanos < 100_000 ? "0.00" : "#,0", CultureInfo.InvariantCulture);

    public static string Span(LatencyReport report) => report.Stages.Count == 0
        ? "no histogram"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{report.FromUtc:yyyy-MM-dd HH:mm:ss} to {report.ToUtc:yyyy-MM-dd HH:mm:ss} UTC, {report.Lines:#,0} interval histograms"
            + $"{(report.BadLines == 0 ? "" : $", {report.BadLines:#,0} damaged lines passed over")}");

    public static IEnumerable<(string Cause, int Moments, long WorstNanos)> ByCause(LatencyReport report) => report.Slowest
        .GroupBy(moment => moment.Cause.Length == 0 ? "(unknown)" : moment.Cause)
        .Select(cause => (cause.Key, cause.Count(), cause.Max(moment => moment.Nanos)))
        .OrderByDescending(cause => cause.Item2);

    /// <summary>The ticks beyond the engine's budget, each with the cause that the engine found around it.</summary>
    public static IEnumerable<(string Cause, LatencySummary Ticks)> SlowTicks(LatencyReport report) => report.Stages
        .Select(stage => (Cause: SlowMoments.SlowTickCause(stage.Tag), Ticks: stage.Total.Summarize()))
        .Where(row => row.Cause is not null && row.Ticks.Count > 0)
        .Select(row => (row.Cause!, row.Ticks))
        .OrderByDescending(row => row.Ticks.Count);

    public static IEnumerable<Comparison> Compare(StageRecord stage, LatencyReport? baseline) => baseline?.Find(stage) is { } other
        ? [Comparison.Of(stage.Median, other.Median), Comparison.Of(stage.Tail, other.Tail)]
        : [];

    public static string ToText(LatencyReport report, LatencyReport? baseline)
    {
        var text = new StringBuilder().Append(report.File).Append(": ").AppendLine(Span(report)).AppendLine();
        AppendRow(text, Heads);
        foreach (var stage in report.Stages)
        {
            AppendRow(text, Cells(stage));
            if (baseline?.Find(stage) is { } other)
            {
                AppendRow(text, Cells(other, ", base"));
            }
        }

        if (baseline is not null)
        {
            text.AppendLine().Append("against ").Append(baseline.File).Append(": ").AppendLine(Span(baseline));
            foreach (var stage in report.Stages)
            {
                foreach (var comparison in Compare(stage, baseline))
                {
                    text.AppendLine(CultureInfo.InvariantCulture, $"  {stage.Name,-18} p{comparison.Percentile:0}  {comparison.Verdict}");
                }
            }
        }

        if (SlowTicks(report).ToList() is { Count: > 0 } slow)
        {
            text.AppendLine().Append("slow ticks by cause: ")
                .AppendJoin(", ", slow.Select(row => $"{row.Cause} {row.Ticks.Count:#,0} (worst {Micros(row.Ticks.MaxNanos)} us)"));
        }

        text.AppendLine().Append("slowest moments by cause: ");
        return text.AppendJoin(", ", ByCause(report).Select(cause => $"{cause.Cause} {cause.Moments} (worst {Micros(cause.WorstNanos)} us)")).ToString();
    }

    public static string ToJson(LatencyReport report, LatencyReport? baseline) => new JsonObject
    {
        ["file"] = report.File,
        ["baseline"] = baseline?.File,
        ["fromUtc"] = report.FromUtc,
        ["toUtc"] = report.ToUtc,
        ["histograms"] = report.Lines,
        ["damagedLines"] = report.BadLines,
        ["machine"] = report.Machine.DeepClone(),
        ["run"] = report.Run.DeepClone(),
        ["stages"] = new JsonArray([.. report.Stages.Select(stage => (JsonNode)StageJson(stage, baseline))]),
        ["tailByCause"] = new JsonArray([.. ByCause(report).Select(cause => (JsonNode)new JsonObject
        {
            ["cause"] = cause.Cause, ["moments"] = cause.Moments, ["worstNanos"] = cause.WorstNanos,
        })]),
        ["slowTicks"] = new JsonArray([.. SlowTicks(report).Select(row => (JsonNode)new JsonObject
        {
            ["cause"] = row.Cause,
            ["count"] = row.Ticks.Count,
            ["p50Nanos"] = row.Ticks.P50Nanos,
            ["p99Nanos"] = row.Ticks.P99Nanos,
            ["maxNanos"] = row.Ticks.MaxNanos,
        })]),
        ["slowest"] = new JsonArray([.. report.Slowest.Select(moment => (JsonNode)new JsonObject
        {
            ["utc"] = LatencyReport.Utc(moment.StartSeconds),
            ["name"] = moment.Tag,
            ["nanos"] = moment.Nanos,
            ["stage"] = moment.Stage,
            ["stageNanos"] = moment.StageNanos,
            ["cause"] = moment.Cause,
        })]),
    }.ToJsonString(s_indented);

    private static JsonObject StageJson(StageRecord stage, LatencyReport? baseline)
    {
        var json = LatencyDocument.Summary(stage.Total);
        json.Insert(0, "name", stage.Tag);
        if (baseline?.Find(stage) is { } other)
        {
            json["baseline"] = LatencyDocument.Summary(other.Total);
            json["comparison"] = new JsonArray([.. Compare(stage, baseline).Select(one => (JsonNode)new JsonObject
            {
                ["percentile"] = one.Percentile,
                ["ratio"] = one.IsKnown ? one.Ratio : null,
                ["ratioLow95"] = one.IsKnown ? one.Low : null,
                ["ratioHigh95"] = one.IsKnown ? one.High : null,
                ["isBeyondNoise"] = one.IsKnown ? one.IsBeyondNoise : null,
                ["groups"] = one.Groups,
                ["baselineGroups"] = one.BaselineGroups,
                ["verdict"] = one.Verdict,
            })]);
        }

        return json;
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells)
    {
        text.Append("  ").Append(cells[0].PadRight(24));
        foreach (var cell in cells.Skip(1))
        {
            text.Append(cell.PadLeft(11));
        }

        text.AppendLine();
    }
}
