using System.Diagnostics;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Transport;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// From a ticker to the order that it leads to, through the whole engine, with journal and telemetry on and 1,000 options in the book: in
/// process (receive call returned to send call begun, beside <c>Utf8JsonReader</c> reading the values of the same tickers: in a loop, and
/// each as it arrives in a spinning process) and over the wire (ticker due to order received, beside a spinning echo of the same sizes).
/// Open loop: latency counts from when a message was due. Engine, echo and reader take turns within each round, in alternating order, and
/// who has no turn stands still: with the venue's, two threads spin.
/// </summary>
internal sealed class TickToTradeBenchmark : IBenchmark
{
    private const int BookSize = 1_000;

    /// <summary>One order in so many ticks as an engine has: its way is cold each time.</summary>
    private const int SeldomPerSecond = 50;

    /// <summary>More than the engine's limits let through, 100 at once and 30 a second: those at once are a millisecond apart, and their way is warm.</summary>
    private const int OftenPerSecond = 1_000;

    private const double BurstSeconds = 1;
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(90);

    public string Name => "tick-to-trade";

    private sealed record Scenario(string Layout, bool IsTls, int Rate, bool IsBursty, int OrdersPerSecond = SeldomPerSecond)
    {
        public override string ToString() =>
            $"{Layout} {(IsTls ? "tls" : "plain")} {(IsBursty ? "bursts of " : "")}{Rate}/s with {OrdersPerSecond} triggers/s";

        public Schedule Schedule(double seconds) => new(Rate, (int)(Rate * seconds), Rate / OrdersPerSecond, IsBursty);
    }

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        var isQuick = rounds.Settings.IsQuick;
        Scenario[] all =
        [
            new("shared", false, 1_000, false), new("shared", false, 5_000, false), new("shared", false, 5_000, false, OftenPerSecond),
            new("shared", false, 20_000, false), new("shared", false, 5_000, true), new("shared", true, 5_000, false), new("dedicated", false, 5_000, false),
        ];
        var scenarios = all.Where(scenario => scenario.ToString().StartsWith(rounds.Settings.Scenario, StringComparison.Ordinal)).ToArray();
        scenarios = isQuick && rounds.Settings.Scenario.Length == 0 ? scenarios[..1] : scenarios;
        var rows = new List<BenchRow>();
        using var echo = new EchoPeer();
        foreach (var engine in scenarios.GroupBy(scenario => (scenario.Layout, scenario.IsTls)))
        {
            rows.AddRange(MeasureEngine(engine.Key.Layout, engine.Key.IsTls, [.. engine], echo, rounds, isQuick));
        }

