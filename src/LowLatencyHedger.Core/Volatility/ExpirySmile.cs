using LowLatencyHedger.Pricing.Surface;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Volatility;

/// <summary>One expiry's smile, and an older one from which its moves are measured. Thread: the core's only.</summary>
[HotPath]
internal sealed class ExpirySmile
{
    /// <summary>A fit is not taken when its error is this many times the last one's,</summary>
    private const double ErrorRatioMax = 3;

    /// <summary>... unless it is below this volatility,</summary>
    private const double ErrorFloor = 0.002;

    /// <summary>... or has been so this many times in a row: then the market has changed.</summary>
    private const int RejectionsMax = 5;

    /// <summary>A shorter log return is mostly noise.</summary>
    private const double ObservedReturnMin = 0.001;

    private const long AnchorMaxAgeNanos = 600 * Nanos.PerSecond;

    private readonly SmileHysteresis _keeper = new(ErrorRatioMax, ErrorFloor, RejectionsMax);
    private SviParameters _anchor;
    private double _anchorForward;
    private double _anchorYears;
    private long _anchorNanos;

    /// <summary>The smile in use.</summary>
    public SviFit Fit => _keeper.Current;

    /// <summary>At the time of the fit.</summary>
    public double Forward { get; private set; }

    public double Years { get; private set; }

    public long FittedNanos { get; private set; }

    /// <summary>The options' volatilities come from this smile and not from the venue.</summary>
    public bool IsSource { get; set; }

    /// <summary>It was reported that there is no usable fit.</summary>
    public bool IsReported { get; set; }

    /// <summary>Not older than allowed.</summary>
    public bool IsUsable(long nowNanos, long maxAgeNanos) => _keeper.Current.IsUsable && nowNanos - FittedNanos <= maxAgeNanos;

    /// <summary>A new fit: taken, or not.</summary>
    public bool Offer(in SviFit fit, double forward, double years, long nowNanos)
    {
        if (_keeper.Offer(in fit) != SmileVerdict.Accepted)
        {
            return false;
        }

        Forward = forward;
        Years = years;
        FittedNanos = nowNanos;
        return true;
    }

    /// <summary>
    /// Shows what the two strikes one standard deviation away from the forward did since the forward was last elsewhere. A fit of fewer
    /// than five quotes shows nothing.
    /// </summary>
    public void Observe(ref StickinessEstimator puts, ref StickinessEstimator calls, long nowNanos)
    {
        if (Fit.Status is not (SviFitStatus.Svi or SviFitStatus.Repaired))
        {
            _anchorForward = 0;
            return;
        }

        var move = _anchorForward > 0 ? Math.Log(Forward / _anchorForward) : 0;
        var isMove = Math.Abs(move) >= ObservedReturnMin;
        if (isMove)
        {
            var wing = Math.Sqrt(_anchor.TotalVariance(0));
            Observe(ref puts, -wing, move, nowNanos);
            Observe(ref calls, wing, move, nowNanos);
        }

        if (isMove || _anchorForward == 0 || nowNanos - _anchorNanos > AnchorMaxAgeNanos)
        {
            _anchor = Fit.Parameters;
            _anchorForward = Forward;
            _anchorYears = Years;
            _anchorNanos = nowNanos;
        }
    }

    private void Observe(ref StickinessEstimator estimator, double logMoneyness, double move, long nowNanos)
    {
        var change = Fit.Parameters.Volatility(logMoneyness - move, Years) - _anchor.Volatility(logMoneyness, _anchorYears);
        estimator.Observe(_anchor.VolatilitySlope(logMoneyness, _anchorYears) * move, change, Years, nowNanos);
    }
}
