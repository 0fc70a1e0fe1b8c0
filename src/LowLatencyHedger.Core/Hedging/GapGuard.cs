using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// Notices a jump of the price: a move within a second or less beyond six standard deviations of a second's. It counts as one for five seconds.
/// Thread: the core's only.
/// </summary>
[HotPath]
internal struct GapGuard
{
    public const double Deviations = 6;
    public const long LastsNanos = 5 * Nanos.PerSecond;

    private const long IntervalNanos = Nanos.PerSecond;

    private double _price;
    private long _sinceNanos;
    private long _gapUntilNanos;

    public readonly bool IsOpen(long nowNanos) => nowNanos < _gapUntilNanos;

    /// <summary>True when a jump begins.</summary>
    /// <param name="price">Now; what is no number is passed over.</param>
    /// <param name="volatility">A year, as a fraction; at 0 nothing is a jump.</param>
    /// <param name="nowNanos">The core's time.</param>
    public bool Observe(double price, double volatility, long nowNanos)
    {
        if (!(price > 0 && double.IsFinite(price)))
        {
            return false;
        }

        var elapsedNanos = nowNanos - _sinceNanos;
        var years = Math.Max(elapsedNanos, IntervalNanos) / Nanos.PerYear;
        var isJump = _price > 0 && volatility > 0 && Math.Abs((price / _price) - 1) > Deviations * volatility * Math.Sqrt(years);
        if (_price == 0 || isJump || elapsedNanos >= IntervalNanos)
        {
            _price = price;
            _sinceNanos = nowNanos;
        }

        if (!isJump)
        {
            return false;
        }

        var isNew = !IsOpen(nowNanos);
        _gapUntilNanos = nowNanos + LastsNanos;
        return isNew;
    }
}
