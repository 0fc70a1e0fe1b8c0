using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>What the gate knows about orders that were sent.</summary>
/// <param name="HasCredit">The sustained rate and its burst allow one more.</param>
/// <param name="IsMinuteFull">The last minute holds as many as it may.</param>
/// <param name="Today">Sent since the UTC day began.</param>
internal readonly record struct OrderCounts(bool HasCredit, bool IsMinuteFull, long Today);

/// <summary>
/// How many orders may go out: a sustained rate with a burst, a number per minute, a number per UTC day. The allowance starts empty, as
/// the venue's may be after a restart. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class OrderRateLimiter(SettingValues settings)
{
    /// <summary>The credit is a sum of many small parts.</summary>
    private const double Rounding = 1e-6;

    private readonly long[] _sentNanos = new long[(int)SettingTable.ByKey[SettingKey.MaxOrdersPerMinute].Ceiling];

    /// <summary>In orders.</summary>
    private double _credit;
    private long _lastNanos = long.MinValue;
    private long _sentCount;
    private long _today;
    private long _day;

    public OrderCounts Counts(long nowNanos)
    {
        Refill(nowNanos);
        var perMinute = (long)settings[SettingKey.MaxOrdersPerMinute];
        var isMinuteFull = _sentCount >= perMinute
            && nowNanos - _sentNanos[(_sentCount - perMinute) % _sentNanos.Length] < 60 * Nanos.PerSecond;
        return new OrderCounts(_credit >= 1 - Rounding, isMinuteFull, _today);
    }

    /// <summary>Whether orders that can be done without leave as many as may be needed.</summary>
    public bool HasHalf(long nowNanos)
    {
        Refill(nowNanos);
        var half = (long)settings[SettingKey.MaxOrdersPerMinute] / 2;
        var isHalfFull = half == 0 || (_sentCount >= half && nowNanos - _sentNanos[(_sentCount - half) % _sentNanos.Length] < 60 * Nanos.PerSecond);
        return !isHalfFull && _credit >= 0.5 * settings[SettingKey.OrderBurst] && 2 * _today < settings[SettingKey.MaxOrdersPerDay];
    }

    public void OnSent(long nowNanos)
    {
        _credit -= 1;
        _sentNanos[_sentCount % _sentNanos.Length] = nowNanos;
        _sentCount++;
        _today++;
    }

    /// <summary>Reads where the next order will be noted; changes nothing.</summary>
    public void TouchNext() => NearMemory.Touch<long>(_sentNanos.AsSpan((int)(_sentCount % _sentNanos.Length), 1));

    /// <summary>To be called as time passes, from the start.</summary>
    public void OnTime(long nowNanos, long venueUtcNanos)
    {
        Refill(nowNanos);
        var day = venueUtcNanos / Nanos.PerDay;
        _today = day == _day ? _today : 0;
        _day = day;
    }

    private void Refill(long nowNanos)
    {
        if (_lastNanos != long.MinValue)
        {
            var earned = (nowNanos - _lastNanos) * settings[SettingKey.MaxOrdersPerSecond] / Nanos.PerSecond;
            _credit = Math.Min(_credit + earned, settings[SettingKey.OrderBurst]);
        }

        _lastNanos = nowNanos;
    }
}
