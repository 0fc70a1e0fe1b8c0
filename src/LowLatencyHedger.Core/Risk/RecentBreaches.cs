using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>Tells when something has happened a number of times within a minute. Thread: the core's only.</summary>
[HotPath]
internal sealed class RecentBreaches(int limit)
{
    private readonly long[] _nanos = new long[limit];
    private long _count;

    /// <summary>True when this is the last of as many as are too many.</summary>
    public bool Add(long nowNanos)
    {
        _nanos[_count % limit] = nowNanos;
        _count++;
        return _count >= limit && nowNanos - _nanos[_count % limit] <= 60 * Nanos.PerSecond;
    }

    public void Clear() => _count = 0;
}
