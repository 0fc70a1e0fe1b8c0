using System.Diagnostics.Tracing;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Running;
using LowLatencyHedger.App.Tests.Control;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>When a run is rehearsed.</summary>
[Collection(RunningEngine.HearsSignals)]
public sealed class RehearsalTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task RunUnlessCut_LastRun_RehearsesUnlessItDied(bool? endedInOrder, bool isRehearsed)
    {
        await using var exchange = await LiveExchange.StartAsync();
        var values = exchange.Values(change: json => json["runtime"] = new JsonObject { ["rehearsalSeconds"] = 0.5 });
        if (endedInOrder is { } isEnded)
        {
            using var before = JournalWriter.Create(new JournalOptions { Directory = values.Text("journal.directory") });
            before.AppendText(isEnded ? RecordType.RunEnd : RecordType.RunStart, "{}"u8);
        }

        using var progress = new StringWriter();
        var outcome = Rehearsal.RunUnlessCut(values, progress, TestContext.Current.CancellationToken);

        Assert.Equal(isRehearsed, outcome is not null);
        Assert.Equal(isRehearsed, !progress.ToString().StartsWith("not rehearsing", StringComparison.Ordinal));
    }

    /// <summary>What a message passes in the run it passes in the rehearsal: over TLS, code that nothing else runs.</summary>
    [Theory]
    [InlineData("ws", false)]
    [InlineData("wss", true)]
    public async Task Run_VenueOfAScheme_TradesOverTheSame(string scheme, bool isTls)
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var handshakes = new Handshakes();

        // Five seconds are enough unless the machine does other things, too.
        RehearsalOutcome? outcome = null;
        for (var seconds = 5; seconds <= 80 && outcome is not { Orders: > 0 }; seconds *= 4)
        {
            var values = exchange.Values(change: json =>
            {
                json["runtime"] = new JsonObject { ["rehearsalSeconds"] = seconds };
                json["venue"]!["url"] = $"{scheme}://127.0.0.1:1/ws/api/v2";
            });
            outcome = Rehearsal.Run(values, TextWriter.Null, TestContext.Current.CancellationToken);
        }

        Assert.True(outcome is { Orders: > 0 }, $"{outcome}");

        // Of each connection both ends, and of the line that keeps the way of an order warm.
        Assert.InRange(handshakes.Count, isTls ? 6 : 0, isTls ? int.MaxValue : 0);
    }

    /// <summary>What a rehearsal changes of a run leaves its journal as sound as any.</summary>
    [Fact]
    public async Task Run_WithTheSeamsOfARehearsal_FillsSegmentsReadsTradesOftenAndIsReadBackWhole()
    {
        await using var exchange = await LiveExchange.StartAsync(front: Rehearsal.Front);
        using var engine = new RunningEngine(exchange, seams: Rehearsal.Seams with { SegmentBytes = 128 * 1024 });
        await engine.UntilActive();
        var journal = JournalDirectory.RunPath(Path.Combine(exchange.Directory, "journal"), 1);
        await engine.UntilStatus(_ => JournalDirectory.Segments(journal).Length > 5, "segments");
        var summary = engine.Stop();

        Assert.True(summary.StoppedInOrder);
        Assert.DoesNotContain("another account", engine.Log, StringComparison.Ordinal);
        var replayed = Replay.Run(journal, verify: true);
        Assert.Equal((JournalEnd.RunEnd, null), (replayed.End, replayed.Difference));
        Assert.Equal(summary.DecisionHash, replayed.DecisionHash);
        Assert.True(JournalCheck.Run(journal).Counts["TradesRead"] > 5, "trades should have been read again and again");
        List<string> problems = [];
        var account = $"simulator {exchange.Host.WebSocketAddress}";
        Assert.NotNull(AccountRecovery.Read(Path.GetDirectoryName(journal)!, epoch: 2, account, problems.Add));
        Assert.Empty(problems);
    }

    /// <summary>TLS handshakes of this process with itself, from construction on.</summary>
    private sealed class Handshakes : EventListener
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Net.Security")
            {
                EnableEvents(eventSource, EventLevel.Informational);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "HandshakeStop")
            {
                Interlocked.Increment(ref _count);
            }
        }
    }
}
