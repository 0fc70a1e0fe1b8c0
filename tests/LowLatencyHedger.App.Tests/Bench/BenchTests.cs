using System.Text.Json.Nodes;
using LowLatencyHedger.App.Bench;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Bench;

public sealed class BenchTests
{
    /// <summary>All that need no process but their own.</summary>
    public static TheoryData<string> Names => [.. Benchmarks.All.Where(bench => bench is not (TickToTradeBenchmark or ReadersBenchmark)).Select(bench => bench.Name)];

    /// <summary>Bytes by bench and figure; what is not named allocates nothing.</summary>
    private static readonly JsonNode s_allocations =
        JsonNode.Parse(File.ReadAllText(Path.Combine(HedgerProcess.RepositoryRoot, "bench/baselines/allocations.json")))!;

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_Quick_EveryRowHasAFigureAFloorAndNoMoreGarbageThanTheBaseline(string name)
    {
        var allocations = s_allocations[name]?.AsObject() ?? [];
        var rows = Benchmarks.Find(name)!.Run(new Rounds(BenchSettings.Quick, _ => { }));

        Assert.NotEmpty(rows);
        Assert.Equal(rows.Count, rows.Select(row => row.Name).Distinct().Count());
        Assert.All(rows, row =>
        {
            Assert.True(row.Value > 0 && row.Floor > 0 && row.Ratio > 0 && double.IsFinite(row.Value + row.Floor + row.Ratio), row.ToString());
            Assert.Equal((long?)allocations[row.Name] ?? 0, row.AllocatedBytes);
            Assert.Matches("^[a-z][A-Za-z0-9]+$", row.Name);
            Assert.Matches("^[a-z][A-Za-z0-9]+$", row.FloorName);
        });
        Assert.Subset(rows.Select(row => row.Name).ToHashSet(), allocations.Select(figure => figure.Key).ToHashSet());
    }

    [Fact]
    public void Compare_TwoWorks_MediansOfTheRoundsInAlternatingOrder()
    {
        var order = new List<char>();
        var settings = BenchSettings.Quick with { Rounds = 5, SliceMillis = 0, WarmUpCallsMin = 0, WarmUpMaxMillis = 0 };

        var row = new Rounds(settings, _ => { }).Compare(Work("figure", 'w'), Work("floor", 'f'));

        Assert.Equal("fwwffwwffw", string.Concat(order));
        Assert.Equal(("figure", "floor", "ns"), (row.Name, row.FloorName, row.Unit));
        Assert.True(row.Value > 0 && row.Ratio > 0);

        Work Work(string name, char sign) => new(name, 1, () => order.Add(sign));
    }

    [Fact]
    public void Compare_WorkThatAllocates_ShowsEveryByte()
    {
        var kept = new List<byte[]>();
        var settings = BenchSettings.Quick with { SliceMillis = 0, WarmUpCallsMin = 0, WarmUpMaxMillis = 0 };

        var row = new Rounds(settings, _ => { }).Compare(new Work("a", 1, () => kept.Add(new byte[1_000])), new Work("b", 1, () => kept.Add(new byte[5_000])));

        Assert.InRange(row.AllocatedBytes, 5 * 1_024, 5 * 1_500);
    }

    /// <summary>Ranks of the 95 % interval of a median, from the tables of the sign test: 1 and 6 of 6, 2 and 9 of 10, 10 and 21 of 30.</summary>
    [Theory]
    [InlineData(5, 0, 0)]
    [InlineData(6, 1, 6)]
    [InlineData(10, 2, 9)]
    [InlineData(30, 10, 21)]
    public void PairedRatio_OfRanks_HasTheSignTestsInterval(int pairs, int low, int high)
    {
        var ratio = PairedRatio.Of(Enumerable.Range(1, pairs).Select(rank => (double)rank).Reverse());

        Assert.Equal((pairs + 1) / 2.0, ratio.Median);
        Assert.Equal((low == 0 ? double.NaN : low, low == 0 ? double.NaN : high), (ratio.Low, ratio.High));
    }

