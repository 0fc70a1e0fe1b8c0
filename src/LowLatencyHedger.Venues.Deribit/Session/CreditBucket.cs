using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// A leaky bucket of credits in the caller's time. May be overdrawn by requests that must not wait, by at most its capacity.
/// </summary>
[HotPath]
internal struct CreditBucket(double capacity, double refillPerSecond, double initial)
{
    private double _credits = initial;
    private long _countedNanos = long.MinValue;

    public readonly double Capacity => capacity;

    /// <summary>Takes the cost if that leaves at least <paramref name="reserve"/>.</summary>
    public bool TryTake(double cost, double reserve, long nowNanos)
    {
        Refill(nowNanos);
        if (_credits - cost < reserve)
        {
            return false;
        }

        _credits -= cost;
        return true;
    }

    /// <summary>Takes the cost whatever is left.</summary>
    public void Take(double cost, long nowNanos)
    {
        Refill(nowNanos);
        _credits = Math.Max(_credits - cost, -capacity);
    }

    /// <summary>The venue says that the bucket is empty.</summary>
    public void Empty() => _credits = Math.Min(_credits, 0);

    /// <summary>The venue's limits have become known; what was spent stays spent.</summary>
    public void Resize(double newCapacity, double newRefillPerSecond)
    {
        capacity = newCapacity;
        refillPerSecond = newRefillPerSecond;
        _credits = Math.Min(_credits, newCapacity);
    }

    /// <summary>Counts what has flowed in since the last call; the first call starts the flow.</summary>
    public void Refill(long nowNanos)
    {
        if (_countedNanos != long.MinValue)
        {
            _credits = Math.Min(capacity, _credits + (nowNanos - _countedNanos) * refillPerSecond / Nanos.PerSecond);
        }

        _countedNanos = nowNanos;
    }
}
