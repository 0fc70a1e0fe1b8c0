using System.Diagnostics;
using System.Text.Json.Nodes;
using LowLatencyHedger.LatencyBench;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Tests.Bench;

public sealed class LatencyBenchTests
{
    private static readonly string[] s_rows = ["decision", "inProcess", "send", "wire", "echo", "echoOfTwo"];
    private static readonly string[] s_engineSays = ["conflatedPrices", "gcCollections", "hotThreadAllocatedBytes", "methodsCompiled"];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(19, 0)]
    [InlineData(20, 1)]
    [InlineData(100, 2)]
    [InlineData(999, 2)]
    [InlineData(1_000, 3)]
    [InlineData(9_999, 3)]
    [InlineData(10_000, 4)]
    [InlineData(100_000, 5)]
    public void Of_SomeSamples_PercentilesWithTenSamplesBeyond(int count, int known)
    {
        var row = LatencyRow.Of("decision", Histogram(count));

        Assert.Equal(count, row.Samples);
        Assert.Equal(known, row.PercentileNanos.TakeWhile(nanos => nanos is not null).Count());
        Assert.All(row.PercentileNanos.Skip(known), nanos => Assert.Null(nanos));
        Assert.Equal(count > 0, row.MaxNanos is not null);
        foreach (var ((percentile, _, _, _), nanos) in LatencyRow.Percentiles.Zip(row.PercentileNanos).Take(known))
        {
            var exact = count * percentile / 100;
            Assert.InRange(nanos!.Value, exact, (exact * 1.001) + 1);
        }
    }

    [Fact]
    public void Report_UnknownPercentiles_DashInTheTableAndNullInJson()
    {
        var options = new LatencyOptions([5_000], 3, "dedicated", IsTls: true, IsBursty: true, 20, IsQuick: false);
        var known = LatencyRow.Of("decision", Histogram(1_000));
        RateResult[] rates = [new(5_000, [known, LatencyRow.Of("wire", Histogram(0))], 60, 2, 1, 7, 0, 0, null)];

        var report = LatencyReport.ToJson(options, rates, new DateTime(2026, 11, 21, 1, 2, 3, DateTimeKind.Utc));
        var text = new StringWriter();
        LatencyReport.Write(text, report, options, rates);
        var lines = text.ToString().Split('\n');

        Assert.Contains("2026-11-21T01:02:03Z", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("dedicated, tls, bursts, 20 triggers/s, 1000 options, 3 x 1 s each", lines[2], StringComparison.Ordinal);
        Assert.Equal(["rate/s", "figure", "samples", "p50", "p90", "p99", "p99.9", "p99.99", "max"], Words(lines[4]));
        Assert.Equal(["5000", "decision", "1000", "500", "900", "990", "-", "-", "1000"], Words(lines[5]));
        Assert.Equal(["5000", "wire", "0", "-", "-", "-", "-", "-", "-"], Words(lines[6]));
        Assert.Equal(
            "2 of 60 triggers without an order, 1 orders not kept, 7 prices conflated, 0 collections, 0 bytes on hot threads, - methods compiled",
            lines[7].Trim());
        var rate = report["rates"]![0]!.AsObject();
        Assert.Equal((60, 2, 1L), ((int)rate["triggers"]!, (int)rate["triggersWithoutOrder"]!, (long)rate["ordersNotKept"]!));
        Assert.Null(rate["methodsCompiled"]);
        Assert.Equal("""{"name":"decision","samples":1000,"p50Nanos":500,"p90Nanos":900,"p99Nanos":990,"p999Nanos":null,"p9999Nanos":null,"maxNanos":1000}""", rate["rows"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("--rate 5x", "--rate 5x: expected messages a second from 1 to 1000000")]
    [InlineData("--rate 1k,,2k", "--rate 1k,,2k: expected")]
    [InlineData("--rate 1001k", "--rate 1001k: expected")]
    [InlineData("--rate 0", "--rate 0: expected")]
    [InlineData("--seconds 0", "--seconds 0: expected a whole number from 1 to 86400")]
    [InlineData("--seconds long", "--seconds long: expected")]
    [InlineData("--triggers 1001", "--triggers 1001: expected a whole number from 1 to 1000")]
    [InlineData("--layout both", "--layout both: expected shared or dedicated")]
    [InlineData("--rate 40,20k", "--triggers 50: expected at most the least --rate, which is 40")]
    [InlineData("--rats 5k", "did you mean --rate?")]
    public void Program_BadOption_WrongUsageThatSaysWhatWasExpected(string arguments, string expected)
    {
        var (exit, output, errors) = Run(arguments);

        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1k", 1_000)]
    [InlineData("1k,750,20k", 1_000, 750, 20_000)]
    public void Parse_Rates_ThousandsAndLists(string text, params int[] expected)
    {
        var command = LatencyCommand.Create();
        var parsed = command.Parse(["--rate", text]);

        Assert.Empty(parsed.Errors);
        Assert.Equal(expected, parsed.GetValue<int[]>("--rate"));
    }

    [Fact]
    public void Program_Quick_EveryRowAndWhatTheEngineSays()
    {
        var directory = Directory.CreateTempSubdirectory("latency-bench-");
        try
        {
            var (exit, output, errors) = Run("--quick --rate 1k --json --out " + directory.FullName);

            Assert.Equal((0, ""), (exit, errors));
            var report = JsonNode.Parse(output)!;
            Assert.Equal("latency", (string?)report["bench"]);
            var rate = Assert.Single(report["rates"]!.AsArray())!;
            Assert.Equal(1_000, (int)rate["rate"]!);
            Assert.Equal(10, (int)rate["triggers"]!);
            Assert.Equal(s_rows, rate["rows"]!.AsArray().Select(row => (string?)row!["name"]));
            Assert.True((long)rate["rows"]![0]!["samples"]! > 0, output);
            Assert.All(s_engineSays, name => Assert.True((long)rate[name]! >= 0, output));
            Assert.Equal(output.Trim(), JsonNode.Parse(File.ReadAllText(Path.Combine(directory.FullName, "latency.json")))!.ToJsonString());
            Assert.StartsWith("```text\nbench latency: ", File.ReadAllText(Path.Combine(directory.FullName, "latency.md")), StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Each command of the pages that start the program.</summary>
    [Theory]
    [InlineData("bench/BENCHMARKING.md")]
    [InlineData("bench/LowLatencyHedger.LatencyBench/README.md")]
    public void Commands_OnThePages_AreUnderstood(string page)
    {
        const string Start = "--project bench/LowLatencyHedger.LatencyBench -- ";
        var lines = File.ReadLines(Path.Combine(HedgerProcess.RepositoryRoot, page)).Where(line => line.Contains(Start, StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Empty(LatencyCommand.Create().Parse(line[(line.IndexOf(Start, StringComparison.Ordinal) + Start.Length)..]).Errors));
    }

    private static LatencyHistogram Histogram(int count)
    {
        var histogram = new LatencyHistogram();
        for (var nanos = 1; nanos <= count; nanos++)
        {
            histogram.Record(nanos);
        }

        return histogram;
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static (int ExitCode, string Output, string Errors) Run(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "LowLatencyHedger.LatencyBench"), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
