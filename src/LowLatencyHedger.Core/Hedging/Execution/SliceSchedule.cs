using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Execution;

/// <summary>
/// Spreads a trade that is too large for one order over some time, more of it early: after a fraction u of the time sinh(k(1-u))/sinh(k) of it
/// is left, the optimal path of Almgren and Chriss (2000) for impact against risk; k is the urgency. In steps, as many as it takes orders of
/// the largest size. Thread: the core's only.
/// </summary>
[HotPath]
internal struct SliceSchedule
{
    private double _totalCoins;
    private double _steps;
    private long _startNanos;
    private bool _isRunning;

    /// <summary>How much of a trade is due now, with its sign; no more than one order. What is not a number comes back as it is.</summary>
    /// <param name="wantedCoins">All that is left to trade, signed.</param>
    /// <param name="orderCoins">The largest order; not positive or not a number: there is nothing to go by, and all is due.</param>
    /// <param name="horizonNanos">0: everything is due at once.</param>
    /// <param name="urgency">At least 0.</param>
    /// <param name="nowNanos">The core's time.</param>
    public double Due(double wantedCoins, double orderCoins, long horizonNanos, double urgency, long nowNanos)
    {
        var left = Math.Abs(wantedCoins);
        if (!double.IsFinite(left) || !(orderCoins > 0))
        {
            return wantedCoins;
        }

        var isSameTrade = _isRunning && _totalCoins > 0 == wantedCoins > 0 && nowNanos - _startNanos < 2 * horizonNanos;
        if (horizonNanos <= 0 || (!isSameTrade && left <= orderCoins))
        {
            _isRunning = false;
            return Math.CopySign(Math.Min(left, orderCoins), wantedCoins);
        }

        // A trade that has grown is a new one.
        if (!isSameTrade || left > Math.Abs(_totalCoins) * (1 + 1e-9))
        {
            _isRunning = true;
            _totalCoins = wantedCoins;
            _steps = Math.Ceiling(left / orderCoins);
            _startNanos = nowNanos;
        }

        var step = Math.Floor((nowNanos - _startNanos) / (double)horizonNanos * _steps);
        var unspent = Math.Max(0, 1 - ((step + 1) / _steps));
        var keep = Math.Abs(_totalCoins) * (urgency > 1e-6 ? Math.Sinh(urgency * unspent) / Math.Sinh(urgency) : unspent);
        return Math.CopySign(Math.Clamp(left - keep, 0, orderCoins), wantedCoins);
    }

    public void Stop() => _isRunning = false;
}
