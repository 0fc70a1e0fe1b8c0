using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.LatencyBench;

/// <summary>One distribution of a rate, in nanoseconds.</summary>
/// <param name="Name">What is measured, camelCase.</param>
/// <param name="Samples">How many.</param>
/// <param name="PercentileNanos">In the order of <see cref="Percentiles"/>; null where too few samples lie beyond.</param>
/// <param name="MaxNanos">Null without a sample.</param>
internal sealed record LatencyRow(string Name, long Samples, IReadOnlyList<long?> PercentileNanos, long? MaxNanos)
{
    /// <summary>With how they are called in a table and in JSON, and one sample in how many lies beyond.</summary>
    public static readonly (double Percentile, string Text, string JsonName, long Of)[] Percentiles =
    [
        (50, "p50", "p50Nanos", 2), (90, "p90", "p90Nanos", 10), (99, "p99", "p99Nanos", 100), (99.9, "p99.9", "p999Nanos", 1_000),
        (99.99, "p99.99", "p9999Nanos", 10_000),
    ];

    /// <summary>A percentile beyond which fewer lie is the place of a few accidents and not told.</summary>
    private const long SamplesBeyondMin = 10;

    public static LatencyRow Of(string name, LatencyHistogram nanos) => new(
        name,
        nanos.Count,
        [.. Percentiles.Select(one => nanos.Count >= SamplesBeyondMin * one.Of ? nanos.ValueAtPercentile(one.Percentile) : (long?)null)],
        nanos.Count == 0 ? null : nanos.MaxNanos);
}
