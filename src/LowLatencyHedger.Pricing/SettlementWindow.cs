using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// An option inside the window over which its delivery price is averaged. Prices in quote currency per coin, times in years of 365 days.
/// </summary>
[HotPath]
public readonly struct SettlementInput(
    OptionKind kind, double index, double runningAverage, double elapsedFraction, double strike, double remainingYears, double volatility)
{
    public readonly OptionKind Kind = kind;

    /// <summary>The index now.</summary>
    public readonly double Index = index;

    /// <summary>The index averaged over the part of the window that has passed. Any positive number while nothing has passed.</summary>
    public readonly double RunningAverage = runningAverage;

    /// <summary>The part of the window that has passed, 0 to 1.</summary>
    public readonly double ElapsedFraction = elapsedFraction;

    public readonly double Strike = strike;

    /// <summary>From now to the end of the window.</summary>
    public readonly double RemainingYears = remainingYears;

    public readonly double Volatility = volatility;
}

/// <summary>
/// Pricing in the half hour in which the venue averages the index into the delivery price. With f of the window passed at the average A,
/// the delivery price is about normal around f A + (1-f) F with standard deviation s = (1-f) F v sqrt(remaining/3), which gives a
/// Bachelier value; delta shrinks to zero as the average fills up. Derived from the variance of a time average of Brownian motion (one
/// third of the end point's); the dependence of s on F is left out of delta, as its share is n(z) s/F. Pure; any thread; allocates
/// nothing; never throws.
/// </summary>
[HotPath]
public static class SettlementWindow
{
    /// <summary>Length of the averaging window, thirty minutes.</summary>
    public const double WindowYears = 1800.0 / 31_536_000.0;

    /// <summary>
    /// The time to expiry to price with before the window opens: the window counts for a third of its length. Inside it, <see
    /// cref="Evaluate"/>.
    /// </summary>
    public static double EffectiveYears(double yearsToExpiry) => yearsToExpiry - (WindowYears * (2.0 / 3.0));

    /// <summary>
    /// Value and Greeks with respect to the index. Rho is zero. The premium-adjusted delta takes off the value in coins, decayed with the
    /// unfilled part of the window as the venue does.
    /// </summary>
    public static PricingStatus Evaluate(in SettlementInput input, out Greeks greeks)
    {
        var status = Check(in input);
        if (status != PricingStatus.Ok)
        {
            greeks = Greeks.Unusable(status);
            return status;
        }

        var open = input.RemainingYears <= 0.0 ? 0.0 : 1.0 - input.ElapsedFraction;
        var remaining = Math.Max(input.RemainingYears, Black76.YearsMin);
        var expected = ((1.0 - open) * input.RunningAverage) + (open * input.Index);
        var perVolatility = open * input.Index * Math.Sqrt(remaining / 3.0);
        var deviation = perVolatility * input.Volatility;
        if (deviation < Black76.StandardDeviationMin * input.Index)
        {
            Intrinsic(in input, open, expected, out greeks);
            return Greeks.Settle(ref greeks, PricingStatus.Intrinsic);
        }

        Kernel(in input, open, remaining, expected, perVolatility, out greeks);
        return Greeks.Settle(ref greeks, PricingStatus.Ok);
    }

    private static PricingStatus Check(in SettlementInput input)
    {
        var probe = input.Index + input.RunningAverage + input.ElapsedFraction + input.Strike + input.RemainingYears + input.Volatility;
        if (!double.IsFinite(probe))
        {
            return PricingStatus.NonFiniteInput;
        }

        return input.Index > 0.0 && input.RunningAverage > 0.0 && input.Strike >= 0.0 && input.Volatility >= 0.0
            && input.ElapsedFraction is >= 0.0 and <= 1.0 && input.Kind is OptionKind.Call or OptionKind.Put
            ? PricingStatus.Ok
            : PricingStatus.InputOutOfRange;
    }

    private static void Kernel(
        in SettlementInput input, double open, double remaining, double expected, double perVolatility, out Greeks greeks)
    {
        var volatility = input.Volatility;
        var sign = input.Kind == OptionKind.Call ? 1.0 : -1.0;
        var deviation = perVolatility * volatility;
        var z = (expected - input.Strike) / deviation;
        var pdf = NormalDistribution.Pdf(z);
        var mills = NormalDistribution.Mills(Math.Abs(z));
        var cdf = sign * z > 0.0 ? 1.0 - (pdf * mills) : pdf * mills;
        var square = z * z;
        var vega = perVolatility * pdf;
        var gamma = open * open * pdf / deviation;

        // The out-of-the-money value s (n(z) - |z| N(-|z|)); parity adds the intrinsic value.
        greeks.Price = (deviation * pdf * Math.Max(1.0 - (Math.Abs(z) * mills), 0.0)) + Math.Max(sign * (expected - input.Strike), 0.0);
        greeks.Delta = sign * open * cdf;
        greeks.PremiumAdjustedDelta = greeks.Delta - (open * greeks.Price / expected);
        greeks.Gamma = gamma;
        greeks.Vega = vega;
        greeks.Theta = -1.5 * vega * volatility / remaining;
        greeks.Rho = 0.0;
        greeks.Vanna = -open * pdf * z / volatility;
        greeks.Volga = vega * square / volatility;

        // The unfilled part and the remaining time run out together: d ln(1-f)/dt = -1/remaining, d ln s/dt = -1.5/remaining.
        greeks.Charm = open * ((1.5 * z * pdf) - (sign * cdf)) / remaining;
        greeks.Speed = -open * gamma * z / deviation;
        greeks.Color = -gamma * (0.5 + (1.5 * square)) / remaining;
        greeks.Zomma = gamma * (square - 1.0) / volatility;
        greeks.Ultima = vega * square * (square - 3.0) / (volatility * volatility);
        greeks.Veta = -1.5 * vega * (1.0 + square) / remaining;
        greeks.Status = PricingStatus.Ok;
    }

    private static void Intrinsic(in SettlementInput input, double open, double expected, out Greeks greeks)
    {
        var sign = input.Kind == OptionKind.Call ? 1.0 : -1.0;
        var exercise = sign * (expected - input.Strike);
        var probability = exercise > 0.0 ? 1.0 : exercise < 0.0 ? 0.0 : 0.5;
        greeks = default;
        greeks.Price = Math.Max(exercise, 0.0);
        greeks.Delta = sign * probability * open;
        greeks.PremiumAdjustedDelta = greeks.Delta - (open * greeks.Price / expected);
    }
}
