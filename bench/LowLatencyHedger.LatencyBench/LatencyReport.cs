using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Bench;

namespace LowLatencyHedger.LatencyBench;

/// <summary>The result, for people and for scripts.</summary>
internal static class LatencyReport
{
    public static JsonObject ToJson(LatencyOptions options, IReadOnlyList<RateResult> rates, DateTime utc) => new()
    {
        ["bench"] = "latency",
        ["date"] = utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["machine"] = Machine.ToJson(),
        ["settings"] = new JsonObject
        {
            ["layout"] = options.Layout,
            ["tls"] = options.IsTls,
            ["bursts"] = options.IsBursty,
            ["triggersPerSecond"] = options.TriggersPerSecond,
            ["slices"] = options.Slices,
            ["sliceSeconds"] = options.SliceSeconds,
            ["optionsInBook"] = options.BookSize,
        },
        ["rates"] = new JsonArray([.. rates.Select(Rate)]),
    };

    public static void Write(TextWriter output, JsonObject report, LatencyOptions options, IReadOnlyList<RateResult> rates)
    {
        BenchReport.WriteMachine(output, report);
        output.WriteLine($"{BenchReport.Collector(report)}; {report["date"]}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Layout}, {(options.IsTls ? "tls" : "plain")}, {(options.IsBursty ? "bursts" : "evenly spaced")}, {options.TriggersPerSecond} triggers/s, "
            + $"{options.BookSize} options, {options.Slices} x {options.SliceSeconds} s each; in ns, - where fewer than ten samples lie beyond"));
        output.WriteLine();
        output.WriteLine(
            $"{"rate/s",8}  {"figure",-10}{"samples",10}{string.Concat(LatencyRow.Percentiles.Select(one => $"{one.Text,12}"))}{"max",12}");
        foreach (var rate in rates)
        {
            foreach (var row in rate.Rows)
            {
                var percentiles = string.Concat(row.PercentileNanos.Append(row.MaxNanos).Select(nanos => $"{Text(nanos),12}"));
                output.WriteLine($"{rate.Rate,8}  {row.Name,-10}{row.Samples,10}{percentiles}");
            }

            output.WriteLine(
                $"{"",10}{rate.Unanswered} of {rate.Triggers} triggers without an order, {rate.OrdersNotKept} orders not kept, "
                + $"{Text(rate.ConflatedPrices)} prices conflated, {Text(rate.Collections)} collections, {Text(rate.HotThreadBytes)} bytes on hot threads, "
                + $"{Text(rate.MethodsCompiled)} methods compiled");
        }
    }

    private static JsonObject Rate(RateResult rate) => new()
    {
        ["rate"] = rate.Rate,
        ["triggers"] = rate.Triggers,
        ["triggersWithoutOrder"] = rate.Unanswered,
        ["ordersNotKept"] = rate.OrdersNotKept,
        ["conflatedPrices"] = rate.ConflatedPrices,
        ["gcCollections"] = rate.Collections,
        ["hotThreadAllocatedBytes"] = rate.HotThreadBytes,
        ["methodsCompiled"] = rate.MethodsCompiled,
        ["rows"] = new JsonArray([.. rate.Rows.Select(Row)]),
    };

    private static JsonObject Row(LatencyRow row)
    {
        var json = new JsonObject { ["name"] = row.Name, ["samples"] = row.Samples };
        foreach (var (one, nanos) in LatencyRow.Percentiles.Zip(row.PercentileNanos))
        {
            json[one.JsonName] = nanos;
        }

        json["maxNanos"] = row.MaxNanos;
        return json;
    }

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
