using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// The jump-wings form: what a trader reads off a smile. Variances are per year; the others are scaled by the root of the at-the-money
/// total variance, which makes them comparable between expiries. Same thread rules and source as <see cref="SviParameters"/>.
/// </summary>
[HotPath]
public readonly struct SviJumpWings(
    double variance, double skew, double putSlope, double callSlope, double minimumVariance, double years)
{
    /// <summary>At-the-money variance, v.</summary>
    public readonly double Variance = variance;

    /// <summary>At-the-money slope of volatility times the root of years, psi.</summary>
    public readonly double Skew = skew;

    /// <summary>Slope of the left wing, p.</summary>
    public readonly double PutSlope = putSlope;

    /// <summary>Slope of the right wing, c.</summary>
    public readonly double CallSlope = callSlope;

    /// <summary>The smallest variance over all strikes.</summary>
    public readonly double MinimumVariance = minimumVariance;

    public readonly double Years = years;

    /// <summary>False, with an unusable result, if the slice is not valid or has no variance at the money.</summary>
    public static bool TryFrom(in SviParameters raw, double years, out SviJumpWings wings)
    {
        raw.Evaluate(0.0, out var total, out var slope, out _);
        if (!raw.IsValid || !(total > 0.0) || !(years > 0.0) || !double.IsFinite(years))
        {
            wings = default;
            return false;
        }

        var root = Math.Sqrt(total);
        wings = new SviJumpWings(
            total / years, slope / (2.0 * root), raw.LeftSlope / root, raw.RightSlope / root, raw.MinimumTotalVariance / years, years);
        return true;
    }

    /// <summary>
    /// The raw form. False, with a result that is not valid, if these numbers are no smile, or no single one: with the minimum exactly at
    /// the money its width is lost.
    /// </summary>
    public bool TryToRaw(out SviParameters raw)
    {
        var root = Math.Sqrt(Variance * Years);
        var b = 0.5 * root * (CallSlope + PutSlope);
        var rho = 1.0 - (PutSlope * root / b);
        var complement = Math.Sqrt((1.0 - rho) * (1.0 + rho));
        var beta = rho - (2.0 * Skew * root / b);
        var depth = (Variance - MinimumVariance) * Years;
        double m, sigma;
        if (beta == 0.0)
        {
            m = 0.0;
            sigma = depth / (b * (1.0 - complement));
        }
        else
        {
            // Both from alpha = sigma / m; beta is m / sqrt(m^2 + sigma^2).
            var alpha = Math.Sign(beta) * Math.Sqrt((1.0 / (beta * beta)) - 1.0);
            m = depth / (b * (-rho + (Math.Sign(alpha) * Math.Sqrt(1.0 + (alpha * alpha))) - (alpha * complement)));
            sigma = alpha * m;
        }

        raw = new SviParameters((MinimumVariance * Years) - (b * sigma * complement), b, rho, m, sigma);
        return raw.IsValid;
    }
}
