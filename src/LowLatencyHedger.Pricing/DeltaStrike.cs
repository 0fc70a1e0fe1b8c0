namespace LowLatencyHedger.Pricing;

/// <summary>
/// The strike that has a given delta, in each of the four conventions. Cold. Pure; any thread; allocates nothing; never throws.
/// <para>A plain delta is inverted in closed form. The premium-adjusted delta of a put falls steadily with the strike; that of a call,
/// (K/F) N(d2), first rises, has its greatest value where n(d2)/N(d2) equals the deviation, and falls from there on: the strike on the
/// right of that point is meant, the one whose option is the less in the money. Both are found by bisection in d2.</para>
/// Source: A. Castagna, "FX Options and Smile Risk" (2009), chapter 1.
/// </summary>
public static class DeltaStrike
{
    private const double ArgumentMax = 38.0;
    private const int Bisections = 200;

    /// <summary>The strike; NaN unless the status is Ok, which it is not when no strike has the delta.</summary>
    /// <param name="kind">Call or put.</param>
    /// <param name="convention">What the delta means.</param>
    /// <param name="delta">Negative for a put.</param>
    /// <param name="forward">The forward for the option's expiry.</param>
    /// <param name="coinDiscount">The discount factor of the coin's own rate: 1 where coins earn nothing.</param>
    /// <param name="deviation">Total standard deviation: volatility times the square root of the years.</param>
    /// <param name="strike">The result.</param>
    public static PricingStatus Solve(
        OptionKind kind, DeltaConvention convention, double delta, double forward, double coinDiscount, double deviation, out double strike)
    {
        strike = double.NaN;
        if (!double.IsFinite(delta + forward + coinDiscount + deviation))
        {
            return PricingStatus.NonFiniteInput;
        }

        var sign = kind == OptionKind.Call ? 1.0 : -1.0;
        var isKnown = kind is OptionKind.Call or OptionKind.Put && convention <= DeltaConvention.PremiumAdjustedSpot;
        var isSpot = convention is DeltaConvention.Spot or DeltaConvention.PremiumAdjustedSpot;
        var size = sign * delta / (isSpot ? coinDiscount : 1.0);
        if (!(isKnown && forward > 0.0 && coinDiscount > 0.0 && deviation >= Black76.StandardDeviationMin && size > 0.0))
        {
            return PricingStatus.InputOutOfRange;
        }

        var d2 = convention is DeltaConvention.Forward or DeltaConvention.Spot
            ? (sign * NormalDistribution.Inverse(size)) - deviation
            : PremiumAdjusted(sign, size, deviation);
        strike = StrikeAt(d2, forward, deviation);
        if (double.IsFinite(strike) && strike > 0.0)
        {
            return PricingStatus.Ok;
        }

        strike = double.NaN;
        return PricingStatus.InputOutOfRange;
    }

    /// <summary>The d2 at which (K/F) N(w d2) is <paramref name="size"/>, on the right branch; NaN if it never is.</summary>
    private static double PremiumAdjusted(double sign, double size, double deviation)
    {
        var low = -ArgumentMax;
        var high = sign > 0.0 ? Peak(deviation) : ArgumentMax;
        var isReached = sign > 0.0 ? size <= Size(sign, high, deviation) : size <= Size(sign, low, deviation);
        if (!isReached)
        {
            return double.NaN;
        }

        for (var i = 0; i < Bisections; i++)
        {
            var middle = 0.5 * (low + high);

            // Up to the peak a call's delta rises with d2; a put's falls.
            var isBelow = sign > 0.0 == Size(sign, middle, deviation) < size;
            (low, high) = isBelow ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    }

    /// <summary>Where n(d2)/N(d2), which falls in d2, equals the deviation.</summary>
    private static double Peak(double deviation)
    {
        var low = -ArgumentMax;
        var high = ArgumentMax;
        for (var i = 0; i < Bisections; i++)
        {
            var middle = 0.5 * (low + high);
            var isAbove = NormalDistribution.Pdf(middle) > deviation * NormalDistribution.Cdf(middle);
            (low, high) = isAbove ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    }

    private static double Size(double sign, double d2, double deviation) =>
        StrikeAt(d2, 1.0, deviation) * NormalDistribution.Cdf(sign * d2);

    private static double StrikeAt(double d2, double forward, double deviation) => forward * Math.Exp(-deviation * (d2 + (0.5 * deviation)));
}
