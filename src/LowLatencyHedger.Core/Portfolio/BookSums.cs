using System.Runtime.Intrinsics;
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

    /// <summary>Held options without a usable value, as <see cref="BookGreeks.UnvaluedCount"/>.</summary>
    public int UnvaluedCount;

    public bool IsForwardMissing;

    /// <summary>The bound is above its tolerance: the market has moved further than the events since then had room to follow.</summary>
    public bool IsFarMove;

    /// <summary>A held option is about to expire or just did.</summary>
    public bool IsExpiryBlackout;

    /// <summary>Of the expiries, weighted with the size of their gammas; 0 without gamma.</summary>
    public readonly double Volatility => _gammaWeight == 0 ? 0 : _weightedVolatility / _gammaWeight;

    /// <inheritdoc cref="Volatility"/>
    public readonly double YearsToExpiry => _gammaWeight == 0 ? 0 : _weightedYears / _gammaWeight;

    /// <summary>Takes the sums over the expiries, and the largest that any of them changed the Greeks by.</summary>
    /// <param name="greeks">As <see cref="SeriesBlocks.Greeks"/>.</param>
    /// <param name="others">As <see cref="SeriesBlocks.Others"/>.</param>
    /// <param name="largest">Magnitudes, as the first.</param>
    public void Set(Vector256<double> greeks, Vector256<double> others, Vector256<double> largest)
    {
        (Delta, PlainGamma, Vega, Theta) = (greeks[0], greeks[1], greeks[2], greeks[3]);
        (Gamma, Vanna, CoinValue, UsdValue) = (others[0], others[1], others[2], others[3]);
        (MaxExpiryDelta, MaxExpiryGamma, MaxExpiryVega, MaxExpiryTheta) = (largest[0], largest[1], largest[2], largest[3]);
    }

    /// <summary>One expiry changed the gamma by so much. What is no number stays none.</summary>
    public void NoteExpiry(double weight, double volatility, double years)
    {
        _gammaWeight += weight;
        _weightedVolatility += weight == 0 ? 0 : weight * volatility;
        _weightedYears += weight == 0 ? 0 : weight * years;
    }
}
