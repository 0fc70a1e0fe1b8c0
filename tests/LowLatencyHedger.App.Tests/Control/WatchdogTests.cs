using System.Diagnostics;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Tests.Control;

public sealed class WatchdogTests
{
    private const long Timeout = 10 * Nanos.PerSecond;

    private readonly HeartbeatMonitor _monitor = new(Timeout);
    private long _nowNanos = Nanos.PerSecond;

    [Fact]
    public void Observe_NothingThere_IsNoEngineForEver()
    {
        Assert.Equal(EngineLife.None, After(0, null));
        Assert.Equal(EngineLife.None, After(100, null));
    }

    [Fact]
    public void Observe_NeverSeenToBeat_IsNotDead()
    {
        Assert.Equal(EngineLife.None, After(0, Sign(beats: 5, isAlive: false)));
        Assert.Equal(EngineLife.None, After(100, Sign(beats: 5, isAlive: false)));
    }

    [Fact]
    public void Observe_BeatsThatStop_IsDeadAfterTheTimeoutAndNotBefore()
    {
        After(0, Sign(beats: 1));
        Assert.Equal(EngineLife.Working, After(1, Sign(beats: 2)));
        Assert.Equal(EngineLife.Working, After(9.999, Sign(beats: 2)));
        Assert.Equal(EngineLife.Dead, After(0.001, Sign(beats: 2)));
        Assert.Equal(EngineLife.Working, After(1, Sign(beats: 3)));
    }

    [Fact]
    public void Observe_ProcessGone_IsDeadAtOnce()
    {
        After(0, Sign(beats: 1));
        After(1, Sign(beats: 2));

        Assert.Equal(EngineLife.Dead, After(0.5, Sign(beats: 2, isAlive: false)));
    }

    [Fact]
    public void Observe_FileGone_IsDeadAfterTheTimeout()
    {
        After(0, Sign(beats: 1));
        After(1, Sign(beats: 2));

        Assert.Equal(EngineLife.Working, After(9, null));
        Assert.Equal(EngineLife.Dead, After(1, null));
    }

    [Fact]
    public void Observe_EndedInOrderThenStartedAgain_IsWatchedAgain()
    {
        After(0, Sign(beats: 1));
        After(1, Sign(beats: 2));
        Assert.Equal(EngineLife.None, After(1, Sign(beats: 2, isClosed: true, isAlive: false)));
        Assert.Equal(EngineLife.None, After(100, Sign(beats: 2, isClosed: true, isAlive: false)));
        Assert.Equal(EngineLife.None, After(1, Sign(run: 2, beats: 1)));
        Assert.Equal(EngineLife.Working, After(1, Sign(run: 2, beats: 2)));
        Assert.Equal(EngineLife.Dead, After(10, Sign(run: 2, beats: 2)));
    }

