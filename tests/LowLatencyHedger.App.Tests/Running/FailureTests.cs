using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Tests.Control;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>A part of an engine that trades with the simulated exchange over real sockets throws an exception.</summary>
[Collection(RunningEngine.HearsSignals)]
public sealed class FailureTests
{
    private bool _fails;

    [Theory]
    [InlineData("core", "shared")]
    [InlineData("core", "dedicated")]
    [InlineData("clock", "dedicated")]
    [InlineData("trading", "dedicated")]
    [InlineData("journal", "shared")]
    [InlineData("health", "shared")]
    public async Task Fail_AnyAgent_CancelsClosesTheJournalWithTheReasonAndTheNextRunTrades(string agent, string layout)
    {
        await using var exchange = await LiveExchange.StartAsync();
        var seams = new EngineSeams { Agent = part => part.Name == agent ? new FailingAgent(this, part) : part };
        string journal;
        using (var engine = new RunningEngine(exchange, json => json["threads"]!["layout"] = layout, seams))
        {
            await engine.UntilActive();
            await engine.UntilStatus(status => status["underlyings"]!.AsArray().Sum(state => (long)state!["hedges"]!) > 0, "hedges");
            Volatile.Write(ref _fails, true);
            var summary = engine.UntilEnd();

            Assert.Contains($"agent {agent} failed: planned", summary.EndReason, StringComparison.Ordinal);
            Assert.NotEqual(ExitCode.Done, RunVerb.ExitCodeOf(summary));
            Assert.Contains("the venue has no open order of this account", engine.Log, StringComparison.Ordinal);
            Assert.Null(summary.Halted);
            journal = summary.Journal;
        }

        Volatile.Write(ref _fails, false);
        CheckEnd(journal, agent);
        CheckReplay(journal, agent);
        using var next = new RunningEngine(exchange);
        await next.UntilActive();
    }

    private static void CheckEnd(string journal, string agent)
    {
        var reader = new JournalReader(journal);
        var end = "";
        while (reader.TryRead(out var record))
        {
            end = record.Type == RecordType.RunEnd ? record.Text : end;
        }

        if (agent == "journal")
        {
            // Who writes it has failed: then it only must not be damaged.
            Assert.True(reader.End is JournalEnd.Open or JournalEnd.Torn or JournalEnd.RunEnd, $"{reader.End}: {reader.Problem}");
            return;
        }

        Assert.Equal(JournalEnd.RunEnd, reader.End);
        Assert.Contains($"agent {agent} failed: planned", end, StringComparison.Ordinal);
    }

    /// <summary>
    /// Whatever failed, what was decided follows from what was read. Only a core that has failed has not decided on all of it: the replay goes on where
    /// it stopped.
    /// </summary>
    private static void CheckReplay(string journal, string agent)
    {
        var difference = Replay.Run(journal, verify: true).Difference;
        Assert.True(agent == "core" ? difference?.Recorded is null : difference is null, $"output {difference?.Number} of a run whose {agent} failed");
    }

    private sealed class FailingAgent(FailureTests test, IAgent inner) : IAgent
    {
        public string Name => inner.Name;

        public void OnStart() => inner.OnStart();

        public int DoWork() => Volatile.Read(ref test._fails) ? throw new InvalidOperationException("planned") : inner.DoWork();

        public void OnClose() => inner.OnClose();
    }
}
