using System.Text.Json.Nodes;
using LowLatencyHedger.App.Latency;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Latency;

public sealed class LatencyReportTests : IDisposable
{
    private const long StartUtcNanos = 1_795_258_333 * Nanos.PerSecond;

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-latency-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Agent_HotThreadsRecord_LogHasEveryIntervalAndTheRest()
    {
        var stages = new StageHistograms();
        var path = Path.Combine(_directory, HistogramLogAgent.FileName);
        var people = new StringWriter();
        var agent = new HistogramLogAgent(stages, path, Nanos.PerSecond, "{\"layout\":\"shared\"}", new RunLog(people));
        agent.OnStart();
        var now = HotClock.MonotonicNanos();
        for (var second = 1; second <= 3; second++)
        {
            stages.Record(LatencyStage.TickToTrade, second * 10_000);
            Assert.Equal(1, agent.DoWork(now + (second * Nanos.PerSecond) + Nanos.PerMilli));
            Assert.Equal(0, agent.DoWork(now + (second * Nanos.PerSecond) + (2 * Nanos.PerMilli)));
        }

        stages.Record(LatencyStage.Decode, 700);
        agent.OnClose();

        var report = LatencyReport.Read(path);
        Assert.Equal("", people.ToString());
        Assert.Equal("shared", (string)report.Run["layout"]!);
        Assert.Equal(Environment.ProcessorCount, (int)report.Machine["cores"]!);
        Assert.Equal(["tick_to_trade", "decode"], report.Stages.Select(stage => stage.Tag));
        Assert.Equal(stages[LatencyStage.TickToTrade].Summarize(), report.Stages[0].Total.Summarize());
        Assert.Equal(1, report.Stages[1].Total.Count);
        Assert.Equal(4, report.Lines);
    }

