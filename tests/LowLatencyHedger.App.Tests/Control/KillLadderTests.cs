using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.App.Security;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>The last rung: when the venue does not confirm, the engine lets go of its trading connection, and the venue cancels what hung on it.</summary>
public sealed class KillLadderTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Halt_SecondConnectionIsRefused_DropsTheTradingConnection()
    {
        await using var exchange = await LiveExchange.StartAsync();
        var values = exchange.Values();
        using var credentials = LiveExchange.Credentials;
        using var others = Credentials.From("demo"u8, "not the secret"u8);
        using var engine = new Engine.Engine(values, credentials, new RunLog(TextWriter.Null));
        var log = new StringWriter();
        using var kill = new KillSwitch(
            engine, new EngineCommands(engine), () => new CancelClient(values, others), values.Text("control.directory"), new RunLog(TextWriter.Synchronized(log)));
        kill.Start();
        engine.Start();
        await Until(() => engine.Trading.State == SessionState.Ready, log);

        var halting = kill.HaltAsync("command", "test", ReasonCode.OperatorHalt);
        await Until(() => engine.Trading.State != SessionState.Ready, log);

        await halting;
        Assert.True(kill.IsPending && engine.Kill.IsSet);
        Assert.Contains("dropping the trading connection", log.ToString(), StringComparison.Ordinal);
    }

    private static async Task Until(Func<bool> holds, StringWriter log)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!holds())
        {
            Assert.False(patience.IsCancellationRequested, $"it does not come about: {log}");
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
