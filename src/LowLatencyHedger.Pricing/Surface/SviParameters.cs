using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// One expiry's smile in the raw form w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2)): total variance w (volatility squared times
/// years) against k = ln(strike / forward). A plain value of 40 bytes; pure; any thread. A default value is not valid. Source: J. Gatheral
/// and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014) 59-71.
/// </summary>
[HotPath]
public readonly struct SviParameters(double a, double b, double rho, double m, double sigma)
{
    public readonly double A = a;

    public readonly double B = b;

    public readonly double Rho = rho;

    public readonly double M = m;

    public readonly double Sigma = sigma;

    /// <summary>True if all numbers are finite and within the form's domain, so that variance is nowhere negative.</summary>
    public bool IsValid =>
        double.IsFinite(A + B + M + Sigma) && B >= 0.0 && Math.Abs(Rho) <= 1.0 && Sigma > 0.0 && MinimumTotalVariance >= 0.0;

    /// <summary>The smallest total variance over all strikes.</summary>
    public double MinimumTotalVariance => A + (B * Sigma * Math.Sqrt((1.0 - Rho) * (1.0 + Rho)));

    /// <summary>Slope of total variance against -k far below the forward.</summary>
    public double LeftSlope => B * (1.0 - Rho);

    /// <summary>Slope of total variance far above the forward.</summary>
    public double RightSlope => B * (1.0 + Rho);

    /// <summary>
    /// Neither wing rises faster than 2 |k|, without which the call's value does not vanish with the strike (R. Lee, "The moment formula
    /// for implied volatility at extreme strikes", Mathematical Finance 14 (2004) 469-480).
    /// </summary>
    public bool HasBoundedWings => Math.Max(LeftSlope, RightSlope) <= 2.0;

    public double TotalVariance(double logMoneyness)
    {
        var x = logMoneyness - M;
        return A + (B * ((Rho * x) + Math.Sqrt((x * x) + (Sigma * Sigma))));
    }

    /// <summary>Total variance with its first and second derivative by log-moneyness.</summary>
    public void Evaluate(double logMoneyness, out double variance, out double slope, out double curvature)
    {
        var x = logMoneyness - M;
        var root = Math.Sqrt((x * x) + (Sigma * Sigma));
        variance = A + (B * ((Rho * x) + root));
        slope = B * (Rho + (x / root));
        curvature = B * Sigma * Sigma / (root * root * root);
    }

    /// <summary>Implied volatility per year; <paramref name="years"/> must be positive.</summary>
    public double Volatility(double logMoneyness, double years) => Math.Sqrt(TotalVariance(logMoneyness) / years);

    /// <summary>Derivative of implied volatility by log-moneyness; <paramref name="years"/> must be positive.</summary>
    public double VolatilitySlope(double logMoneyness, double years)
    {
        Evaluate(logMoneyness, out var variance, out var slope, out _);
        return slope / (2.0 * Math.Sqrt(variance * years));
    }

    /// <summary>
    /// Durrleman's g, the sign of the density that the smile implies: negative means that a butterfly has a negative price. Negative
    /// infinity where there is no variance left.
    /// </summary>
    public double Durrleman(double logMoneyness)
    {
        Evaluate(logMoneyness, out var variance, out var slope, out var curvature);
        if (variance <= 0.0)
        {
            return double.NegativeInfinity;
        }

        var skew = 1.0 - (logMoneyness * slope / (2.0 * variance));
        return (skew * skew) - (0.25 * slope * slope * ((1.0 / variance) + 0.25)) + (0.5 * curvature);
    }
}
