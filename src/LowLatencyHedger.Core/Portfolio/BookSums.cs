using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>Greeks of all held options of an underlying, in raw units.</summary>
[HotPath]
internal struct BookSums
{
    /// <summary>Coins; the delta that the numeraire hedges.</summary>
    public double Delta;

    /// <summary>
    /// Upper bound on the distance of <see cref="Delta"/> from what a full revaluation at this moment gives, coins. Infinite when
    /// nothing is known.
    /// </summary>
    public double DeltaBound;

    /// <summary>Slope of <see cref="Delta"/>, with the hedged share of the equity, in the forward.</summary>
    public double Gamma;

    public double PlainGamma;

    /// <summary>Slope of the plain delta in the volatility, coins per 1.00.</summary>
    public double Vanna;

    /// <summary>Sizes of the expiries' gammas, and with each as weight: its mean volatility, and the years to it.</summary>
    private double _gammaWeight;

    private double _weightedVolatility;
    private double _weightedYears;
    public double Vega;
    public double Theta;

    /// <summary>Of the inverse options; NaN, as <see cref="UsdValue"/>, while the value of one is not known.</summary>
    public double CoinValue;

    public double UsdValue;

    // The largest magnitude of any one expiry.
    public double MaxExpiryDelta;
    public double MaxExpiryGamma;
    public double MaxExpiryVega;
    public double MaxExpiryTheta;

    /// <summary>When the oldest volatility among the held options was received; at worst this old, as it is looked up in rounds.</summary>
    public long OldestVolNanos;

    public long OldestForwardNanos;
    public bool IsForwardMissing;

    /// <summary>The bound is above its tolerance: the market has moved further than the events since then had room to follow.</summary>
    public bool IsFarMove;

    /// <summary>A held option is about to expire or just did.</summary>
    public bool IsExpiryBlackout;

    /// <summary>Of the expiries, weighted with the size of their gammas; 0 without gamma.</summary>
    public readonly double Volatility => _gammaWeight == 0 ? 0 : _weightedVolatility / _gammaWeight;

    /// <inheritdoc cref="Volatility"/>
    public readonly double YearsToExpiry => _gammaWeight == 0 ? 0 : _weightedYears / _gammaWeight;

    /// <summary>One expiry has been added since the sums were the given ones. What is no number stays none.</summary>
    /// <param name="delta">Before, as the next three: numbers, since a copy of all sums would wait for those just written.</param>
    /// <param name="gamma"><see cref="PlainGamma"/>.</param>
    /// <param name="vega"><see cref="Vega"/>.</param>
    /// <param name="theta"><see cref="Theta"/>.</param>
    /// <param name="volatility">Mean of the expiry.</param>
    /// <param name="years">To it.</param>
    public void NoteExpiry(double delta, double gamma, double vega, double theta, double volatility, double years)
    {
        var weight = Math.Abs(PlainGamma - gamma);
        _gammaWeight += weight;
        _weightedVolatility += weight == 0 ? 0 : weight * volatility;
        _weightedYears += weight == 0 ? 0 : weight * years;
        MaxExpiryDelta = Math.Max(MaxExpiryDelta, Math.Abs(Delta - delta));
        MaxExpiryGamma = Math.Max(MaxExpiryGamma, weight);
        MaxExpiryVega = Math.Max(MaxExpiryVega, Math.Abs(Vega - vega));
        MaxExpiryTheta = Math.Max(MaxExpiryTheta, Math.Abs(Theta - theta));
    }
}
