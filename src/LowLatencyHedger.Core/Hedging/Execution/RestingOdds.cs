using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Execution;

/// <summary>
/// What becomes of an order that rests half a spread from the mid for a while, when the mid is a driftless Brownian motion and the order fills
/// once the mid has come to its price (the reflection principle). It then earns nothing against the mid of that moment; and as such a mid
/// goes nowhere on average, what it saves when it fills is lost again when the rest is taken after the time.
/// </summary>
[HotPath]
internal static class RestingOdds
{
    /// <summary>The probability that it fills in time.</summary>
    /// <param name="distance">To the mid, as a fraction of the price.</param>
    /// <param name="volatility">A year, as a fraction.</param>
    /// <param name="years">The time it has.</param>
    public static double FillProbability(double distance, double volatility, double years) =>
        NormalDistribution.Erfc(Reach(distance, volatility, years));

    /// <summary>How long it rests on average, at most the time it has; years.</summary>
    /// <inheritdoc cref="FillProbability"/>
    public static double MeanYears(double distance, double volatility, double years)
    {
        var reach = Reach(distance, volatility, years);
        var missed = NormalDistribution.Erfc(reach);
        var scale = distance / volatility;
        var mean = (years * (1 - missed)) + (scale * Math.Sqrt(2 * years / Math.PI) * Math.Exp(-reach * reach)) - (scale * scale * missed);
        return mean < years ? mean : years;
    }

    /// <summary>Without volatility nothing comes, and at no distance it is there; a distance that is no number is out of reach.</summary>
    private static double Reach(double distance, double volatility, double years)
    {
        var reach = distance / (volatility * Math.Sqrt(2 * years));
        return distance <= 0 ? 0 : double.IsNaN(reach) ? double.PositiveInfinity : reach;
    }
}
