using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>A flattening that is ordered while the engine still starts, with its agents run by hand and so in one order.</summary>
public sealed class FlattenOrderTests
{
    [Fact]
    public async Task Flatten_OrderedBeforeTheStartIsOverAndThenRefused_IsNoHaltFromBefore()
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var credentials = LiveExchange.Credentials;
        var values = exchange.Values();
        var agents = new Dictionary<string, IAgent>();
        var log = new StringWriter();
        using var engine = new Engine.Engine(values, credentials, new RunLog(log), new EngineSeams { Agent = part => agents[part.Name] = part });
        var commands = new EngineCommands(engine);
        using var kill = new KillSwitch(
            engine, commands, () => new CancelClient(values, credentials), values.Text("control.directory"), new RunLog(TextWriter.Null));
        engine.Control.Sink = new Answers(commands);
        kill.Start();

        // It is on the disk and in the core's ring; the core, which will refuse it because it knows no instrument, has not come to it.
        var flattening = kill.FlattenAsync("too early", underlying: null);
        agents["clock"].DoWork();
        Assert.NotNull(kill.Halted);
        Assert.False(flattening.IsCompleted);
        kill.OnEngineStarted(halted: false);
        for (var turn = 0; turn < 4; turn++)
        {
            foreach (var name in (ReadOnlySpan<string>)["clock", "core", "control", "alarms"])
            {
                agents[name].DoWork();
            }
        }

        Assert.Equal(ReasonCode.NotReconciled, await flattening);
        Assert.Null(kill.Halted);
        Assert.False(engine.Kill.IsSet);
        Assert.DoesNotContain("OPERATOR_HALT", log.ToString(), StringComparison.Ordinal);
    }

    private sealed class Answers(EngineCommands commands) : IControlSink
    {
        public void OnAnswer(int id, ReasonCode refusal) => commands.OnAnswer(id, refusal);

        public void OnHalt(ReasonCode reason, bool isGlobal)
        {
        }
    }
}
