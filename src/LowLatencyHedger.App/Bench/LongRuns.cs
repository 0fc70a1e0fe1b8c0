using System.Text.Json.Nodes;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;

namespace LowLatencyHedger.App.Bench;

/// <summary>One of <see cref="LongRuns"/>.</summary>
/// <param name="Name">Which.</param>
/// <param name="Seconds">How long.</param>
/// <param name="IsTls">The venue is reached over TLS, as real ones are.</param>
/// <param name="ListsCompiled">Also tells what was compiled after the start.</param>
internal sealed record LongRun(string Name, int Seconds, bool IsTls, bool ListsCompiled);

/// <summary>
/// The engine of <see cref="TickToTradeBenchmark"/> over a long time, against the same venue: at a steady rate, which must cost it nothing that
/// grows, and with more messages than it can take, of which it must lose none that matters. Not a comparison with a floor, but goals that are
/// kept or not.
/// </summary>
internal static class LongRuns
{
    public const string Steady = "steady";
    public const string Overload = "overload";

    private const int BookSize = 1_000;
    private const int Rate = 2_000;

    /// <summary>Below the engine's own limit on orders, for any length of time.</summary>
    private const int TriggersPerSecond = 20;

    private const int RehearsalSeconds = 60;

    /// <summary>Memory that is used for the first time late, of what a run begins with.</summary>
    private const double MemoryGrowthMax = 1.1;

    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(2);

    public static bool Has(string name) => name is Steady or Overload;

    /// <exception cref="IOException">The engine does not trade, or ended.</exception>
    public static IReadOnlyList<RunFigure> Run(LongRun run, Action<string> progress)
    {
        using var certificate = run.IsTls ? LoopbackCertificate.Make() : null;
        using var venue = new TickToTradeVenue(BookSize, certificate);
        using var engine = new TickToTradeEngine(venue.Address, "shared", certificate, RehearsalSeconds, run.ListsCompiled);
        progress("starting and rehearsing");
        var running = Task.Factory.StartNew(
            () => Measure(run.Name, run.Seconds, venue, engine, progress), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return running.GetAwaiter().GetResult();
    }

    private static List<RunFigure> Measure(string name, int seconds, TickToTradeVenue venue, TickToTradeEngine engine, Action<string> progress)
    {
        EchoPeer.PinTo(0);
        TickToTradeBenchmark.WaitUntilActive(venue, engine);
        progress(engine.RehearsalLine);
        venue.FindTrigger();
        var memory = engine.OwnMemoryBytes;
        var decisions = engine.TickToDecision();
        progress($"{name} for {seconds} s");
        List<long> wire = [];
        var sent = name == Steady
            ? Hold(seconds, venue, wire)
            : venue.Flood(TimeSpan.FromSeconds(seconds), Nanos.PerSecond / TriggersPerSecond, wire);
        var decided = engine.TickToDecision();
        decided.Subtract(decisions);
        venue.Run(s_settle);

        // The venue stands still from here on: nothing is under way.
        Thread.Sleep(s_settle);
        var state = engine.Snapshot();
        var ownMemory = engine.OwnMemoryBytes;
        var positionDifference = Math.Abs(state.HedgePosition - venue.HedgePosition);
        var midDifference = Math.Abs(state.HedgeMid - venue.HedgeMid);
        var run = engine.Stop(venue);
        progress(engine.LastWords);
        foreach (var method in run["compiledMethods"] as JsonArray ?? [])
        {
            progress($"compiled: {method}");
        }

        List<RunFigure> figures =
        [
            new("messagesPerSecond", sent / (double)seconds, "1/s"),
            new("ordersReceived", venue.Orders, "orders", Least: 1),
            new("ordersNotReceived", Field(run, "hedges") - venue.Orders, "orders", 0, 0),
            new("ordersUnresolved", Field(run, "unresolvedOrders") + Field(run, "unknownOrders"), "orders", Most: 0),
            new("hedgePositionDifference", positionDifference, "USD", Most: 0),
            new("positionBreaks", Field(run, "positionBreaks"), "breaks", Most: 0),
            new("bookMidDifference", midDifference, "USD", Most: 0),
            new("decisionP50", decided.ValueAtPercentile(50), "ns"),
            new("decisionP99", decided.ValueAtPercentile(99), "ns"),
            new("decisionP999", decided.ValueAtPercentile(99.9), "ns"),
            new("wireP50", At(wire, 50), "ns"),
        ];
        figures.AddRange(name == Steady ? Frugality(run, memory, ownMemory, wire) : Bounds(run, wire));
        return figures;
    }

    private static long Hold(int seconds, TickToTradeVenue venue, List<long> wire)
    {
        var count = Rate * seconds;
        List<WireTrip> trips = [];
        venue.Burst(new Schedule(Rate, count, Rate / TriggersPerSecond, IsBursty: false), trips);
        wire.AddRange(trips.Select(trip => trip.TotalNanos));
        return count;
    }

    private static IEnumerable<RunFigure> Frugality(JsonObject run, long memory, long memoryAtEnd, List<long> wire) =>
    [
        new("wireP99", At(wire, 99), "ns"),
        new("conflatedPrices", Field(run, "conflatedPrices"), "prices"),
        new("hotThreadAllocatedBytes", Field(run, "hotThreadAllocatedBytes"), "bytes", Most: 0),
        new("collections", Field(run, "gcCollections"), "collections", Most: 0),
        new("methodsCompiled", Field(run, "jitMethodsAfterGoLive"), "methods", Most: 0),
        new("ownMemoryAtStart", memory, "bytes"),
        new("ownMemoryAtEnd", memoryAtEnd, "bytes", Most: Math.Floor(MemoryGrowthMax * memory)),
    ];

    /// <summary>An order has left before the market has moved on.</summary>
    private static IEnumerable<RunFigure> Bounds(JsonObject run, List<long> wire) =>
    [
        new("wireP99", At(wire, 99), "ns", Most: Nanos.PerSecond / TriggersPerSecond),
        new("conflatedPrices", Field(run, "conflatedPrices"), "prices", Least: 1),
    ];

    private static double Field(JsonObject run, string name) => (double?)run[name] ?? double.NaN;

    private static double At(List<long> sample, int percentile)
    {
        long[] sorted = [.. sample.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, sorted.Length * percentile / 100)];
    }
}
