using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Bench;

/// <summary>Recording log-normal latencies with a median of 10 us; the floor only reads them.</summary>
internal sealed class HistogramBenchmark : IBenchmark
{
    private const int Count = 65_536;

    private readonly long[] _nanos = new long[Count];
    private readonly LatencyHistogram _histogram = new();
    private long _sum;

    public HistogramBenchmark()
    {
        var random = new Random(8_301);
        for (var i = 0; i < Count; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            _nanos[i] = (long)(10_000 * Math.Exp(0.5 * normal));
        }
    }

    public string Name => "histogram";

    public IReadOnlyList<BenchRow> Run(Rounds rounds) =>
        [rounds.Compare(new Work("record", Count, Record), new Work("readValue", Count, Read))];

    private void Record()
    {
        foreach (var nanos in _nanos)
        {
            _histogram.Record(nanos);
        }
    }

    private void Read()
    {
        // One at a time, as recording must: a vector sum would measure another loop.
        foreach (var nanos in _nanos)
        {
            Volatile.Write(ref _sum, nanos);
        }
    }
}
