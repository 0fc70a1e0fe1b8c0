using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// Which delta a smile gives, by one number R, the skew-stickiness ratio: how far the at-the-money volatility follows the skew when the
/// forward moves. 0: the smile moves with the forward; 1: each strike keeps its volatility and the delta is Black's; about 2: as under
/// local volatility at short maturities. Pure; any thread; allocates nothing. Source: L. Bergomi, "Smile dynamics IV", Risk, December
/// 2009.
/// </summary>
[HotPath]
public static class SkewStickiness
{
    /// <summary>
    /// What to add to an option's delta, in coins; the same for the plain and the premium-adjusted one.
    /// </summary>
    /// <param name="vega">Per 1.00 of volatility.</param>
    /// <param name="volatilitySlope">Of the option's strike: <see cref="SviParameters.VolatilitySlope"/>.</param>
    public static double DeltaAdjustment(double vega, double volatilitySlope, double forward, double ratio) =>
        vega * (ratio - 1.0) * volatilitySlope / forward;
}