    /// <summary>An engine's telemetry that beats and then stops, and a venue with orders of that account: the orders go.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Run_CoreOrGatewayStops_CancelsEverythingAtTheVenue(bool coreGoesOn, bool gatewayGoesOn)
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var venue = await VenueClient.ConnectAsync(exchange);
        await venue.CallAsync("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":100,"type":"limit","price":50000,"label":"hx1-00000001-00000001"}""");
        await venue.CallAsync("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":100,"type":"limit","price":50000,"label":"by hand"}""");
        var values = exchange.Values();
        using var credentials = LiveExchange.Credentials;
        using var telemetry = new EngineTelemetry(values.Text("telemetry.file"), underlyings: 2);
        using var end = new CancellationTokenSource();
        var log = new StringWriter();
        using var lines = new RunLog(TextWriter.Synchronized(log), LogFile.Configured(values, "watchdog.logFile", "watchdog.log"));
        var watchdog = new Watchdog(
            values.Text("telemetry.file"), values.Text("control.directory"), TimeSpan.FromSeconds(1), () => new CancelClient(values, credentials), lines);
        var watching = Task.Factory.StartNew(() => watchdog.Run(end.Token), end.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        await Beat(telemetry, core: true, gateway: true, () => log.ToString().Contains("the engine works", StringComparison.Ordinal));
        Assert.Equal(2, await venue.CountOpenAsync());
        await Beat(telemetry, coreGoesOn, gatewayGoesOn, () => log.ToString().Contains("everything is cancelled", StringComparison.Ordinal));

        Assert.Equal(0, await venue.CountOpenAsync());
        Assert.True(File.Exists(Path.Combine(values.Text("control.directory"), KillSwitch.TriggerName)));
        await end.CancelAsync();
        await watching;
        Assert.Equal(1, watchdog.Fired);
        Assert.DoesNotContain(LiveExchange.Secret, log.ToString(), StringComparison.Ordinal);
        AssertLogged(Path.Combine(values.Text("control.directory"), "watchdog.log"));
    }

    /// <summary>The watchdog's own log, which outlives the terminal that it ran in: one JSON object a line.</summary>
    private static void AssertLogged(string path)
    {
        var events = File.ReadAllLines(path).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.All(events, one => Assert.Equal("watchdog", (string)one["source"]!));
        var critical = events.Where(one => (string)one["level"]! == "critical").Select(one => (string)one["text"]!).ToList();
        Assert.StartsWith("the engine is dead", critical[0], StringComparison.Ordinal);
        Assert.StartsWith("everything is cancelled", critical[^1], StringComparison.Ordinal);
    }

    /// <summary>A process that is stopped, goes on and is killed; each time with an order that the engine cannot cancel any more.</summary>
    [Fact]
    public async Task Run_EngineHangsWakesUpAndIsKilled_CancelsAndHaltsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        await using var exchange = await LiveExchange.StartAsync();
        using var venue = await VenueClient.ConnectAsync(exchange);
        var values = exchange.Values();
        using var credentials = LiveExchange.Credentials;
        using var end = new CancellationTokenSource();
        var log = new StringWriter();
        using var lines = new RunLog(TextWriter.Synchronized(log));
        var watchdog = new Watchdog(
            values.Text("telemetry.file"), values.Text("control.directory"), TimeSpan.FromSeconds(3), () => new CancelClient(values, credentials), lines);
        using var engine = StartEngine(exchange);
        var watching = Task.Factory.StartNew(() => watchdog.Run(end.Token), end.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await Until(async () => await StatusAsync(values) is { } status && (string)status["underlyings"]![0]!["tradingState"]! == "Active", log);
            await Until(() => Task.FromResult(log.ToString().Contains("the engine works", StringComparison.Ordinal)), log);

            await SignalAsync(engine, "STOP");
            await venue.CallAsync("private/buy", OwnOrder);
            Assert.NotEqual(0, await venue.CountOpenAsync());
            await Until(() => Task.FromResult(watchdog.Fired == 1), log);
            Assert.Equal(0, await venue.CountOpenAsync());

            await SignalAsync(engine, "CONT");
            await Until(async () => await StatusAsync(values) is { } status && (string?)status["halted"]?["by"] == "file", log);
            Assert.True((bool)(await StatusAsync(values))!["ordersStopped"]!);
            await Until(() => Task.FromResult(log.ToString().Split("the engine works").Length == 3), log);

            await SignalAsync(engine, "STOP");
            await venue.CallAsync("private/buy", OwnOrder);
            await SignalAsync(engine, "KILL");
            await Until(() => Task.FromResult(watchdog.Fired == 2), log);
            Assert.Equal(0, await venue.CountOpenAsync());
        }
        finally
        {
            engine.Kill();
            await end.CancelAsync();
            await watching;
        }
    }

    [Fact]
    public async Task Verb_WithTheEnginesOwnKey_IsRefused()
    {
        await using var exchange = await LiveExchange.StartAsync();
        var file = exchange.WriteConfiguration(change: json =>
        {
            json["credentials"] = new JsonObject { ["clientIdVariable"] = "ID", ["clientSecretVariable"] = "SECRET" };
            json["watchdog"] = new JsonObject { ["clientIdVariable"] = "ID", ["clientSecretVariable"] = "SECRET" };
        });

        var (exit, _, errors) = HedgerProcess.Run(["watchdog", "--config", file], ("ID", "demo"), ("SECRET", LiveExchange.Secret));

        Assert.Equal(3, exit);
        Assert.Contains("a key of its own", errors, StringComparison.Ordinal);
    }

    private const string OwnOrder = """{"instrument_name":"BTC-PERPETUAL","amount":100,"type":"limit","price":50000,"label":"hx1-00000001-00000001"}""";

    private static Process StartEngine(LiveExchange exchange)
    {
        var file = exchange.WriteConfiguration(change: json =>
            json["credentials"] = new JsonObject { ["clientIdVariable"] = "ID", ["clientSecretVariable"] = "SECRET" });
        var engine = HedgerProcess.Start(exchange.Directory, ["run", "--config", file], ("ID", "demo"), ("SECRET", LiveExchange.Secret));
        _ = engine.StandardError.ReadToEndAsync();
        _ = engine.StandardOutput.ReadToEndAsync();
        return engine;
    }

    /// <summary>Null when nobody answers.</summary>
    private static async Task<JsonObject?> StatusAsync(ConfigValues values)
    {
        try
        {
            return await ControlClient.SendAsync(ControlPlane.SocketPath(values), new JsonObject { ["verb"] = "status" }, TimeSpan.FromSeconds(5));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using var sending = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await sending.WaitForExitAsync();
        Assert.Equal(0, sending.ExitCode);
    }

    private static async Task Until(Func<Task<bool>> holds, StringWriter log)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, $"it does not come about: {log}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private static EngineSign Sign(long beats, long run = 1, bool isClosed = false, bool isAlive = true) => new(run, beats, isClosed, isAlive);

    private static async Task Beat(EngineTelemetry telemetry, bool core, bool gateway, Func<bool> until)
    {
        var clock = new InputEvent { Kind = InputKind.Clock };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!until())
        {
            Assert.False(patience.IsCancellationRequested, "the watchdog did not see it");
            if (core)
            {
                telemetry.RecordDecision(in clock, 0, 0);
            }

            if (gateway)
            {
                telemetry.BeatGateway();
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    private EngineLife After(double seconds, EngineSign? sign)
    {
        _nowNanos += (long)(seconds * Nanos.PerSecond);
        return _monitor.Observe(sign, _nowNanos);
    }
}
