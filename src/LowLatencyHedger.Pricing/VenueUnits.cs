using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Deribit's published numbers for one option: vega per volatility point, theta per day, rho per 1 %. For display and for comparison with
/// the ticker only; the hedger works in raw units.
/// </summary>
[HotPath]
public struct VenueGreeks
{
    /// <summary>Coins for an inverse option (value divided by the forward, not by the index), quote currency for a linear one.</summary>
    public double MarkPrice;

    /// <summary>The plain delta N(d1) (put: N(d1) - 1), without premium adjustment: coins.</summary>
    public double Delta;

    public double Gamma;

    /// <summary>Per volatility point.</summary>
    public double Vega;

    /// <summary>Per day, or for the rest of the life if that is shorter; never more than the whole value. Not for attribution.</summary>
    public double Theta;

    /// <summary>Per 1 % of rate.</summary>
    public double Rho;

    /// <summary>Delta less mark price for an inverse option, plain delta for a linear one: coins.</summary>
    public double NetTransactionDelta;
}

/// <summary>Conversion of raw Greeks into the venue's units. Pure. Unusable Greeks (all NaN) stay NaN.</summary>
[HotPath]
public static class VenueUnits
{
    private const double DaysPerYear = 365.0;
    private const double PointsPerUnit = 100.0;

    public static VenueGreeks From(in OptionInput input, in Greeks greeks, SettlementStyle style)
    {
        var isInverse = style == SettlementStyle.Inverse;
        var days = Math.Clamp(input.YearsToExpiry * DaysPerYear, 0.0, 1.0);
        VenueGreeks venue;
        venue.MarkPrice = isInverse ? greeks.Price / input.Forward : greeks.Price;
        venue.Delta = greeks.Delta;
        venue.Gamma = greeks.Gamma;
        venue.Vega = greeks.Vega / PointsPerUnit;
        venue.Theta = -Math.Min(-greeks.Theta / DaysPerYear * days, greeks.Price);
        venue.Rho = greeks.Rho / PointsPerUnit;
        venue.NetTransactionDelta = isInverse ? greeks.PremiumAdjustedDelta : greeks.Delta;
        return venue;
    }
}
