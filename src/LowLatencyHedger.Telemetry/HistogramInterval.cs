namespace LowLatencyHedger.Telemetry;

/// <summary>A line of an interval log.</summary>
/// <param name="Tag">Which of the histograms; empty for none.</param>
/// <param name="StartSeconds">UTC, since 1970.</param>
/// <param name="LengthSeconds">Of the interval.</param>
/// <param name="Buckets">What was recorded in it, from the lowest value up.</param>
public sealed record HistogramInterval(string Tag, double StartSeconds, double LengthSeconds, IReadOnlyList<BucketCount> Buckets)
{
    public long Count => Buckets.Sum(bucket => bucket.Count);

    /// <summary>Adds it to a histogram of its own.</summary>
    public void AddTo(LatencyHistogram histogram)
    {
        foreach (var bucket in Buckets)
        {
            histogram.RecordMany(bucket.LowestNanos, bucket.Count);
        }
    }
}
