using System.Text.Json.Nodes;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>What a halt has left on the disk at the worst moment for a process to die: the next run takes over a copy of it.</summary>
[Collection(RunningEngine.HearsSignals)]
public sealed class HaltDurabilityTests
{
    private string _held = "";

    [Fact]
    public async Task CoreHalt_DiesBeforeAnybodyElseHasHeardOfIt_TheNextRunIsHaltedUntilResumed()
    {
        await using var exchange = await LiveExchange.StartAsync();
        Action<JsonObject> change = json => json["limits"]!["maxLossUsd"] = 1;
        Volatile.Write(ref _held, "control");
        using (var engine = new RunningEngine(exchange, change, Holding("control")))
        {
            await engine.UntilStatus(status => (string)status["underlyings"]![0]!["reason"]! == "LOSS_ABOVE_LIMIT", "a halt of the core");
            Assert.False(File.Exists(Path.Combine(engine.ControlDirectory, HaltFile.Name)));
            Kill(exchange);
            Volatile.Write(ref _held, "");
        }

        using (var next = new RunningEngine(exchange, AfterTheKill))
        {
            await next.UntilStatus(status => (string)status["underlyings"]![0]!["reason"]! == "OPERATOR_HALT", "halted core");
            Assert.Equal("LOSS_ABOVE_LIMIT", (await next.SendAsync("status"))["halted"]!["reason"]!.GetValue<string>());
            await next.UntilHalted();
            var reply = await next.SendAsync("resume", "looked at it");
            Assert.True((bool)reply["ok"]!, reply.ToJsonString());
            await next.UntilActive();
        }

        using var last = new RunningEngine(exchange, AfterTheKill);
        await last.UntilActive();
    }

    [Fact]
    public async Task Flatten_DiesBeforeTheCoreHasTakenIt_IsOnTheDiskAlready()
    {
        await using var exchange = await LiveExchange.StartAsync();
        using (var engine = new RunningEngine(exchange, seams: Holding("clock")))
        {
            await engine.UntilActive();
            Volatile.Write(ref _held, "clock");
            var flattening = engine.SendAsync("flatten", "closing the book");
            await Task.WhenAny(flattening, UntilExists(Path.Combine(engine.ControlDirectory, HaltFile.Name)));
            Assert.False(flattening.IsCompleted);
            Kill(exchange);
            Volatile.Write(ref _held, "");
            Assert.True((bool)(await flattening)["ok"]!);
        }

        using var next = new RunningEngine(exchange, AfterTheKill);
        await next.UntilStatus(status => status["halted"] is not null, "halted");
        Assert.Contains("closing the book", (await next.SendAsync("status"))["halted"]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flatten_RefusedByTheCore_LeavesNoHalt()
    {
        await using var exchange = await LiveExchange.StartAsync();
        Volatile.Write(ref _held, "market");
        using var engine = new RunningEngine(exchange, seams: Holding("market"));
        var reply = await engine.SendAsync("flatten", "no instrument is known yet");

        Assert.False((bool)reply["ok"]!, reply.ToJsonString());
        Assert.False(File.Exists(Path.Combine(engine.ControlDirectory, HaltFile.Name)));
        Assert.Null((await engine.SendAsync("status"))["halted"]);
        Volatile.Write(ref _held, "");
        await engine.UntilActive();
    }

    private static async Task UntilExists(string file)
    {
        while (!File.Exists(file))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private static void AfterTheKill(JsonObject json)
    {
        foreach (var part in (ReadOnlySpan<string>)["journal", "control"])
        {
            json[part]!["directory"] = json[part]!["directory"]!.GetValue<string>() + "-killed";
        }

        json["telemetry"]!["file"] = json["telemetry"]!["file"]!.GetValue<string>() + "-killed";
    }

    /// <summary>What a process that is killed now would leave: its files, as they are.</summary>
    private static void Kill(LiveExchange exchange)
    {
        foreach (var part in (ReadOnlySpan<string>)["journal", "control"])
        {
            var from = Path.Combine(exchange.Directory, part);
            foreach (var file in Directory.GetFiles(from, "*.*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("control.sock" or "lock")))
            {
                var to = Path.Combine(from + "-killed", Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var copy = File.Create(to);
                source.CopyTo(copy);
            }
        }
    }

    private EngineSeams Holding(string name) => new() { Agent = part => part.Name == name ? new HeldAgent(this, part) : part };

    private sealed class HeldAgent(HaltDurabilityTests test, IAgent inner) : IAgent
    {
        public string Name => inner.Name;

        public void OnStart() => inner.OnStart();

        public int DoWork() => Volatile.Read(ref test._held) == Name ? 0 : inner.DoWork();

        public void OnClose() => inner.OnClose();
    }
}
