using System.Diagnostics;
using System.Text;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>An engine that hedges on the simulated exchange, stopped and resumed by every way there is.</summary>
[Collection(RunningEngine.HearsSignals)]
public sealed class ControlPlaneTests
{
    [Fact]
    public async Task Commands_OnARunningEngine_HaltCancelAndResumeIt()
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var venue = await VenueClient.ConnectAsync(exchange);
        LeaveARunBefore(exchange);
        using (var engine = new RunningEngine(exchange))
        {
            await engine.UntilActive();
            await RefusesWhatItMust(engine);
            await Drill(engine, venue);
            await StaysHaltedUntilResumed(engine);
            await ByFile(engine);
            await BySignal(engine);
            Assert.True((bool)(await engine.SendAsync("cancel-all"))["ok"]!);
            Assert.Equal(2_000_000, (double)(await engine.SendAsync("limits"))["limits"]!["limits.maxOrderNotionalUsd"]!["value"]!);

            Assert.True(engine.Stop().StoppedInOrder);
            Assert.DoesNotContain(LiveExchange.Secret, engine.Log, StringComparison.Ordinal);
        }

        var (exit, _, errors) = HedgerProcess.Run(["replay", Path.Combine(exchange.Directory, "journal"), "--verify"]);
        Assert.True(exit == 0, errors);
        var journal = Directory.GetFiles(Path.Combine(exchange.Directory, "journal"), "*", SearchOption.AllDirectories).Select(File.ReadAllBytes).ToList();
        Assert.Contains(journal, bytes => bytes.AsSpan().IndexOf("volatilities fixed"u8) >= 0);
        Assert.DoesNotContain(journal, bytes => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(LiveExchange.Secret)) >= 0);
    }

    [Fact]
    public async Task Start_WithALatchThatCannotBeRead_IsHaltedUntilResumed()
    {
        await using var exchange = await LiveExchange.StartAsync();
        Directory.CreateDirectory(Path.Combine(exchange.Directory, "control"));
        await File.WriteAllTextAsync(Path.Combine(exchange.Directory, "control", HaltFile.Name), "{", TestContext.Current.CancellationToken);
        using var engine = new RunningEngine(exchange);

        await engine.UntilStatus(status => (string)status["underlyings"]![0]!["reason"]! == "OPERATOR_HALT", "halted core");
        Assert.True((bool)(await engine.SendAsync("status"))["ordersStopped"]!);
        await Resume(engine, "looked at it");
    }

    [Fact]
    public async Task CoreHalt_LossAboveLimit_IsLatchedOnDiskAndHoldsAfterARestart()
    {
        await using var exchange = await LiveExchange.StartAsync();
        using (var engine = new RunningEngine(exchange, json => json["limits"]!["maxLossUsd"] = 1))
        {
            await engine.UntilHalted();
            var halted = new HaltFile(Path.Combine(engine.ControlDirectory, HaltFile.Name)).Read()!;
            Assert.Equal(("LOSS_ABOVE_LIMIT", "core"), (halted.Reason, halted.By));
            Assert.True((bool)(await engine.SendAsync("status"))["ordersStopped"]!);
        }

        using var restarted = new RunningEngine(exchange);
        await restarted.UntilStatus(status => (string?)status["halted"]?["reason"] == "LOSS_ABOVE_LIMIT", "halted after a restart");
    }

    [Fact]
    public async Task Order_UnderALabelOfALaterRun_HaltsTheEngine()
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var venue = await VenueClient.ConnectAsync(exchange);
        using var engine = new RunningEngine(exchange);
        await engine.UntilActive();

        await PlaceAsync(venue, "hx1-00000002-00000001");

        await engine.UntilHalted();
        var halted = (await engine.SendAsync("status"))["halted"]!;
        Assert.Equal(("EPOCH_IN_USE", "core"), ((string)halted["reason"]!, (string)halted["by"]!));
        Assert.Equal(0, await venue.CountOpenAsync());
    }

    private static async Task RefusesWhatItMust(RunningEngine engine)
    {
        foreach (var (verb, reason, expected) in new[]
        {
            ("halt", null, "a reason is needed"), ("halt", "  ", "a reason is needed"), ("halt", new string('x', 97), "at most 96 bytes"),
            ("resume", null, "a reason is needed"), ("resume", "because", "is not halted"),
        })
        {
            var reply = await engine.SendAsync(verb, reason);
            Assert.False((bool)reply["ok"]!);
            Assert.Equal(ControlReply.Refusal, (string)reply["error"]!);
            Assert.Contains(expected, (string)reply["message"]!, StringComparison.Ordinal);
        }
    }

    /// <summary>The engine's labels are then those of a second run, and one of the first is an old one of its own.</summary>
    private static void LeaveARunBefore(LiveExchange exchange)
    {
        using var before = JournalWriter.Create(new JournalOptions { Directory = Path.Combine(exchange.Directory, "journal") });
        Assert.Equal(1u, before.Epoch);
    }

    /// <summary>
    /// Orders rest in the book, put there over another connection: one of a trader, and one under a label of an earlier run, which the engine
    /// may have found and cancelled by itself. After the halt the venue has none.
    /// </summary>
    private static async Task Drill(RunningEngine engine, VenueClient venue)
    {
        await PlaceAsync(venue, "hx1-00000001-00000001");
        await PlaceAsync(venue, "by hand");
        Assert.InRange(await venue.CountOpenAsync(), 1, 2);
        var watch = Stopwatch.StartNew();

        var reply = await engine.SendAsync("halt", "drill");

        TestContext.Current.TestOutputHelper!.WriteLine($"halt to the venue's confirmation: {reply["totalMillis"]} ms, with the socket {watch.ElapsedMilliseconds} ms");
        Assert.True((bool)reply["ok"]! && (bool)reply["coreAnswered"]! && (bool)reply["venueConfirmed"]!, reply.ToJsonString());
        Assert.Equal(0, await venue.CountOpenAsync());
        Assert.Equal("drill", new HaltFile(Path.Combine(engine.ControlDirectory, HaltFile.Name)).Read()!.Reason);
    }

    /// <summary>An order that rests.</summary>
    private static Task PlaceAsync(VenueClient venue, string label) => venue.CallAsync(
        "private/buy", $$"""{"instrument_name":"BTC-PERPETUAL","amount":100,"type":"limit","price":50000,"label":"{{label}}"}""");

    private static async Task StaysHaltedUntilResumed(RunningEngine engine)
    {
        var status = await engine.SendAsync("status");
        var hedges = (long)status["underlyings"]![0]!["hedges"]!;
        Assert.Equal("drill", (string)status["halted"]!["reason"]!);
        Assert.True((bool)status["ordersStopped"]!);
        Assert.All(status["underlyings"]!.AsArray(), state => Assert.Equal("OPERATOR_HALT", (string)state!["latch"]!));

        Assert.True((bool)(await engine.SendAsync("resume", "volatilities fixed"))["ok"]!);
        Assert.Null(new HaltFile(Path.Combine(engine.ControlDirectory, HaltFile.Name)).Read());
        await engine.UntilActive();
        await engine.UntilStatus(now => (long)now["underlyings"]![0]!["hedges"]! > hedges, "a hedge after the resume");
    }

    private static async Task ByFile(RunningEngine engine)
    {
        var trigger = Path.Combine(engine.ControlDirectory, KillSwitch.TriggerName);
        await File.WriteAllTextAsync(trigger, "");
        await engine.UntilHalted();
        Assert.Contains($"remove {trigger}", (string)(await engine.SendAsync("resume", "too early"))["message"]!, StringComparison.Ordinal);

        File.Delete(trigger);
        await Resume(engine, "file removed");
    }

    private static async Task Resume(RunningEngine engine, string reason)
    {
        var reply = await engine.SendAsync("resume", reason);
        Assert.True((bool)reply["ok"]!, reply.ToJsonString());
        await engine.UntilActive();
    }

    private static async Task BySignal(RunningEngine engine)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using (var signal = Process.Start("kill", ["-USR1", $"{Environment.ProcessId}"]))
        {
            await signal.WaitForExitAsync();
        }

        await engine.UntilHalted();
        Assert.Equal("signal", (string)(await engine.SendAsync("status"))["halted"]!["by"]!);
        await Resume(engine, "after the signal");
    }
}
