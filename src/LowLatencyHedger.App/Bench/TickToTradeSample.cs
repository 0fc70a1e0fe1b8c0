using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Bench;

/// <summary>What the rounds of one scenario measured, and the rows that follow from it.</summary>
/// <param name="scenario">Its name in the rows.</param>
internal sealed class TickToTradeSample(string scenario)
{
    private static readonly (string Name, Func<TickRecord, long> Nanos)[] s_stages =
    [
        ("stageDecode", tick => tick.DecodeNanos), ("stageRing", tick => tick.RingNanos), ("stageCore", tick => tick.CoreNanos),
        ("stageJournal", tick => tick.JournalNanos), ("stageEncode", tick => tick.EncodeNanos), ("stageSend", tick => tick.SendNanos),
    ];

    private static readonly (string Name, double Percentile)[] s_tail = [("P90", 90), ("P99", 99), ("P999", 99.9)];

    private const string Echo = "tcpEcho";
    private const string EchoOfTwo = "tcpEchoOfTwoConnections";

    private readonly List<TickToTradeRound> _rounds = [];
    private readonly LatencyHistogram _decisions = new();
    private readonly LatencyHistogram _fills = new();
    private readonly List<TickRecord> _slow = [];

    /// <summary>Triggers without an order.</summary>
    public int Unanswered { get; set; }

    public void Add(TickToTradeRound round) => _rounds.Add(round);

    /// <summary>What the engine says of all ticks and fills of a round.</summary>
    public void AddDecisions(LatencyHistogram decisions, LatencyHistogram fills, IReadOnlyList<TickRecord> slow)
    {
        _decisions.Add(decisions);
        _fills.Add(fills);
        _slow.AddRange(slow);
    }

    /// <summary>
    /// Medians are compared within each round, and the ratio is the median of theirs; the tail, of which a round has too little, over all rounds. Of the
    /// wire's there is both: a stall of the machine is all of the one, and in a few rounds of the other.
    /// </summary>
    public IEnumerable<BenchRow> Rows()
    {
        double[] parses = [.. _rounds.Select(round => round.ParseNanos)];
        double[] clocks = [.. _rounds.Select(round => round.ClockNanos)];
        TickRecord[] ticks = [.. _rounds.SelectMany(round => round.Ticks)];
        double[] totals = [.. _rounds.Select(round => At(50, round.Ticks.Select(tick => tick.TotalNanos)))];
        long[] allTotals = [.. ticks.Select(tick => tick.TotalNanos)];
        yield return Paired("inProcessP50", ticks.Length, totals, "utf8JsonReader", parses);
        foreach (var (name, percentile) in s_tail)
        {
            yield return Row("inProcess" + name, ticks.Length, At(percentile, allTotals), "utf8JsonReader", Median(parses));
        }

        double[] readings = [.. _rounds.Select(round => At(50, round.Readings))];
        yield return Paired("inProcessP50BesideArrival", ticks.Length, totals, "utf8JsonReaderOnArrival", readings);
        yield return Row(
            "inProcessP99BesideArrival", ticks.Length, At(99, allTotals), "utf8JsonReaderOnArrival", At(99, _rounds.SelectMany(round => round.Readings)));
        foreach (var (name, percentile) in s_tail.Prepend(("P50", 50)))
        {
            yield return Row("decision" + name, _decisions.Count, _decisions.ValueAtPercentile(percentile), "utf8JsonReader", Median(parses));
        }

        foreach (var (name, percentile) in s_tail.Prepend(("P50", 50)).SkipLast(1))
        {
            yield return Row("fillDecision" + name, _fills.Count, _fills.ValueAtPercentile(percentile), "utf8JsonReader", Median(parses));
        }

        foreach (var row in WireRows())
        {
            yield return row;
        }

        foreach (var (name, nanos) in s_stages)
        {
            yield return Row(name, ticks.Length, At(50, ticks.Select(nanos)), "timeStamp", Median(clocks));
        }
    }

