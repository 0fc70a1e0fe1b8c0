using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Bench;
using LowLatencyHedger.Telemetry;
using LowLatencyHedger.Transport;

namespace LowLatencyHedger.LatencyBench;

/// <summary>
/// The engine in a process of its own at each of several message rates, against the venue in this one, with an echo in a third. Each rate has an
/// engine that was started and rehearsed for it, so that what the engine says of its whole run is of this rate. Engine and echo take turns, a
/// slice each in alternating order, and who has no turn stands still.
/// </summary>
internal static class LatencyRun
{
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_quickSettle = TimeSpan.FromMilliseconds(100);

    /// <exception cref="IOException">The engine does not trade, or did not end.</exception>
    public static IReadOnlyList<RateResult> Run(LatencyOptions options, Action<string> progress)
    {
        using var certificate = options.IsTls ? LoopbackCertificate.Make() : null;
        using var echo = new EchoPeer();
        return [.. options.Rates.Select(rate => MeasureEngine(rate, options, certificate, echo, progress))];
    }

    private static RateResult MeasureEngine(int rate, LatencyOptions options, X509Certificate2? certificate, EchoPeer echo, Action<string> progress)
    {
        using var venue = new TickToTradeVenue(options.BookSize, certificate);
        using var engine = new TickToTradeEngine(venue.Address, options.Layout, certificate, options.RehearsalSeconds);
        progress($"{rate}/s: starting and rehearsing");

        // A thread of its own for the venue: what a bound thread starts is bound to the same processor, and engine and echo must not be.
        var measuring = Task.Factory.StartNew(
            () => Measure(rate, options, venue, engine, echo, progress), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return measuring.GetAwaiter().GetResult();
    }

    private static RateResult Measure(
        int rate, LatencyOptions options, TickToTradeVenue venue, TickToTradeEngine engine, EchoPeer echo, Action<string> progress)
    {
        progress(EchoPeer.PinVenue());
        TickToTradeBenchmark.WaitUntilActive(venue, engine);
        progress(engine.RehearsalLine);
        venue.FindTrigger();
        var schedule = new Schedule(rate, (int)(rate * options.SliceSeconds), rate / options.TriggersPerSecond, options.IsBursty);
        var messages = EchoPeer.Fitting(venue.Messages);
        LatencyHistogram decision = new(), inProcess = new(), send = new(), wire = new(), floor = new(), floorOfTwo = new();
        var (unanswered, notKept) = (0, 0L);

        var turn = 0;
        progress($"{rate}/s: warming up");
        progress($"{rate}/s: {BenchWarmUp.Run(() => Turn(), options.IsQuick)} methods compiled in the last slice of the warm-up");
        for (var number = 1; number <= options.Slices; number++)
        {
            progress($"{rate}/s: slice {number} of {options.Slices}");
            var (slice, echoes, echoesOfTwo) = Turn();
            decision.Add(slice.Decisions);
            Record(slice.Ticks.Select(tick => tick.TotalNanos), inProcess);
            Record(slice.Ticks.Select(tick => tick.SendNanos), send);
            Record(slice.Wire.Select(trip => trip.TotalNanos), wire);
            Record(echoes.Select(trip => trip.TotalNanos), floor);
            Record(echoesOfTwo.Select(trip => trip.TotalNanos), floorOfTwo);
            unanswered += slice.Unanswered;
            notKept += Math.Max(0, slice.Orders - slice.Ticks.Count);
        }

        var summary = engine.Stop(venue);
        return new RateResult(
            rate,
            [
                LatencyRow.Of("decision", decision), LatencyRow.Of("inProcess", inProcess), LatencyRow.Of("send", send), LatencyRow.Of("wire", wire),
                LatencyRow.Of("echo", floor), LatencyRow.Of("echoOfTwo", floorOfTwo),
            ],
            options.Slices * (schedule.Count / schedule.TriggerEvery),
            unanswered,
            notKept,
            Field(summary, "conflatedPrices"),
            Field(summary, "gcCollections"),
            Field(summary, "hotThreadAllocatedBytes"),
            Field(summary, "jitMethodsAfterGoLive"));

        (TickToTradeSlice Slice, List<WireTrip> Echoes, List<WireTrip> EchoesOfTwo) Turn()
        {
            List<WireTrip> echoes = [];
            List<WireTrip> echoesOfTwo = [];
            var isEchoFirst = turn++ % 2 == 1;
            if (isEchoFirst)
            {
                MeasureEchoAlone(schedule, messages, echoes, echoesOfTwo, engine, echo);
            }

            venue.Run(options.IsQuick ? s_quickSettle : s_settle);
            var slice = TickToTradeSlice.Measure(schedule, venue, engine);
            if (!isEchoFirst)
            {
                MeasureEchoAlone(schedule, messages, echoes, echoesOfTwo, engine, echo);
            }

            return (slice, echoes, echoesOfTwo);
        }
    }

    /// <summary>The engine stands still meanwhile: never do more than two threads spin.</summary>
    private static void MeasureEchoAlone(
        Schedule schedule, byte[][] messages, List<WireTrip> trips, List<WireTrip> tripsOfTwo, TickToTradeEngine engine, EchoPeer echo)
    {
        engine.Pause();
        echo.Burst(schedule, messages, trips);
        echo.Burst(schedule, messages, tripsOfTwo, isOnTwo: true);
        engine.Continue();
    }

    private static void Record(IEnumerable<long> nanos, LatencyHistogram histogram)
    {
        foreach (var one in nanos)
        {
            histogram.Record(one);
        }
    }

    private static long? Field(JsonObject summary, string name) => (long?)summary[name];
}