        return rows;
    }

    private static List<BenchRow> MeasureEngine(string layout, bool isTls, Scenario[] scenarios, EchoPeer echo, Rounds rounds, bool isQuick)
    {
        using var certificate = isTls ? LoopbackCertificate.Make() : null;
        using var venue = new TickToTradeVenue(isQuick ? 50 : BookSize, certificate);
        using var engine = new TickToTradeEngine(venue.Address, layout, certificate, isQuick ? 0 : 30);
        rounds.Tell($"{layout}{(isTls ? " tls" : "")}: starting and rehearsing");

        // A thread of its own for the venue: what a bound thread starts is bound to the same processor, and engine and echo must not be.
        var measuring = Task.Factory.StartNew(
            () => MeasureScenarios(scenarios, venue, engine, echo, rounds, isQuick),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        var rows = measuring.GetAwaiter().GetResult();
        var allocated = (long?)engine.Stop()?["hotThreadAllocatedBytes"] ?? -1;
        return [.. rows.Select(row => row with { AllocatedBytes = allocated })];
    }

    private static List<BenchRow> MeasureScenarios(
        Scenario[] scenarios, TickToTradeVenue venue, TickToTradeEngine engine, EchoPeer echo, Rounds rounds, bool isQuick)
    {
        rounds.Tell(EchoPeer.PinVenue());
        WaitUntilActive(venue, engine);
        rounds.Tell(engine.RehearsalLine);
        venue.FindTrigger();
        var reader = new Utf8JsonValues(DecodeBenchmark.TickerMembers, new InstrumentTable(4_096, 4));
        var rows = new List<BenchRow>();
        foreach (var scenario in scenarios)
        {
            rows.AddRange(Measure(scenario, venue, engine, echo, reader, rounds, isQuick));
        }

        return rows;
    }

    /// <summary>Drives the venue until the engine trades, and a second more.</summary>
    /// <exception cref="IOException">It does not in a minute and a half.</exception>
    public static void WaitUntilActive(TickToTradeVenue venue, TickToTradeEngine engine)
    {
        var watch = Stopwatch.StartNew();
        var question = Task.Run(() => engine.IsActive);
        while (question is not { IsCompletedSuccessfully: true, Result: true })
        {
            if (question.IsCompleted)
            {
                question = Task.Run(() => engine.IsActive);
            }

            venue.Run(TimeSpan.FromMilliseconds(100));
            if (watch.Elapsed > s_startTimeout || engine.HasExited)
            {
                throw new IOException($"the engine does not trade: {engine.Log}");
            }
        }

        venue.Run(TimeSpan.FromSeconds(1));
    }

    private static IEnumerable<BenchRow> Measure(
        Scenario scenario, TickToTradeVenue venue, TickToTradeEngine engine, EchoPeer echo, Utf8JsonValues reader, Rounds rounds, bool isQuick)
    {
        var schedule = scenario.Schedule(isQuick ? 0.2 : BurstSeconds);
        var messages = EchoPeer.Fitting(venue.Messages);
        var sample = new TickToTradeSample(scenario.ToString());
        var number = 0;
        rounds.Tell($"{scenario}: warming up");
        rounds.Tell($"{scenario}: {BenchWarmUp.Run(() => Round(), isQuick)} methods compiled in the last round of the warm-up");
        for (var round = 1; round <= rounds.Settings.Rounds; round++)
        {
            rounds.Tell($"{scenario}: round {round} of {rounds.Settings.Rounds}");
            var (measured, slice) = Round();
            sample.Unanswered += slice.Unanswered;
            sample.Add(measured);
            sample.AddDecisions(slice.Decisions, slice.Fills, slice.SlowTicks);
        }

        (TickToTradeRound Measured, TickToTradeSlice Slice) Round()
        {
            List<WireTrip> floor = [];
            List<WireTrip> floorOfTwo = [];
            List<long> readings = [];
            var isEchoFirst = number++ % 2 == 1;
            if (isEchoFirst)
            {
                MeasureEchoAlone(schedule, messages, floor, floorOfTwo, readings, engine, echo);
            }

            venue.Run(isQuick ? TimeSpan.FromMilliseconds(100) : s_settle);
            var slice = TickToTradeSlice.Measure(schedule, venue, engine);
            if (!isEchoFirst)
            {
                MeasureEchoAlone(schedule, messages, floor, floorOfTwo, readings, engine, echo);
            }

            engine.Pause();
            var (parseNanos, clockNanos) = (Parse(reader, messages), TimeStamp());
            engine.Continue();
            return (new TickToTradeRound(slice.Ticks, slice.Wire, floor, floorOfTwo, readings, parseNanos, clockNanos), slice);
        }

        rounds.Tell($"{scenario}: tickers of {messages.Average(message => message.Length):0} bytes, {sample.SlowTicks()}");
        rounds.Tell($"{scenario}: {sample.Unanswered} of {rounds.Settings.Rounds * schedule.Count / schedule.TriggerEvery} triggers without an order");
        if (sample.Unanswered > 0)
        {
            rounds.Tell(engine.LastWords);
        }

        return sample.Rows();
    }

    /// <summary>The engine stands still meanwhile: never do more than two threads spin.</summary>
    private static void MeasureEchoAlone(
        Schedule schedule, byte[][] tickers, List<WireTrip> trips, List<WireTrip> tripsOfTwo, List<long> readings, TickToTradeEngine engine, EchoPeer echo)
    {
        engine.Pause();
        echo.Burst(schedule, tickers, trips);
        echo.Burst(schedule, tickers, tripsOfTwo, isOnTwo: true);
        echo.Burst(schedule, tickers, [], readings);
        engine.Continue();
    }

    /// <summary>Nanoseconds a ticker.</summary>
    private static double Parse(Utf8JsonValues reader, byte[][] messages)
    {
        const int Passes = 20;
        var times = new double[Passes];
        for (var i = 0; i < Passes; i++)
        {
            var start = Stopwatch.GetTimestamp();
            reader.Read(messages);
            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / messages.Length;
        }

        return TickToTradeSample.Median(times);
    }

    /// <summary>Nanoseconds of one reading of the clock.</summary>
    private static double TimeStamp()
    {
        const int Passes = 20;
        const int Readings = 1_000;
        var times = new double[Passes];
        for (var i = 0; i < Passes; i++)
        {
            var start = HotClock.MonotonicNanos();
            var last = start;
            for (var reading = 0; reading < Readings; reading++)
            {
                last = HotClock.MonotonicNanos();
            }

            times[i] = (last - start) / (double)Readings;
        }

        return TickToTradeSample.Median(times);
    }
}