    /// <summary>The whole, and the parts of it beside the same parts of the echo's.</summary>
    private IEnumerable<BenchRow> WireRows()
    {
        WireTrip[] wire = [.. _rounds.SelectMany(round => round.Wire)];
        WireTrip[] echo = [.. _rounds.SelectMany(round => round.Echo)];
        double[] wires = ByRound(50, round => round.Wire);
        yield return Paired("wireP50", wire.Length, wires, Echo, ByRound(50, round => round.Echo));
        yield return Paired("wireP99ByRound", wire.Length, ByRound(99, round => round.Wire), Echo, ByRound(99, round => round.Echo));
        foreach (var (name, percentile) in s_tail)
        {
            yield return Part("wire" + name, percentile, wire, Echo, echo, trip => trip.TotalNanos);
        }

        WireTrip[] traced = [.. wire.Where(trip => trip.IsTraced)];
        foreach (var row in RowsBesideTwo(wire, traced, wires))
        {
            yield return row;
        }

        foreach (var (name, percentile) in s_tail.Prepend(("P50", 50)).SkipLast(1))
        {
            yield return Part("wireLate" + name, percentile, wire, Echo, echo, trip => trip.LateNanos);
            yield return Part("wireOutward" + name, percentile, traced, Echo, echo, trip => trip.OutwardNanos);
            yield return Part("wireReturn" + name, percentile, traced, Echo, echo, trip => trip.ReturnNanos);
        }
    }

    /// <summary>Beside an echo that has the engine's two connections.</summary>
    private IEnumerable<BenchRow> RowsBesideTwo(WireTrip[] wire, WireTrip[] traced, double[] wires)
    {
        WireTrip[] echo = [.. _rounds.SelectMany(round => round.EchoOfTwo)];
        yield return Paired("wireP50BesideTwo", wire.Length, wires, EchoOfTwo, ByRound(50, round => round.EchoOfTwo));
        yield return Part("wireP90BesideTwo", 90, wire, EchoOfTwo, echo, trip => trip.TotalNanos);
        yield return Part("wireP99BesideTwo", 99, wire, EchoOfTwo, echo, trip => trip.TotalNanos);
        yield return Part("wireOutwardP50BesideTwo", 50, traced, EchoOfTwo, echo, trip => trip.OutwardNanos);
        yield return Part("wireReturnP50BesideTwo", 50, traced, EchoOfTwo, echo, trip => trip.ReturnNanos);
    }

    private double[] ByRound(double percentile, Func<TickToTradeRound, IReadOnlyList<WireTrip>> trips) =>
        [.. _rounds.Select(round => At(percentile, trips(round).Select(trip => trip.TotalNanos)))];

    private BenchRow Part(string name, double percentile, WireTrip[] wire, string floorName, WireTrip[] echo, Func<WireTrip, long> nanos) =>
        Row(name, wire.Length, At(percentile, wire.Select(nanos)), floorName, At(percentile, echo.Select(nanos)));

    /// <summary>How many were slow, by cause, for people.</summary>
    public string SlowTicks() => _slow.Count == 0
        ? "no slow ticks"
        : "slow ticks: " + string.Join(
            ", ", _slow.CountBy(tick => tick.Cause).OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}"));

    public static double Median(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite).Order()];
        return known.Length == 0 ? -1 : known[known.Length / 2];
    }

    private BenchRow Paired(string name, long samples, double[] values, string floorName, double[] floors) =>
        Row(name, samples, Median(values), floorName, Median(floors)) with { Ratio = Median(values.Zip(floors, (value, floor) => value / floor)) };

    private BenchRow Row(string name, long samples, double value, string floorName, double floor) =>
        new(name, Known(value), "ns", floorName, Known(floor), Known(value / floor), 0) { Scenario = scenario, Samples = samples };

    /// <summary>JSON has no word for a number that is not known.</summary>
    private static double Known(double value) => double.IsFinite(value) ? value : -1;

    /// <summary>A percentile; of an empty sample not a number.</summary>
    private static double At(double percentile, IEnumerable<long> sample)
    {
        long[] sorted = [.. sample.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * percentile / 100))];
    }
}
