using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>Sums of two quantities over the last while, in steps of a sixtieth of it. Thread: the core's only.</summary>
[HotPath]
internal sealed class SlidingSums(long windowNanos)
{
    private const int Buckets = 60;

    private readonly double[] _first = new double[Buckets];
    private readonly double[] _second = new double[Buckets];
    private readonly long _bucketNanos = windowNanos / Buckets;
    private long _bucket;

    public double First { get; private set; }

    public double Second { get; private set; }

    public void Add(double first, double second, long nowNanos)
    {
        MoveTo(nowNanos);
        var slot = _bucket % Buckets;
        _first[slot] += first;
        _second[slot] += second;
        Sum();
    }

    /// <summary>Lets go of what is too old.</summary>
    public void MoveTo(long nowNanos)
    {
        var bucket = nowNanos / _bucketNanos;
        if (bucket == _bucket)
        {
            return;
        }

        for (var gone = Math.Max(_bucket + 1, bucket - Buckets + 1); gone <= bucket; gone++)
        {
            _first[gone % Buckets] = 0;
            _second[gone % Buckets] = 0;
        }

        _bucket = bucket;
        Sum();
    }

    /// <summary>Afresh, so that no rounding adds up.</summary>
    private void Sum()
    {
        First = 0;
        Second = 0;
        for (var i = 0; i < Buckets; i++)
        {
            First += _first[i];
            Second += _second[i];
        }
    }
}
