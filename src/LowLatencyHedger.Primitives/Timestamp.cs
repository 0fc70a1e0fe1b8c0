namespace LowLatencyHedger.Primitives;

/// <summary>One reading of both clocks. Code below the agents never reads a clock; it is handed one of these.</summary>
/// <param name="MonotonicNanos">This machine's monotonic clock; differences are durations.</param>
/// <param name="UtcNanos">This machine's UTC clock, nanoseconds since 1970.</param>
[HotPath]
public readonly record struct Timestamp(long MonotonicNanos, long UtcNanos);
