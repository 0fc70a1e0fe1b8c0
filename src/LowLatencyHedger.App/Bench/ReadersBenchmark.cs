using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Whether looking at the engine slows it: tick to trade inside the engine's process, and tick to decision of every tick, in pairs of rounds, one
/// with the readers of its telemetry at work and one with them stopped, in alternating order.
/// </summary>
internal sealed class ReadersBenchmark : IBenchmark
{
    private const int BookSize = 1_000;
    private const int Pairs = 30;
    private const int Rate = 1_000;
    private const int TriggerEvery = 20;
    private const double RoundSeconds = 1.5;
    private const int LeastPercent = 50;
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_readersWarmUp = TimeSpan.FromSeconds(8);

    public string Name => "readers";

    private sealed record Half(double TradeP50, double TradeP99, double DecisionP50, double DecisionP99);

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        var isQuick = rounds.Settings.IsQuick;
        using var venue = new TickToTradeVenue(isQuick ? 50 : BookSize, certificate: null);
        using var engine = new TickToTradeEngine(venue.Address, "shared", certificate: null, isQuick ? 0 : 30);
        rounds.Tell("starting and rehearsing");

        // A thread of its own for the venue, as for the tick to trade: children must not inherit its processor by chance.
        var measuring = Task.Factory.StartNew(
            () => Measure(venue, engine, rounds, isQuick), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var pairs = measuring.GetAwaiter().GetResult();
        var allocated = (long?)engine.Stop()?["hotThreadAllocatedBytes"] ?? -1;
        return
        [
            Row("tickToTradeP50", pairs, half => half.TradeP50, allocated),
            Row("tickToTradeP99", pairs, half => half.TradeP99, allocated),
            Row("tickToDecisionP50", pairs, half => half.DecisionP50, allocated),
            Row("tickToDecisionP99", pairs, half => half.DecisionP99, allocated),
        ];
    }

    private static List<(Half With, Half Without)> Measure(TickToTradeVenue venue, TickToTradeEngine engine, Rounds rounds, bool isQuick)
    {
        EchoPeer.PinTo(0);
        TickToTradeBenchmark.WaitUntilActive(venue, engine);
        venue.FindTrigger();
        using var readers = new EngineReaders(engine.TelemetryPath);
        rounds.Tell($"readers: monitor, page, top{(readers.HasPrometheus ? ", prometheus" : "; no prometheus on the path")}");
        venue.Run(isQuick ? TimeSpan.FromSeconds(1) : s_readersWarmUp);
        var schedule = new Schedule(Rate, (int)(Rate * (isQuick ? 0.2 : RoundSeconds)), TriggerEvery, IsBursty: false);
        var pairs = new List<(Half, Half)>();
        var count = isQuick ? 2 : Pairs;

        // The first pair only warms up.
        for (var pair = 0; pair <= count; pair++)
        {
            rounds.Tell(pair == 0 ? "warming up" : $"pair {pair} of {count}");
            var isReadFirst = pair % 2 == 0;
            if (Round(isReadFirst) is not { } first || Round(!isReadFirst) is not { } second)
            {
                rounds.Tell("left out: the engine did not answer");
            }
            else if (pair > 0)
            {
                pairs.Add(isReadFirst ? (first, second) : (second, first));
            }
        }

        return !readers.AllRun ? throw new IOException("a reader has ended; nothing was compared")
            : pairs.Count == 0 ? throw new IOException("the engine answered too little in every pair; nothing was compared")
            : pairs;

        Half? Round(bool isRead)
        {
            if (isRead)
            {
                readers.Continue();
            }
            else
            {
                readers.Pause();
            }

            venue.Run(isQuick ? TimeSpan.FromMilliseconds(100) : s_settle);
            return Burst(venue, engine, schedule);
        }
    }

    /// <summary>Null when half of the triggers had no order: the machine did something else.</summary>
    private static Half? Burst(TickToTradeVenue venue, TickToTradeEngine engine, Schedule schedule)
    {
        var startNanos = HotClock.MonotonicNanos();
        var before = engine.TickToDecision();
        venue.Burst(schedule, []);
        venue.Run(TimeSpan.FromMilliseconds(20));
        var decisions = engine.TickToDecision();
        decisions.Subtract(before);
        var trades = engine.OrdersSince(startNanos);
        var expected = schedule.Count / schedule.TriggerEvery;
        return 100 * trades.Count < LeastPercent * expected
            ? null
            : new Half(
                TradeAt(trades, 50), TradeAt(trades, 99), decisions.ValueAtPercentile(50), decisions.ValueAtPercentile(99));
    }

    /// <summary>From the receive call's return to that of the send call.</summary>
    private static double TradeAt(IReadOnlyList<TickRecord> trades, double percentile)
    {
        long[] nanos = [.. trades.Select(tick => tick.TotalNanos + tick.SendNanos).Order()];
        return nanos[Math.Min(nanos.Length - 1, (int)(nanos.Length * percentile / 100))];
    }

    private static BenchRow Row(string name, List<(Half With, Half Without)> pairs, Func<Half, double> figure, long allocated)
    {
        var ratio = PairedRatio.Of(pairs.Select(pair => figure(pair.With) / figure(pair.Without)));
        return new BenchRow(
            name,
            TickToTradeSample.Median(pairs.Select(pair => figure(pair.With))),
            "ns",
            "withoutReaders",
            TickToTradeSample.Median(pairs.Select(pair => figure(pair.Without))),
            ratio.Median,
            allocated)
        {
            Scenario = $"{name} with readers over without: {ratio.Verdict}",
        };
    }
}
