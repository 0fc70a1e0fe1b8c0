using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// How many orders may go out: a sustained rate with a burst, and a number per minute. The allowance starts empty, as the venue's may
/// be after a restart. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class OrderRateLimiter(double perSecond, int burst, int perMinute)
{
    private readonly long _nanosPerOrder = (long)(Nanos.PerSecond / perSecond);
    private readonly long[] _sentNanos = new long[perMinute];
    private long _creditNanos;
    private long _lastNanos = long.MinValue;
    private long _sentCount;

    public bool MaySend(long nowNanos)
    {
        Refill(nowNanos);
        var oldestInMinute = _sentNanos[_sentCount % _sentNanos.Length];
        var isMinuteFull = _sentCount >= _sentNanos.Length && nowNanos - oldestInMinute < 60 * Nanos.PerSecond;
        return _creditNanos >= _nanosPerOrder && !isMinuteFull;
    }

    public void OnSent(long nowNanos)
    {
        _creditNanos -= _nanosPerOrder;
        _sentNanos[_sentCount % _sentNanos.Length] = nowNanos;
        _sentCount++;
    }

    /// <summary>To be called as time passes, from the start.</summary>
    public void Refill(long nowNanos)
    {
        if (_lastNanos != long.MinValue)
        {
            _creditNanos = Math.Min(_creditNanos + (nowNanos - _lastNanos), burst * _nanosPerOrder);
        }

        _lastNanos = nowNanos;
    }
}
