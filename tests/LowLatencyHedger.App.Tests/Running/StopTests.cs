using System.Text.Json.Nodes;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Running;
using LowLatencyHedger.App.Tests.Control;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>The orderly end of an engine that trades with the simulated exchange over real sockets.</summary>
[Collection(RunningEngine.HearsSignals)]
public sealed class StopTests
{
    private bool _isClockHeld;
    private bool _areOrdersLost;

    /// <summary>What the core showed before the stop says nothing about the orders that it decides until it hears of it.</summary>
    [Fact]
    public async Task Stop_TheCoreHearsOfItLate_EndsAfterThatAndDecidesNoFurtherOrder()
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var engine = new RunningEngine(exchange, seams: new EngineSeams { Agent = part => part.Name == "clock" ? new HeldAgent(this, part) : part });
        await engine.UntilActive();
        await engine.UntilStatus(status => Sum(status, "hedges") > 0, "hedges");

        Volatile.Write(ref _isClockHeld, true);
        var stopping = Task.Run(engine.Stop, TestContext.Current.CancellationToken);
        await Task.WhenAny(stopping, Task.Delay(500, TestContext.Current.CancellationToken));
        var isOverEarly = stopping.IsCompleted;
        Volatile.Write(ref _isClockHeld, false);
        var summary = await stopping;

        Assert.False(isOverEarly);
        Assert.True(summary.StoppedInOrder);
        Assert.Equal(ExitCode.Done, RunVerb.ExitCodeOf(summary));
        Assert.Equal(0, summary.UnresolvedOrders);
        Assert.Equal(0, OrdersAfterTheShutdown(summary.Journal));
    }

    /// <summary>The venue never sees an order, and says so when asked; that takes longer than the short patience.</summary>
    [Theory]
    [InlineData(100, false)]
    [InlineData(60_000, true)]
    public async Task Stop_AnOrderIsLost_ItsEndIsKnownOrTheExitCodeAndTheSummarySayThatItIsNot(int patienceMillis, bool isResolved)
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var engine = new RunningEngine(
            exchange,
            json => json["orders"] = new JsonObject { ["validMillis"] = 500, ["replyTimeoutMillis"] = 100, ["validMarginMillis"] = 100 },
            new EngineSeams { Output = part => new LosingOutput(this, part) },
            new EngineRunPace { Resolve = TimeSpan.FromMilliseconds(patienceMillis) });
        await engine.UntilActive();

        Volatile.Write(ref _areOrdersLost, true);
        await engine.UntilStatus(status => Sum(status, "unresolvedOrders") > 0, "an order that is lost");
        var summary = engine.Stop();

        Assert.Equal(isResolved, summary.StoppedInOrder);
        Assert.Equal(isResolved, summary.UnresolvedOrders == 0);
        Assert.Equal(isResolved ? ExitCode.Done : ExitCode.Unexpected, RunVerb.ExitCodeOf(summary));
        Assert.Equal(summary.UnresolvedOrders, (int)JsonNode.Parse(summary.ToJson())!["unresolvedOrders"]!);
        Assert.Contains($"{summary.UnresolvedOrders} orders without a known end", summary.ToText(), StringComparison.Ordinal);
        Assert.Equal(0, OrdersAfterTheShutdown(summary.Journal));
    }

    private static long Sum(JsonObject status, string name) => status["underlyings"]!.AsArray().Sum(state => (long)state![name]!);

    private static int OrdersAfterTheShutdown(string run)
    {
        var reader = new JournalReader(run);
        var isShutDown = false;
        var orders = 0;
        while (reader.TryRead(out var record))
        {
            if (record.Type == RecordType.Input)
            {
                record.CopyTo(out InputEvent input);
                isShutDown |= input.Kind == InputKind.Control && input.Control.Verb == ControlVerb.Shutdown;
            }
            else if (record.Type == RecordType.Output && isShutDown)
            {
                record.CopyTo(out OutputEvent output);
                orders += output.Kind == OutputKind.PlaceOrder ? 1 : 0;
            }
        }

        Assert.True(isShutDown);
        Assert.Equal(JournalEnd.RunEnd, reader.End);
        return orders;
    }

    private sealed class HeldAgent(StopTests test, IAgent inner) : IAgent
    {
        public string Name => inner.Name;

        public void OnStart() => inner.OnStart();

        public int DoWork() => Volatile.Read(ref test._isClockHeld) ? 0 : inner.DoWork();

        public void OnClose() => inner.OnClose();
    }

    private sealed class LosingOutput(StopTests test, ISessionOutput inner) : ISessionOutput
    {
        public bool TrySend(ReadOnlySpan<byte> utf8) => inner.TrySend(utf8);

        public bool TrySendOrder(ReadOnlySpan<byte> utf8, bool isRehearsal) =>
            Volatile.Read(ref test._areOrdersLost) || inner.TrySendOrder(utf8, isRehearsal);

        public void Drop(int cause) => inner.Drop(cause);
    }
}
