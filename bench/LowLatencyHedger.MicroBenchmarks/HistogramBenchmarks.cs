using BenchmarkDotNet.Attributes;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.MicroBenchmarks;

/// <summary>Recording log-normal latencies with a median of 10 us, as a tick-to-trade path gives them.</summary>
[MemoryDiagnoser]
public class HistogramBenchmarks
{
    private const int Count = 65_536;

    private readonly long[] _nanos = new long[Count];
    private readonly LatencyHistogram _histogram = new();

    public HistogramBenchmarks()
    {
        var random = new Random(8_301);
        for (var i = 0; i < Count; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            _nanos[i] = (long)(10_000 * Math.Exp(0.5 * normal));
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Record()
    {
        foreach (var nanos in _nanos)
        {
            _histogram.Record(nanos);
        }
    }
}
