using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Tests.Control;

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
}
