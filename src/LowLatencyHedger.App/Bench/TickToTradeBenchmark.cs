using System.Diagnostics;
using LowLatencyHedger.Telemetry;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// From a ticker to the order that it leads to, through the whole engine, with journal and telemetry on and 1,000 options in the book: in
/// process (receive call returned to send call begun, beside <c>Utf8JsonReader</c> reading the values of the same tickers) and over the wire
/// (ticker due to order received, beside a spinning echo of the same sizes). Open loop: latency counts from when a message was due. Engine,
/// echo and reader take turns within each round, each alone on the machine; a figure is the median over the rounds.
/// </summary>
internal sealed class TickToTradeBenchmark : IBenchmark
{
    private const int BookSize = 1_000;

    /// <summary>The engine sends no more than 30 orders a second for long.</summary>
    private const int TriggersPerSecond = 50;

    private const double BurstSeconds = 1;
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(90);
    private static readonly double[] s_percentiles = [50, 99, 99.9];
    private static readonly string[] s_names = ["P50", "P99", "P999"];

    public string Name => "tick-to-trade";

    private sealed record Scenario(string Layout, bool IsTls, int Rate, bool IsBursty)
    {
        public override string ToString() => $"{Layout} {(IsTls ? "tls" : "plain")} {Rate}/s{(IsBursty ? " in bursts" : "")}";

        public Schedule Schedule(double seconds) => new(Rate, (int)(Rate * seconds), Rate / TriggersPerSecond, IsBursty);
    }

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        EchoPeer.PinTo(0);
        var isQuick = rounds.Settings.IsQuick;
        Scenario[] all =
        [
            new("shared", false, 1_000, false), new("shared", false, 5_000, false), new("shared", false, 20_000, false),
            new("shared", false, 5_000, true), new("shared", true, 5_000, false), new("dedicated", false, 5_000, false),
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
        using var certificate = isTls ? TickToTradeEngine.MakeCertificate() : null;
        using var venue = new TickToTradeVenue(isQuick ? 50 : BookSize, certificate);
        using var engine = new TickToTradeEngine(venue.Address, layout, certificate, isQuick ? 0 : 30);
        rounds.Tell($"{layout}{(isTls ? " tls" : "")}: starting and rehearsing");
        WaitUntilActive(venue, engine);
        venue.FindTrigger();
        var reader = new Utf8JsonValues(DecodeBenchmark.TickerMembers, new InstrumentTable(4_096, 4));
        var rows = new List<BenchRow>();
        foreach (var scenario in scenarios)
        {
            rows.AddRange(Measure(scenario, venue, engine, echo, reader, rounds, isQuick));
        }

        var allocated = (long?)engine.Stop()?["hotThreadAllocatedBytes"] ?? -1;
        return [.. rows.Select(row => row with { AllocatedBytes = allocated })];
    }

    private static void WaitUntilActive(TickToTradeVenue venue, TickToTradeEngine engine)
    {
        var watch = Stopwatch.StartNew();
        Task<bool>? question = null;
        while (question is not { IsCompletedSuccessfully: true, Result: true })
        {
            venue.Run(TimeSpan.FromMilliseconds(100));
            if (question is null or { IsCompleted: true })
            {
                question = Task.Run(() => engine.IsActive);
            }

            if (watch.Elapsed > s_startTimeout || engine.HasExited)
            {
                throw new IOException($"the engine does not trade: {engine.Log}");
            }
        }

        venue.Run(TimeSpan.FromSeconds(1));
    }

    private static List<BenchRow> Measure(
        Scenario scenario, TickToTradeVenue venue, TickToTradeEngine engine, EchoPeer echo, Utf8JsonValues reader, Rounds rounds, bool isQuick)
    {
        var schedule = scenario.Schedule(isQuick ? 0.2 : BurstSeconds);
        var messages = venue.Messages;
        var inProcess = new List<LatencyHistogram>();
        List<List<long>> wires = [], echoes = [];
        var parses = new List<double>();
        var unanswered = 0;
        for (var round = 0; round < rounds.Settings.Rounds; round++)
        {
            rounds.Tell($"{scenario}: round {round + 1} of {rounds.Settings.Rounds}");
            List<long> wire = [], floor = [];
            venue.Run(isQuick ? TimeSpan.FromMilliseconds(100) : s_settle);
            var before = engine.TickToSend();
            unanswered += venue.Burst(schedule, wire);
            venue.Run(TimeSpan.FromMilliseconds(20));
            var after = engine.TickToSend();
            after.Subtract(before);
            engine.Pause();
            echo.Burst(schedule, floor);
            parses.Add(Parse(reader, messages));
            engine.Continue();
            inProcess.Add(after);
            wires.Add(wire);
            echoes.Add(floor);
        }

        rounds.Tell($"{scenario}: {unanswered} of {rounds.Settings.Rounds * schedule.Count / schedule.TriggerEvery} triggers without an order");
        return [.. Rows(scenario.ToString(), inProcess, parses, wires, echoes)];
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

        return Median(times);
    }

    private static IEnumerable<BenchRow> Rows(
        string scenario, List<LatencyHistogram> inProcess, List<double> parses, List<List<long>> wires, List<List<long>> echoes)
    {
        for (var i = 0; i < s_percentiles.Length; i++)
        {
            double[] values = [.. inProcess.Select(histogram => (double)histogram.ValueAtPercentile(s_percentiles[i]))];
            yield return Row(scenario, "inProcess" + s_names[i], values, "utf8JsonReader", [.. parses]);
        }

        for (var i = 0; i < s_percentiles.Length; i++)
        {
            double[] values = [.. wires.Select(wire => Percentile(wire, s_percentiles[i]))];
            yield return Row(scenario, "wire" + s_names[i], values, "tcpEcho", [.. echoes.Select(echo => Percentile(echo, s_percentiles[i]))]);
        }
    }

    private static BenchRow Row(string scenario, string name, double[] values, string floorName, double[] floors) => new(
        name, Median(values), "ns", floorName, Median(floors), Median([.. values.Zip(floors, (value, floor) => value / floor)]), 0)
    {
        Scenario = scenario,
    };

    private static double Percentile(List<long> sample, double percentile)
    {
        if (sample.Count == 0)
        {
            return double.NaN;
        }

        sample.Sort();
        return sample[Math.Min(sample.Count - 1, (int)(sample.Count * percentile / 100))];
    }

    private static double Median(double[] values)
    {
        double[] known = [.. values.Where(double.IsFinite).Order()];
        return known.Length == 0 ? -1 : known[known.Length / 2];
    }
}
