using System.Text.Json.Nodes;
using LowLatencyHedger.App.Monitor;
using LowLatencyHedger.App.Tests.Control;

namespace LowLatencyHedger.App.Tests.Monitor;

/// <summary>What a real engine's monitor serves, judged by the programs that it is served to.</summary>
[Collection(RunningEngine.HearsSignals)]
public sealed class PrometheusTests : IAsyncLifetime
{
    private LiveExchange _exchange = null!;
    private RunningEngine _engine = null!;
    private MonitorHost _monitor = null!;

    private static string Folder => Path.Combine(HedgerProcess.RepositoryRoot, "tools", "observability");

    public async ValueTask InitializeAsync()
    {
        _exchange = await LiveExchange.StartAsync();
        _engine = new RunningEngine(_exchange);
        _monitor = new MonitorHost(Path.Combine(_exchange.Directory, "telemetry.bin"), 0, "unused"u8.ToArray(), socket: null);
        await _monitor.StartAsync();
        await _engine.UntilActive();
        await _engine.UntilStatus(status => status["tape"]!.AsArray().Count > 0 && status["limits"]!.AsArray().Count > 0, "hedges and limits");
    }

    public async ValueTask DisposeAsync()
    {
        await _monitor.DisposeAsync();
        _engine.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task Metrics_AccordingToPromtool_AreClean()
    {
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri(_monitor.Address, "/metrics"));
        if (Tool.Run("promtool", "check metrics", metrics) is not var (exit, output))
        {
            Assert.Skip("no promtool on the path: install prometheus");
            return;
        }

        Assert.True(exit == 0 && output.Length == 0, output);
        var documented = MetricsText.Reference();
        var served = metrics.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]);
        Assert.All(served, name => Assert.Contains($"| `{name}` |", documented, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scrape_ByARealPrometheus_HasEverySeriesAndAnswersTheDashboard()
    {
        if (Prometheus.Start(Folder, _monitor.Address) is not { } prometheus)
        {
            Assert.Skip("no prometheus on the path: install prometheus");
            return;
        }

        await using (prometheus)
        {
            await prometheus.UntilAsync("up{job=\"hedger\"}", value => value == 1);
            await prometheus.UntilAsync("hedger_up", value => value == 1);
            await prometheus.UntilAsync("sum(rate(hedger_tick_to_decision_seconds_count[10s]))", value => value > 0);
            await prometheus.UntilAsync("histogram_quantile(0.99, sum by (le) (rate(hedger_tick_to_decision_seconds_bucket[10s])))", value => value > 0);
            await AssertSameAsTheEngineAsync(prometheus);
            await AssertDashboardAsync(prometheus);
            await AssertRulesAsync(prometheus);
        }
    }

    /// <summary>A counter that only grows lies between two readings of the engine itself.</summary>
    private async Task AssertSameAsTheEngineAsync(Prometheus prometheus)
    {
        const string Hedges = "hedger_hedges_total{underlying=\"btc_usd\"}";
        var before = await HedgesAsync();
        await prometheus.UntilAsync(Hedges, value => value >= before);
        var scraped = Assert.Single(await prometheus.QueryAsync(Hedges));
        Assert.InRange(scraped, before, await HedgesAsync());
        Assert.Equal(2, (await prometheus.QueryAsync("hedger_net_delta_coins")).Count);
    }

    private async Task<long> HedgesAsync() => (long)(await _engine.SendAsync("status"))["underlyings"]![0]!["hedges"]!;

    private static async Task AssertDashboardAsync(Prometheus prometheus)
    {
        var dashboard = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "dashboard.json")))!;
        foreach (var expression in dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => (string)target!["expr"]!))
        {
            var values = await prometheus.QueryAsync(expression.Replace("$__rate_interval", "10s").Replace("$underlying", ".*"));
            Assert.True(values.Count > 0, expression);
        }
    }

    private static async Task AssertRulesAsync(Prometheus prometheus)
    {
        var alerts = File.ReadLines(Path.Combine(Folder, "alerts.yml")).Count(line => line.Contains("- alert:", StringComparison.Ordinal));
        var rules = (await prometheus.GetAsync("rules"))["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).ToList();
        Assert.Equal(alerts, rules.Count);
        Assert.All(rules, rule => Assert.NotEqual("err", (string)rule!["health"]!));
        Assert.Equal("inactive", (string)rules.Single(rule => (string)rule!["name"]! == "HedgerDown")!["state"]!);
    }
}
