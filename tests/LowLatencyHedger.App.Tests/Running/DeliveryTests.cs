using System.Text.Json.Nodes;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Tests.Control;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Tests.Running;

[Collection(RunningEngine.HearsSignals)]
public sealed class DeliveryTests
{
    private const int FirstTrySeconds = 6;
    private const int LastTrySeconds = 60;

    /// <summary>Over sockets and in real time; in virtual time the closed loop has more of it.</summary>
    [Fact]
    public async Task Run_VenueDelivers_IsBookedTradesOnAndReplays()
    {
        for (var seconds = FirstTrySeconds; !await TryRun(TimeSpan.FromSeconds(seconds)); seconds *= 3)
        {
            Assert.True(seconds < LastTrySeconds, "no engine trades before the venue delivers");
        }
    }

    /// <summary>False when the engine traded too late to see it.</summary>
    private static async Task<bool> TryRun(TimeSpan untilDelivery)
    {
        var dueUtc = DateTime.UtcNow + untilDelivery;
        await using var exchange = await LiveExchange.StartAsync(dueUtc.TimeOfDay);
        var seams = new EngineSeams
        {
            TradingSettings = settings => settings with
            {
                DeliveryOfDayNanos = (long)dueUtc.TimeOfDay.TotalNanoseconds, TradeSweepNanos = 500 * Nanos.PerMilli,
            },
        };
        using var engine = new RunningEngine(exchange, WithoutBlackout, seams);
        await engine.UntilActive();
        if (DateTime.UtcNow > dueUtc)
        {
            return false;
        }

        await engine.UntilStatus(status => DateTime.UtcNow > dueUtc && IsPaused(status), "paused");
        await engine.UntilActive();
        var summary = engine.Stop();

        Assert.True(summary.StoppedInOrder);
        Assert.Equal(0, summary.PositionBreaks);
        var journal = JournalDirectory.RunPath(Path.Combine(exchange.Directory, "journal"), 1);
        var counts = JournalCheck.Run(journal).Counts;
        Assert.True(counts.GetValueOrDefault("Settlement") > 0, "what was delivered should have been read");
        Assert.True(counts.GetValueOrDefault("InstrumentState") > 0, "the venue should have told of it");
        var replayed = Replay.Run(journal, verify: true);
        Assert.Equal((JournalEnd.RunEnd, null), (replayed.End, replayed.Difference));
        Assert.Equal(summary.DecisionHash, replayed.DecisionHash);
        return true;
    }

    private static bool IsPaused(JsonObject status) =>
        status["underlyings"]!.AsArray().Any(state => (string)state!["tradingState"]! == "Pause");

    private static void WithoutBlackout(JsonObject json)
    {
        json["limits"]!["expiryBlackoutBeforeSeconds"] = 0;
        json["limits"]!["expiryBlackoutAfterSeconds"] = 0;
    }
}
