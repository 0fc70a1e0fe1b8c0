using LowLatencyHedger.App.Configuration;

namespace LowLatencyHedger.App.Bench;

/// <summary>Every bench there is.</summary>
internal static class Benchmarks
{
    public static readonly IBenchmark[] All =
    [
        new RingBenchmark(),
        new GreeksBenchmark(),
        new IvBenchmark(),
        new DecodeBenchmark(),
        new EncodeBenchmark(),
        new BookBenchmark(),
        new JournalBenchmark(),
        new HistogramBenchmark(),
        new GateBenchmark(),
        new PolicyBenchmark(),
        new TelemetryBenchmark(),
        new TickToTradeBenchmark(),
        new LoadBenchmark(),
        new ReadersBenchmark(),
    ];

    public static string Names => string.Join(", ", All.Select(bench => bench.Name));

    public static IBenchmark? Find(string name) => All.FirstOrDefault(bench => bench.Name == name);

    /// <summary>What is wrong with a name that no bench has.</summary>
    public static string Unknown(string name)
    {
        var nearest = NearestName.Of(name, All.Select(bench => bench.Name));
        return $"bench {name} is unknown: expected one of {Names}" + (nearest is null ? "" : $"; did you mean {nearest}?");
    }
}
