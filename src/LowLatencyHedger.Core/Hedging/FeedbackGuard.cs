using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// Notices when hedges chase each other: when the side has changed often within a minute, bands are twice as wide for the next minute, as far as
/// the widest. Thread: the core's only.
/// </summary>
[HotPath]
internal struct FeedbackGuard
{
    /// <summary>Changes of side within <see cref="WindowNanos"/>.</summary>
    public const int Flips = 4;

    public const long WindowNanos = 60 * Nanos.PerSecond;

    private FlipTimes _times;
    private int _next;
    private Side _lastSide;
    private bool _hasLast;
    private long _cautiousUntilNanos;

    /// <summary>What bands are widened by, as a fraction of their width.</summary>
    public readonly double Caution(long nowNanos) => nowNanos < _cautiousUntilNanos ? 1 : 0;

    /// <summary>An order went out. True when caution begins.</summary>
    public bool OnSent(Side side, long nowNanos)
    {
        var isFlip = _hasLast && side != _lastSide;
        _lastSide = side;
        _hasLast = true;
        if (!isFlip)
        {
            return false;
        }

        // The place of the oldest of the last few changes.
        var oldestNanos = _times[_next];
        _times[_next] = nowNanos;
        _next = (_next + 1) % (Flips - 1);
        if (oldestNanos == 0 || nowNanos - oldestNanos > WindowNanos)
        {
            return false;
        }

        var isNew = nowNanos >= _cautiousUntilNanos;
        _cautiousUntilNanos = nowNanos + WindowNanos;
        return isNew;
    }

    [System.Runtime.CompilerServices.InlineArray(Flips - 1)]
    private struct FlipTimes
    {
        private long _first;
    }
}