    [Fact]
    public void Agent_DirectoryIsGone_TellsOnceAndGoesOn()
    {
        var people = new StringWriter();
        var stages = new StageHistograms();
        var agent = new HistogramLogAgent(stages, Path.Combine(_directory, "none", "latency.hlog"), 1, "{}", new RunLog(people));
        agent.OnStart();
        stages.Record(LatencyStage.Core, 5);
        agent.DoWork();
        agent.OnClose();

        Assert.Single(people.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Compare_SameAndSlowerRuns_SaysWhetherTheDifferenceIsBeyondNoise()
    {
        var random = new Random(Seeds.For(nameof(Compare_SameAndSlowerRuns_SaysWhetherTheDifferenceIsBeyondNoise), 4_411));
        var (first, second, slower, small) = (Log("a", random, 60, 1), Log("b", random, 60, 1), Log("c", random, 60, 1.5), Log("d", random, 3, 1));

        Assert.All(Compare(first, second), one => Assert.False(one.IsBeyondNoise, one.Verdict));
        Assert.All(Compare(slower, first), one => Assert.True(one.IsBeyondNoise && one.Low < 1.5 && one.High > 1.4 && one.Ratio > 1.3, one.Verdict));
        Assert.All(Compare(first, slower), one => Assert.StartsWith("faster beyond noise", one.Verdict, StringComparison.Ordinal));
        Assert.All(Compare(small, first), one => Assert.StartsWith("cannot be told", one.Verdict, StringComparison.Ordinal));
    }

    [Fact]
    public void Slowest_CollectionInTheInterval_IsItsCauseElseTheSlowestStage()
    {
        var path = Path.Combine(_directory, "causes.hlog");
        using (var writer = new HistogramLogWriter(path, StartUtcNanos))
        {
            for (var i = 0; i < 3; i++)
            {
                var start = StartUtcNanos + (i * Nanos.PerSecond);
                writer.Write("tick_to_trade", Of((3 - i) * 1_000_000), start, start + Nanos.PerSecond);
                writer.Write("core", Of(i == 1 ? 900_000 : 100), start, start + Nanos.PerSecond);
                writer.Write("send", Of(50_000), start, start + Nanos.PerSecond);
            }

            writer.WriteMark(HistogramLogAgent.CollectionsMark, StartUtcNanos, 1);
        }

        Assert.Equal(["collection", "core", "send"], LatencyReport.Read(path).Slowest.Select(moment => moment.Cause));
    }

    [Fact]
    public void Slowest_SlowTickOfHalfTheTime_HasTheCauseThatTheEngineFound()
    {
        var path = Path.Combine(_directory, "ticks.hlog");
        using (var writer = new HistogramLogWriter(path, StartUtcNanos))
        {
            for (var i = 0; i < 2; i++)
            {
                var start = StartUtcNanos + (i * Nanos.PerSecond);
                writer.Write("tick_to_decision", Of(1_000_000), start, start + Nanos.PerSecond);
                writer.Write("core", Of(100), start, start + Nanos.PerSecond);
                writer.Write("slow_tick_burst", Of(60_000), start, start + Nanos.PerSecond);
                writer.Write("slow_tick_page_fault", Of(i == 0 ? 900_000 : 70_000), start, start + Nanos.PerSecond);
            }
        }

        var report = LatencyReport.Read(path);
        Assert.Equal(["page fault", "core"], report.Slowest.Select(moment => moment.Cause));
        Assert.All(report.Slowest, moment => Assert.Equal("tick_to_decision", moment.Tag));
        Assert.Equal([("burst", 2L), ("page fault", 2L)], LatencyText.SlowTicks(report).Select(row => (row.Cause, row.Ticks.Count)).Order());
        Assert.Contains("slow ticks by cause: ", LatencyText.ToText(report, null), StringComparison.Ordinal);
        Assert.Contains("Slow ticks by cause", LatencyPage.Render(report, null), StringComparison.Ordinal);
    }

    [Fact]
    public void HeatMap_MoreTimeThanColumns_KeepsEveryValue()
    {
        var heat = new HeatMap();
        for (var i = 0; i < 1_000; i++)
        {
            heat.Add(new HistogramInterval("x", 100 + i, 1, [new BucketCount(50, 2), new BucketCount(20_000, 3), new BucketCount(5_000_000_000, 1)]));
        }

        Assert.Equal((16, 63, 100.0), (heat.ColumnSeconds, heat.Used, heat.StartSeconds));
        long[] rows = [.. Enumerable.Range(0, HeatMap.Rows).Select(row => Enumerable.Range(0, heat.Used).Sum(column => heat[column, row]))];
        Assert.Equal((2_000, 1_000, 6_000), (rows[0], rows[^1], rows.Sum()));
        var row = Enumerable.Range(0, HeatMap.Rows).Last(row => HeatMap.NanosOf(row) <= 20_000);
        Assert.Equal(3_000, rows[row]);
    }

    [Fact]
    public void Verb_LogAndBaseline_WritesTablesFilesAndPage()
    {
        var random = new Random(Seeds.For(nameof(Verb_LogAndBaseline_WritesTablesFilesAndPage), 4_412));
        var (log, baseline) = (Log("run", random, 20, 1.5), Log("base", random, 20, 1));
        var to = Path.Combine(_directory, "report");

        var (exit, output, errors) = HedgerProcess.Run(["latency", "report", log, "--baseline", baseline, "--out", to, "--json"]);

        Assert.True(exit == 0, errors);
        var stage = JsonNode.Parse(output)!["stages"]!.AsArray().Single()!;
        var total = LatencyReport.Read(log).Stages.Single().Total;
        Assert.Equal(
            ("tick_to_trade", total.Count, total.ValueAtPercentile(99.9)), ((string)stage["name"]!, (long)stage["count"]!, (long)stage["p999Nanos"]!));
        Assert.All(stage["comparison"]!.AsArray(), one => Assert.True((bool)one!["isBeyondNoise"]!));
        Assert.Contains("1/(1-Percentile)", File.ReadAllText(Path.Combine(to, "latency-tick_to_trade.hgrm")), StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(to, "latency.html"));
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("tools/examples")]
    [InlineData("README.md")]
    public void Verb_NoLogThere_IsBadInput(string path)
    {
        var (exit, _, errors) = HedgerProcess.Run(["latency", "report", path, "--out", _directory]);

        Assert.Equal(3, exit);
        Assert.Contains(path, errors, StringComparison.Ordinal);
    }

    private static IEnumerable<Comparison> Compare(string log, string baseline)
    {
        var (run, other) = (LatencyReport.Read(log), LatencyReport.Read(baseline));
        return LatencyText.Compare(run.Stages.Single(), other);
    }

    private static LatencyHistogram Of(long nanos)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(nanos);
        return histogram;
    }

    /// <summary>An interval a second, 600 log-normal durations in each.</summary>
    private string Log(string name, Random random, int seconds, double factor)
    {
        var path = Path.Combine(_directory, name + ".hlog");
        var histogram = new LatencyHistogram();
        using var writer = new HistogramLogWriter(path, StartUtcNanos);
        for (var second = 0; second < seconds; second++)
        {
            histogram.Reset();
            for (var i = 0; i < 600; i++)
            {
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                histogram.Record((long)(20_000 * factor * Math.Exp(0.3 * normal)));
            }

            var start = StartUtcNanos + (second * Nanos.PerSecond);
            writer.Write("tick_to_trade", histogram, start, start + Nanos.PerSecond);
        }

        return path;
    }
}
