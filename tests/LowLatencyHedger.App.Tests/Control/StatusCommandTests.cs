using System.Text.Json;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>What is asked every second must not bring a collection near.</summary>
public sealed class StatusCommandTests
{
    [Fact]
    public async Task Execute_AskedAgain_TakesNoMemoryForHistogramsAnew()
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var credentials = LiveExchange.Credentials;
        var values = exchange.Values();
        using var engine = new Engine.Engine(values, credentials, new RunLog(TextWriter.Null));
        Assert.Equal(TelemetryOpenError.None, TelemetryReader.TryOpen(values.Text("telemetry.file"), out var telemetry));
        using var reader = telemetry!;
        using var kill = new KillSwitch(
            engine, new EngineCommands(engine), () => throw new InvalidOperationException("no halt here"), exchange.Directory, new RunLog(TextWriter.Null));
        var status = new StatusCommand(engine, reader, kill);
        using var request = JsonDocument.Parse("{}");
        await status.ExecuteAsync(request.RootElement);
        var oneHistogram = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new LatencyHistogram());
        oneHistogram = GC.GetAllocatedBytesForCurrentThread() - oneHistogram;

        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = status.ExecuteAsync(request.RootElement);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(answer.IsCompletedSuccessfully);
        Assert.InRange(allocated, 1, oneHistogram);
    }
}
