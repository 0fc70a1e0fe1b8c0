using BenchmarkDotNet.Attributes;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.MicroBenchmarks;

/// <summary>What one stamp costs.</summary>
[MemoryDiagnoser]
public class ClockBenchmarks
{
    [Benchmark]
    public long MonotonicNanos() => HotClock.MonotonicNanos();

    [Benchmark]
    public Timestamp Now() => HotClock.Now();
}
