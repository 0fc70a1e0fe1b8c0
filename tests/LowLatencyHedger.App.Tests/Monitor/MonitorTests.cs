using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Monitor;
using LowLatencyHedger.App.Tests.Control;
using Spectre.Console;

namespace LowLatencyHedger.App.Tests.Monitor;

/// <summary>The monitor beside a real engine against the simulated exchange.</summary>
[Collection(RunningEngine.HearsSignals)]
public sealed class MonitorTests : IAsyncLifetime
{
    private const string Token = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

    private const string Shadow = "clock:hours=1";

    private readonly HttpClient _http = new();
    private readonly OtlpReceiver _collector = new();
    private LiveExchange _exchange = null!;
    private MonitorHost _monitor = null!;

    private string TelemetryPath => Path.Combine(_exchange.Directory, "telemetry.bin");

    public async ValueTask InitializeAsync()
    {
        _exchange = await LiveExchange.StartAsync();
        var (target, _) = OtlpTarget.Parse(_collector.Address.AbsoluteUri, TimeSpan.FromSeconds(0.5), "x-key=mine");
        _monitor = new MonitorHost(TelemetryPath, 0, Encoding.ASCII.GetBytes(Token), socket: null, target);
        await _monitor.StartAsync();
        _http.BaseAddress = _monitor.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _monitor.DisposeAsync();
        _collector.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task Monitor_BesideAnEngine_ShowsItsLifeAndHaltsIt()
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _http.GetAsync("/health")).StatusCode);
        Assert.Contains("hedger_up 0", await _http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        using (var engine = new RunningEngine(_exchange, WithShadow))
        {
            await engine.UntilActive();
            await engine.UntilStatus(IsComplete, "everything");
            Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("/health")).StatusCode);
            AssertStatus(await StatusAsync());
            await AssertMetricsAsync();
            await AssertCollectedAsync();
            AssertTop();

            Assert.Equal(HttpStatusCode.Unauthorized, (await HaltAsync("wrong", "test")).StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, (await HaltAsync(Token, " ")).StatusCode);
            await engine.UntilActive();
            Assert.Equal(HttpStatusCode.OK, (await HaltAsync(Token, "seen on the page")).StatusCode);
            await engine.UntilHalted();
            var trading = (await StatusAsync())["trading"]!;
            Assert.Equal(("Halt", "seen on the page"), ((string)trading["state"]!, (string)trading["halt"]!["reason"]!));
        }

        var health = JsonNode.Parse(await (await _http.GetAsync("/health")).Content.ReadAsStringAsync())!;
        Assert.Equal("Ended", (string)health["engine"]!);
        Assert.Equal(HttpStatusCode.BadGateway, (await HaltAsync(Token, "too late")).StatusCode);
    }

    private static void WithShadow(JsonObject configuration)
    {
        foreach (var underlying in configuration["underlyings"]!.AsArray())
        {
            underlying!["policy"]!["shadows"] = new JsonArray(Shadow);
        }
    }

    private static bool IsComplete(JsonObject status) =>
        status["tape"]!.AsArray().Count > 0
        && status["limits"]!.AsArray().Count > 0
        && status["underlyings"]![0]!["figures"] is JsonObject figures
        && (double?)figures["scenarioLossUsd"] > 0
        && status["underlyings"]![0]!["policies"]!.AsArray().Count > 1
        && status["alarms"]!.AsArray().Any(alarm => ((string)alarm!["text"]!).StartsWith("Active", StringComparison.Ordinal))
        && status["expiries"]!.AsArray().Any(expiry => (string)expiry!["index"]! == "btc_usd")
        && status["positions"]!.AsArray().Any(position => (string)position!["kind"]! == "Option");

    private static void AssertStatus(JsonObject status)
    {
        var underlying = status["underlyings"]![0]!;
        Assert.Equal(("btc_usd", "BTC-PERPETUAL"), ((string)underlying["index"]!, (string)underlying["hedgeInstrument"]!));
        Assert.Equal("simulator", (string)status["engine"]!["environment"]!);
        Assert.Equal("Running", (string)status["monitor"]!["engine"]!);
        var expiries = status["expiries"]!.AsArray().Where(expiry => (string)expiry!["index"]! == "btc_usd").ToList();
        Assert.NotEmpty(expiries);
        Assert.InRange((double)underlying["optionsDelta"]! - expiries.Sum(expiry => (double)expiry!["delta"]!), -5, 5);
        Assert.Contains(status["positions"]!.AsArray(), position => (string)position!["kind"]! == "Option");
        Assert.Contains(status["limits"]!.AsArray(), limit => (string)limit!["name"]! == "net delta" && (double)limit["limit"]! > 0);
        Assert.Contains(status["feeds"]!.AsArray(), feed => (string)feed!["name"]! == "order book" && (long)feed["events"]! > 0);
        Assert.Contains(status["alarms"]!.AsArray(), alarm => ((string)alarm!["text"]!).StartsWith("Active", StringComparison.Ordinal));
        AssertPolicies(underlying["policies"]!.AsArray());
        AssertFigures(underlying["figures"]!.AsObject());
        AssertTail(status["latency"]!);
        Assert.Contains(status["latency"]!["rows"]!.AsArray(), row => (string)row!["name"]! == "decode" && (long)row["whole"]!["count"]! > 0);
    }

    /// <summary>The live one and its shadow, by their names in the configuration, have seen the same and say what they want.</summary>
    private static void AssertFigures(JsonObject figures)
    {
        Assert.True((double)figures["scenarioLossUsd"]! > 0);
        Assert.True((double)figures["expectedShortfallUsd"]! >= (double)figures["valueAtRiskUsd"]!);
        Assert.Contains((string)figures["worstVolatility"]!, new[] { "down", "same", "up" });
        var lines = figures["attribution"]!.AsObject();
        var sum = lines.Where(line => line.Key is not ("totalUsd" or "fundingEstimateUsd")).Sum(line => (double)line.Value!);
        Assert.Equal((double)lines["totalUsd"]!, sum, 0.1);
    }

    private static void AssertPolicies(JsonArray policies)
    {
        Assert.Equal(2, policies.Count);
        Assert.Equal((true, false), ((bool)policies[0]!["isLive"]!, (bool)policies[1]!["isLive"]!));
        Assert.Equal(Shadow, (string)policies[1]!["policy"]!);
        Assert.All(policies, policy => Assert.Contains((string)policy!["wants"]!, new[] { "buy", "sell", "nothing" }));
        Assert.All(policies, policy => Assert.True(double.IsFinite((double)policy!["delta"]!)));
    }

    /// <summary>Each slow tick has one of the causes, and its stages add up.</summary>
    private static void AssertTail(JsonNode latency)
    {
        var causes = latency["slowByCause"]!.AsArray().Select(cause => (string)cause!["cause"]!).ToList();
        Assert.Equal(["collection", "compilation", "page fault", "preemption", "burst", "other"], causes);
        Assert.All(latency["slowTicks"]!.AsArray(), tick =>
        {
            Assert.Contains((string)tick!["cause"]!, causes);
            Assert.Equal((long)tick["totalNanos"]!, (long)tick["decodeNanos"]! + (long)tick["ringNanos"]! + (long)tick["coreNanos"]!);
        });
    }

    private async Task AssertMetricsAsync()
    {
        var metrics = await _http.GetStringAsync("/metrics");
        Assert.Contains("hedger_up 1", metrics, StringComparison.Ordinal);
        Assert.Contains("hedger_net_delta_coins{underlying=\"btc_usd\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("hedger_scenario_loss_usd{underlying=\"btc_usd\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("hedger_profit_line_usd{underlying=\"btc_usd\",line=\"option_trades\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("hedger_stage_seconds_bucket{stage=\"core\",le=\"+Inf\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("# HELP hedger_tick_to_decision_seconds From the bytes", metrics, StringComparison.Ordinal);
        Assert.Contains("hedger_inputs_total{kind=\"bookChunk\"} ", metrics, StringComparison.Ordinal);
    }

    /// <summary>The collector is told every family that <c>/metrics</c> has a number of, with the same labels and plausible numbers.</summary>
    private async Task AssertCollectedAsync()
    {
        await _collector.UntilAsync(found => OtlpReceiver.MetricsOf(found).ContainsKey("hedger_limit_use_ratio"));
        var lines = (await _http.GetStringAsync("/metrics")).Split('\n');
        var served = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]);
        string[] known = [.. served.Where(name => lines.Any(line =>
            (line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
            && !line.EndsWith(" NaN", StringComparison.Ordinal)))];

        // What has a number keeps one: a report that was sent before it had is not the one to look at.
        var request = await _collector.UntilAsync(found => known.All(OtlpReceiver.MetricsOf(found).ContainsKey));
        Assert.Equal("mine", _collector.Key);
        var resource = OtlpReceiver.Attributes(request["resourceMetrics"]![0]!["resource"]!);
        Assert.Equal(("hedger", "simulator"), (resource["service.name"], resource["deployment.environment.name"]));

        var collected = OtlpReceiver.MetricsOf(request);
        var delta = collected["hedger_net_delta_coins"]["gauge"]!["dataPoints"]!.AsArray().Select(point => OtlpReceiver.Attributes(point!)["underlying"]);
        Assert.Contains("btc_usd", delta);
        var decisions = collected["hedger_tick_to_decision_seconds"];
        Assert.Equal("s", (string)decisions["unit"]!);
        Assert.NotEqual("0", (string)decisions["histogram"]!["dataPoints"]![0]!["count"]!);
    }

    private void AssertTop()
    {
        using var source = new TelemetrySource(TelemetryPath);
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = TopView.Width;
        console.Write(new TopView(source).Read());
        var lines = writer.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd()).ToList();

        Assert.InRange(lines.Count, 20, 29);
        Assert.All(lines, line => Assert.True(line.Length <= 100 && !line.Contains('\u001b', StringComparison.Ordinal), line));
        Assert.StartsWith("ACTIVE", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("BTC-PERPETUAL", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("tick to trade", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("slow ticks by cause", StringComparison.Ordinal) && line.Contains("preemption", StringComparison.Ordinal));
    }

    private async Task<JsonObject> StatusAsync() => JsonNode.Parse(await _http.GetStringAsync("/status"))!.AsObject();

    private async Task<HttpResponseMessage> HaltAsync(string token, string reason)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/halt");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new StringContent(new JsonObject { ["reason"] = reason }.ToJsonString(), Encoding.UTF8, "application/json");
        return await _http.SendAsync(request);
    }
}
