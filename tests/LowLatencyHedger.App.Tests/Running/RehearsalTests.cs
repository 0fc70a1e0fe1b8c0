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
}
