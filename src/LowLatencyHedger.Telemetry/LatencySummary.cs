namespace LowLatencyHedger.Telemetry;

/// <summary>A latency distribution in eight numbers; all 0 when nothing was recorded.</summary>
public readonly record struct LatencySummary(
    long Count,
    long MinNanos,
    long P50Nanos,
    long P90Nanos,
    long P99Nanos,
    long P999Nanos,
    long P9999Nanos,
    long MaxNanos);
