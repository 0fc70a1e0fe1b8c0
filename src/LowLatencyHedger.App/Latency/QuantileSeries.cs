using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Latency;

/// <summary>
/// A percentile over time: its value in each group of consecutive intervals that together have enough values for it. What varies from group
/// to group is the noise that a difference is held against.
/// </summary>
internal sealed class QuantileSeries(double percentile)
{
    // Of the values of a group about five lie beyond the percentile.
    private readonly long _groupCount = (long)Math.Ceiling(5 / (1 - (percentile / 100)));
    private readonly List<BucketCount> _group = [];
    private readonly List<double> _values = [];
    private long _count;

    public double Percentile => percentile;

    /// <summary>How many values a group has at least.</summary>
    public long GroupCount => _groupCount;

    /// <summary>Nanoseconds, one a group.</summary>
    public IReadOnlyList<double> Values => _values;

    public void Add(HistogramInterval interval)
    {
        _group.AddRange(interval.Buckets);
        _count += interval.Count;
        if (_count >= _groupCount)
        {
            _values.Add(ValueOf(_group, _count));
            _group.Clear();
            _count = 0;
        }
    }

    private double ValueOf(List<BucketCount> group, long count)
    {
        group.Sort((one, other) => one.LowestNanos.CompareTo(other.LowestNanos));
        var wanted = (long)Math.Ceiling(Math.BitDecrement(percentile) / 100 * count);
        foreach (var bucket in group)
        {
            wanted -= bucket.Count;
            if (wanted <= 0)
            {
                return LatencyHistogram.HighestEquivalent(Math.Min(bucket.LowestNanos, LatencyHistogram.HighestNanos));
            }
        }

        return double.NaN;
    }
}