    [Theory]
    [InlineData(1.0, "within noise")]
    [InlineData(1.2, "slower")]
    [InlineData(0.8, "faster")]
    public void PairedRatio_Noise_IsToldFromADifference(double factor, string verdict)
    {
        var random = new Random(Seeds.For(nameof(PairedRatio_Noise_IsToldFromADifference), 4_420));
        var ratio = PairedRatio.Of(Enumerable.Range(0, 100).Select(_ => factor * (1 + (0.1 * (random.NextDouble() - random.NextDouble())))));

        Assert.EndsWith(verdict, ratio.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_Json_HasTheAgreedShape()
    {
        var (exit, output, errors) = HedgerProcess.Run("bench histogram --quick --json");

        Assert.Equal((0, ""), (exit, errors));
        var report = JsonNode.Parse(output)!.AsObject();
        Assert.Equal(["bench", "machine", "settings", "rows"], report.Select(property => property.Key));
        Assert.Equal("histogram", (string?)report["bench"]);
        Assert.Equal(["cpu", "cores", "vectorBits", "os", "kernel", "runtime", "architecture", "gc"], report["machine"]!.AsObject().Select(property => property.Key));
        Assert.True((int)report["settings"]!["rounds"]! >= 5);
        var row = Assert.Single(report["rows"]!.AsArray())!.AsObject();
        Assert.Equal(["name", "value", "unit", "floorName", "floor", "ratio", "allocatedBytes"], row.Select(property => property.Key));
        Assert.Equal(0, (int)row["allocatedBytes"]!);
    }

    [Fact]
    public void Program_Text_NamesMachineAndFigures()
    {
        var (exit, output, _) = HedgerProcess.Run("bench histogram --quick");

        Assert.Equal(0, exit);
        var lines = output.Split('\n');
        Assert.StartsWith("bench histogram: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("GC workstation, concurrent", lines[1], StringComparison.Ordinal);
        Assert.Contains("readValue", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void TickToTradeRows_OfTwoRounds_TailsAreOfAllOrdersAndSayOfHowMany()
    {
        var sample = new TickToTradeSample("scenario");
        sample.Add(new TickToTradeRound([.. Ticks(1, 600)], [.. Trips(1, 700)], [.. Trips(7, 1)], [.. Trips(70, 1)], [1], 1, 1));
        sample.Add(new TickToTradeRound([.. Ticks(601, 600)], [.. Trips(701, 700)], [.. Trips(9, 1)], [.. Trips(90, 1)], [1], 1, 1));

        BenchRow[] rows = [.. sample.Rows()];
        var json = BenchReport.ToJson("tick-to-trade", BenchSettings.Quick, rows)["rows"]!.AsArray();
        var text = new StringWriter();
        BenchReport.Write(text, BenchReport.ToJson("tick-to-trade", BenchSettings.Quick, rows), rows);

        Assert.Equal((901, 1_200), Figure("inProcessP50"));
        Assert.Equal((1_189, 1_200), Figure("inProcessP99"));
        Assert.Equal((1_199, 1_200), Figure("inProcessP999"));
        Assert.Equal((1_051, 1_400), Figure("wireP50"));
        Assert.Equal((1_387, 1_400), Figure("wireP99"));
        Assert.Equal((1_394, 1_400), Figure("wireP99ByRound"));
        Assert.Equal(154.9, (double)json.Single(row => (string?)row!["name"] == "wireP99ByRound")!["ratio"]!, 1e-9);
        Assert.Equal((1_399, 1_400), Figure("wireP999"));
        Assert.Equal((10, 1_400), Figure("wireLateP50"));
        Assert.Equal((20, 700), Figure("wireOutwardP99"));
        Assert.Equal((1_357, 700), Figure("wireReturnP99"));
        Assert.Equal(("tcpEcho", 9), Floor("wireP50"));
        Assert.Equal(("tcpEchoOfTwoConnections", 90), Floor("wireP50BesideTwo"));
        Assert.Equal((1_387, 1_400), Figure("wireP99BesideTwo"));
        Assert.EndsWith(" samples", text.ToString().Split('\n')[3], StringComparison.Ordinal);

        (double, long) Figure(string name)
        {
            var row = json.Single(row => (string?)row!["name"] == name)!;
            return ((double)row["value"]!, (long)row["samples"]!);
        }

        (string?, double) Floor(string name)
        {
            var row = json.Single(row => (string?)row!["name"] == name)!;
            return ((string?)row["floorName"], (double)row["floor"]!);
        }

        static IEnumerable<long> Nanos(int first, int count) => Enumerable.Range(first, count).Select(nanos => (long)nanos);

        // Half of them could be found in the engine's telemetry.
        static IEnumerable<WireTrip> Trips(int first, int count) => Nanos(first, count).Select(nanos =>
            nanos % 2 == 0 ? new WireTrip(100, 110, 0, 0, 100 + nanos) : new WireTrip(100, 110, 130, 130, 100 + nanos));

        static IEnumerable<TickRecord> Ticks(int first, int count) => Nanos(first, count).Select(nanos => new TickRecord { CoreNanos = nanos });
    }

    [Fact]
    public void Traced_TicksOfOrders_OnlyTheOneBetweenTriggerAndOrderIsTaken()
    {
        WireTrip[] trips = [new(90, 100, 0, 0, 200), new(290, 300, 0, 0, 400), new(490, 500, 0, 0, 600), new(690, 700, 0, 0, 800)];
        TickRecord[] ticks = [Tick(99), Tick(110), Tick(390), Tick(510), Tick(530)];

        WireTrip[] traced = [.. TickToTradeSlice.Traced(trips, ticks)];

        Assert.Equal(new WireTrip(90, 100, 110, 130, 200), traced[0]);
        Assert.Equal([true, false, false, false], traced.Select(trip => trip.IsTraced));
        Assert.Equal(traced[0].TotalNanos, traced[0].LateNanos + traced[0].OutwardNanos + 20 + traced[0].ReturnNanos);

        static TickRecord Tick(long receivedNanos) => new() { ReceivedNanos = receivedNanos, CoreNanos = 20 };
    }

    [Theory]
    [InlineData(0, null, 0.0, true)]
    [InlineData(1, null, 0.0, false)]
    [InlineData(1, 1.0, null, true)]
    [InlineData(-1, 0.0, 0.0, false)]
    [InlineData(double.NaN, null, null, true)]
    [InlineData(double.NaN, null, 1e9, false)]
    [InlineData(double.NaN, 0.0, null, false)]
    public void Holds_Figure_OnlyWithinItsGoals(double value, double? least, double? most, bool holds) =>
        Assert.Equal(holds, new RunFigure("figure", value, "ns", least, most).Holds);

    [Fact]
    public void ToJson_LongRunWithAMissedGoal_DoesNotHold()
    {
        RunFigure[] figures = [new("kept", 1, "ns", Most: 1), new("missed", double.NaN, "ns", Least: 1)];

        var report = BenchReport.ToJson(new LongRun("steady", 3, IsTls: true, ListsCompiled: false), figures);
        var text = new StringWriter();
        BenchReport.Write(text, report, figures);

        Assert.False((bool)report["holds"]!);
        Assert.True((bool)report["tls"]!);
        Assert.Equal([true, false], report["figures"]!.AsArray().Select(figure => (bool)figure!["holds"]!));
        Assert.Null(report["figures"]![1]!["value"]);
        Assert.Contains("MISSED", Assert.Single(text.ToString().Split('\n'), line => line.StartsWith("missed", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Program_SecondsBelowOne_WrongUsage()
    {
        var (exit, output, errors) = HedgerProcess.Run("bench steady --seconds 0");

        Assert.Equal((2, ""), (exit, output));
        Assert.Contains("--seconds", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bench histogramm", "did you mean histogram?")]
    [InlineData("bench xyzzy", "bench xyzzy is unknown: expected one of ring, ")]
    [InlineData("bench", "see: hedger bench --help")]
    public void Program_NoSuchBench_WrongUsageAndTheNearestName(string arguments, string expected)
    {
        var (exit, output, errors) = HedgerProcess.Run(arguments);

        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
