namespace LowLatencyHedger.Telemetry;

/// <summary>One bucket that holds something.</summary>
/// <param name="LowestNanos">The lowest value that falls into it.</param>
/// <param name="Count">How many did.</param>
public readonly record struct BucketCount(long LowestNanos, long Count);
