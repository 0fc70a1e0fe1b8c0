using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Volatility;

/// <summary>
/// The skew-stickiness ratio of one wing, estimated as the market moves: weighted least squares of a strike's change of volatility on its
/// skew times the forward's log return, whose slope is the ratio less one. Old observations fade. Thread: the core's only.
/// </summary>
/// <remarks>
/// Held back where the data say little: drawn to 1 (each strike keeps its volatility) by the slope's t-statistic and by the number of
/// observations, exactly 1 below <see cref="CountMin"/> of them, and always within 0 and 2. Source of the ratio: L. Bergomi, "Smile
/// dynamics IV", Risk, December 2009; of the shrinkage: W. James and C. Stein, "Estimation with quadratic loss", Proc. Fourth Berkeley
/// Symposium (1961) 361-379.
/// </remarks>
[HotPath]
internal struct StickinessEstimator
{
    /// <summary>Fewer observations, faded ones in part, say nothing.</summary>
    public const double CountMin = 30;

    private const double RatioMax = 2;
    private const double HalfLifeNanos = 12.0 * 3600 * Nanos.PerSecond;

    private double _xx;
    private double _xy;
    private double _yy;
    private long _lastNanos;

    /// <summary>Observations that have not faded.</summary>
    public double Count { get; private set; }

    /// <param name="skewMove">Slope of volatility in log-moneyness times the forward's log return.</param>
    /// <param name="volatilityMove">Of the same strike.</param>
    /// <param name="weight">Proportional to the square of vega.</param>
    /// <param name="nowNanos">Does not go back.</param>
    public void Observe(double skewMove, double volatilityMove, double weight, long nowNanos)
    {
        var squares = weight * ((skewMove * skewMove) + (volatilityMove * volatilityMove));
        if (!double.IsFinite(squares) || !(weight > 0))
        {
            return;
        }

        var kept = Count > 0 ? Math.Exp((_lastNanos - nowNanos) * (Math.Log(2) / HalfLifeNanos)) : 0;
        _lastNanos = nowNanos;
        Count = (kept * Count) + 1;
        _xx = (kept * _xx) + (weight * skewMove * skewMove);
        _xy = (kept * _xy) + (weight * skewMove * volatilityMove);
        _yy = (kept * _yy) + (weight * volatilityMove * volatilityMove);
    }

    /// <summary>Between 0 and 2; 1 while little is known.</summary>
    public readonly double Ratio()
    {
        if (Count < CountMin || !(_xx > 0))
        {
            return 1;
        }

        var slope = _xy / _xx;
        var residual = Math.Max(0, _yy - (slope * _xy)) / (Count - 1);
        var square = slope * slope * _xx;
        var trust = square > residual ? (1 - (residual / square)) * Count / (Count + CountMin) : 0;
        return Math.Clamp(1 + (trust * slope), 0, RatioMax);
    }
}
