using System.Text.Json.Nodes;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Tests.Control;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>A disk that fails under an engine that trades with the simulated exchange over real sockets.</summary>
[Collection(RunningEngine.HearsSignals)]
public sealed class BrokenDiskTests
{
    private const string RestingOrder =
        """{"instrument_name":"BTC-PERPETUAL","amount":100,"type":"limit","price":50000,"label":"by hand"}""";

    private DiskStep? _failing;
    private bool _isDiskGone;

    /// <summary>EIO: a sync fails, and the segment cannot be written anew. ENOSPC: no next segment can be made.</summary>
    [Theory]
    [InlineData(DiskStep.Sync)]
    [InlineData(DiskStep.CreateSegment)]
    public async Task Trading_DiskFails_NoOrderLeavesCancelsDoAndTheHaltIsOnRecord(DiskStep step)
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var venue = await VenueClient.ConnectAsync(exchange);
        using var engine = new RunningEngine(
            exchange, json => json["journal"]!["segmentMebibytes"] = 1, new EngineSeams { BeforeDiskStep = BeforeDiskStep });
        await engine.UntilActive();
        await engine.UntilStatus(status => Hedges(status) > 0, "hedges");
        await venue.CallAsync("private/buy", RestingOrder);
        Assert.Equal(1, await venue.CountOpenAsync());

        _failing = step;
        _isDiskGone = true;
        await engine.UntilHalted();

        // The wire is shut, what rested is cancelled, and trades that go on lead to no order.
        var halted = await engine.SendAsync("status");
        Assert.True((bool)halted["ordersStopped"]!);
        Assert.Equal("core", (string)halted["halted"]!["by"]!);
        Assert.Equal("JOURNAL_BROKEN", (string)halted["halted"]!["reason"]!);
        Assert.Equal(0, await venue.CountOpenAsync());
        var orders = await OwnOrdersAsync(venue);
        var clientTrades = (long)halted["underlyings"]![0]!["optionFills"]!;
        await engine.UntilStatus(status => (long)status["underlyings"]![0]!["optionFills"]! > clientTrades + 5, "clients that trade on");
        Assert.Equal(orders, await OwnOrdersAsync(venue));

        // Nothing but a restart on a disk that works ends it.
        var refused = await engine.SendAsync("resume", "hoping");
        Assert.Contains("JOURNAL_BROKEN", (string)refused["message"]!, StringComparison.Ordinal);
        Assert.Contains("the journal cannot be written", engine.Log, StringComparison.Ordinal);
        var summary = engine.Stop();
        Assert.Equal(ExitCode.Risk, RunVerb.ExitCodeOf(summary));
        Assert.Equal("JOURNAL_BROKEN", new HaltFile(Path.Combine(engine.ControlDirectory, HaltFile.Name)).Read()!.Reason);
        AssertOrdersAreJournaled(summary.Journal, orders);
    }

    [Fact]
    public async Task Start_TooLittleDisk_HaltsAndExitsWithThatOfARiskControl()
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var venue = await VenueClient.ConnectAsync(exchange);
        using var engine = new RunningEngine(exchange, json => json["limits"]!["minDiskFreeMebibytes"] = 1_048_576);

        await engine.UntilHalted();

        Assert.Equal("DISK_SPACE_BELOW_LIMIT", (string)(await engine.SendAsync("status"))["halted"]!["reason"]!);
        Assert.Empty(await OwnOrdersAsync(venue));
        Assert.Equal(ExitCode.Risk, RunVerb.ExitCodeOf(engine.Stop()));
    }

    private static long Hedges(JsonObject status) => status["underlyings"]!.AsArray().Sum(state => (long)state!["hedges"]!);

    private static async Task<SortedSet<string>> OwnOrdersAsync(VenueClient venue)
    {
        var labels = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var currency in new[] { "BTC", "ETH" })
        {
            var history = await venue.CallAsync(
                "private/get_order_history_by_currency", $$"""{"currency":"{{currency}}","count":1000,"include_unfilled":true}""");
            var all = history.EnumerateArray().Select(order => order.GetProperty("label").GetString()!);
            labels.UnionWith(all.Where(label => label.StartsWith("hx1-", StringComparison.Ordinal)));
        }

        return labels;
    }

    /// <summary>The last ones that left before the disk was lost are in the mapped file, too.</summary>
    private static void AssertOrdersAreJournaled(string run, SortedSet<string> sent)
    {
        var intents = new SortedSet<string>(StringComparer.Ordinal);
        var reader = new JournalReader(run);
        while (reader.TryRead(out var record))
        {
            if (record.Type == RecordType.Output)
            {
                record.CopyTo(out OutputEvent output);
                intents.Add($"hx1-{output.Ref.Epoch:x8}-{output.Ref.Number:x8}");
            }
        }

        Assert.NotEmpty(sent);
        Assert.Subset(intents, sent);
    }

    private void BeforeDiskStep(DiskStep step)
    {
        if (Volatile.Read(ref _isDiskGone) && (step == _failing || step == DiskStep.Rewrite))
        {
            throw new IOException("no space left on the device");
        }
    }
}
