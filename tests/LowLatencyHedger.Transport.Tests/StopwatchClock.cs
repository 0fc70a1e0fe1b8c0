using System.Diagnostics;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>The real monotonic clock, for tests over real sockets.</summary>
internal sealed class StopwatchClock : INanoClock
{
    public long NowNanos() => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);
}
