using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// Notices when hedges chase each other: when the side has changed often within a minute, bands are twice as wide for the next minute, as far as
/// the widest. And when one would, before it is sent: the loop gain is what delta an order's own impact brings about, as a part of the order.
/// Thread: the core's only.
/// </summary>
/// <remarks>
/// The gain is gamma times the price's move a coin. Orders that lead to others of their own size times the gain add up to 1/(1 - gain) of the
/// first, without end from 1 on; so from a fifth on orders are smaller by 1/(1 + gain), and the next waits until the price has settled.
/// </remarks>
[HotPath]
internal struct FeedbackGuard
{
    /// <summary>Changes of side within <see cref="WindowNanos"/>.</summary>
    public const int Flips = 4;

    public const long WindowNanos = 60 * Nanos.PerSecond;

    /// <summary>Gains below this are left alone.</summary>
    public const double GainMax = 0.2;

    /// <summary>What an order moved is given so long to come back.</summary>
    public const long ImpactNanos = Nanos.PerSecond;

    private FlipTimes _times;
    private int _next;
    private Side _lastSide;
    private bool _hasLast;
    private long _cautiousUntilNanos;
    private long _impactUntilNanos;
    private long _reportedUntilNanos;

    /// <summary>What bands are widened by, as a fraction of their width.</summary>
    public readonly double Caution(long nowNanos) => nowNanos < _cautiousUntilNanos ? 1 : 0;

    /// <summary>What a trade is cut to, and no less than a lot of it.</summary>
    public static double Cut(double tradeCoins, double gain, double lotCoins)
    {
        var wanted = Math.Abs(tradeCoins);
        return gain >= GainMax ? Math.CopySign(Math.Max(wanted / (1 + gain), Math.Min(wanted, lotCoins)), tradeCoins) : tradeCoins;
    }

    /// <summary>The last order's impact may not be over yet.</summary>
    public readonly bool IsMoved(long nowNanos) => nowNanos < _impactUntilNanos;

    /// <summary>An order with this loop gain went out. True when that has not been reported for a minute.</summary>
    public bool OnImpact(double gain, long nowNanos)
    {
        if (!(gain >= GainMax))
        {
            return false;
        }

        var isNew = nowNanos >= _reportedUntilNanos;
        _impactUntilNanos = nowNanos + ImpactNanos;
        _reportedUntilNanos = nowNanos + WindowNanos;
        return isNew;
    }

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
