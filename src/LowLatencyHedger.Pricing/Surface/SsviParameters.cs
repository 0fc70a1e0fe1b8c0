using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// The whole surface by three numbers: each slice is given by its at-the-money total variance theta and phi = eta / (theta^gamma (1 +
/// theta)^(1 - gamma)). A default value is the flat smile. Pure; any thread. Source: Gatheral and Jacquier (2014), theorems 4.1 and 4.2
/// and example 4.1.
/// </summary>
[HotPath]
public readonly struct SsviParameters(double rho, double eta, double gamma)
{
    public readonly double Rho = rho;

    public readonly double Eta = eta;

    public readonly double Gamma = gamma;

    /// <summary>
    /// Enough for no butterfly and no calendar arbitrage on any set of slices with rising theta: eta (1 + |rho|) &lt;= 2, gamma in [0,
    /// 1/2].
    /// </summary>
    public bool IsArbitrageFree =>
        Math.Abs(Rho) < 1.0 && Eta >= 0.0 && Gamma >= 0.0 && Gamma <= 0.5 && Eta * (1.0 + Math.Abs(Rho)) <= 2.0;

    /// <summary>The slice of a positive at-the-money total variance.</summary>
    public SviParameters Slice(double theta)
    {
        var phi = Eta / (Math.Pow(theta, Gamma) * Math.Pow(1.0 + theta, 1.0 - Gamma));
        if (phi == 0.0)
        {
            return new SviParameters(theta, 0.0, 0.0, 0.0, 1.0);
        }

        var complement = (1.0 - Rho) * (1.0 + Rho);
        return new SviParameters(0.5 * theta * complement, 0.5 * theta * phi, Rho, -Rho / phi, Math.Sqrt(complement) / phi);
    }

    /// <summary>
    /// The surface that has, on average over the slices, their at-the-money skew and curvature: w'(0) = theta rho phi and
    /// w''(0) = theta phi^2 (1 - rho^2) / 2 give rho and phi of each; phi is then regressed on theta. Held within
    /// <see cref="IsArbitrageFree"/>. Flat if no slice has a smile.
    /// </summary>
    public static SsviParameters From(ReadOnlySpan<SviParameters> slices)
    {
        double count = 0.0, sumRho = 0.0, sumX = 0.0, sumY = 0.0, sumXx = 0.0, sumXy = 0.0;
        foreach (ref readonly var slice in slices)
        {
            slice.Evaluate(0.0, out var theta, out var slope, out var curvature);
            var relativeSlope = slope / theta;
            var phi = Math.Sqrt((2.0 * curvature / theta) + (relativeSlope * relativeSlope));
            if (!slice.IsValid || !(theta > 0.0) || !(phi > 0.0) || !double.IsFinite(phi))
            {
                continue;
            }

            // ln phi + ln(1 + theta) = ln eta - gamma ln(theta / (1 + theta)).
            var x = Math.Log(theta / (1.0 + theta));
            var y = Math.Log(phi * (1.0 + theta));
            count++;
            sumRho += relativeSlope / phi;
            sumX += x;
            sumY += y;
            sumXx += x * x;
            sumXy += x * y;
        }

        if (count == 0.0)
        {
            return default;
        }

        const double RhoMax = 0.99;
        var rho = Math.Clamp(sumRho / count, -RhoMax, RhoMax);
        var spread = (count * sumXx) - (sumX * sumX);
        var gamma = spread > 1e-12 * sumXx * count ? Math.Clamp(((sumX * sumY) - (count * sumXy)) / spread, 0.0, 0.5) : 0.5;
        var eta = Math.Exp((sumY + (gamma * sumX)) / count);
        return new SsviParameters(rho, Math.Min(eta, (2.0 - 1e-12) / (1.0 + Math.Abs(rho))), gamma);
    }
}
