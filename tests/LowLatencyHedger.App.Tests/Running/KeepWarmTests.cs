using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Tests.Control;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>What keeps the way of orders warm is a help, not a need.</summary>
[Collection(RunningEngine.HearsSignals)]
public sealed class KeepWarmTests
{
    [Fact]
    public async Task Start_SystemThatGivesNoLineOfTheProcessWithItself_SaysSoAndHedges()
    {
        await using var exchange = await LiveExchange.StartAsync();
        var seams = new EngineSeams { WarmLine = (_, _) => throw new IOException("no line, as planned") };
        using var engine = new RunningEngine(exchange, seams: seams);

        await engine.UntilStatus(status => status["underlyings"]!.AsArray().Sum(state => (long)state!["hedges"]!) > 0, "hedges");

        Assert.Contains("no line, as planned", engine.Log, StringComparison.Ordinal);
        Assert.True(engine.Stop().StoppedInOrder);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(long.MaxValue / 2, 1)]
    public void MemoryAgent_FiveTurns_ReadsAnotherPartOncePerInterval(long intervalNanos, int parts)
    {
        var memory = new Turns();
        var agent = new WarmMemoryAgent<Turns>("turns", memory, intervalNanos);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(0, agent.DoWork());
        }

        Assert.Equal(Enumerable.Range(0, parts).Select(turn => (long)turn), memory.Seen);
    }

    private sealed class Turns : INearMemory
    {
        public List<long> Seen { get; } = [];

        public void Touch(long turn) => Seen.Add(turn);
    }
}
