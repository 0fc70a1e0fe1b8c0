using System.Runtime.CompilerServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>
/// The closed forms of hedging under costs, per net position. Units: prices and fixed costs in USD, gamma in coins per USD, volatility as
/// a fraction a year, time in years, cost as a fraction of what is traded one way, risk aversion in 1/USD; bands and deltas in coins.
/// </summary>
[HotPath]
public static class PolicyFormulas
{
    /// <summary>Below this no formula is evaluated: a second.</summary>
    public const double YearsMin = 1.0 / 31_536_000;

    private const double ZakamoulineShift = -5.76;

    /// <summary>Of proportional costs beside fixed ones, from which on the two thresholds differ by nothing.</summary>
    private const double FixedCostNegligible = 1e100;

    /// <summary>The bits of 1 and a ninth of them, less what makes the error of the rough root as large upwards as downwards.</summary>
    private const long InverseNinthRootBits = 0x4709_D194_237F_A89E;

    /// <summary>Half the band's width when only proportional costs matter and trades go to its edge (Whalley and Wilmott 1997).</summary>
    public static double EdgeBand(double gamma, double price, double costFraction, double aversion) =>
        Math.Cbrt(1.5 * costFraction * price * gamma * gamma / aversion);

    /// <summary>The same when trades go to the centre.</summary>
    public static double CentreBand(double gamma, double price, double costFraction, double aversion) =>
        Math.Cbrt(6 * costFraction * price * gamma * gamma / aversion);

    /// <summary>
    /// The least costly time, in years, between hedges to the centre by the clock. Without fixed costs it goes with gamma to the power of minus
    /// two thirds, and so the slack with gamma to that of two thirds. Infinite without gamma or aversion, 0 without costs.
    /// </summary>
    /// <remarks>
    /// With y its root, proportional costs are a/y a year, fixed ones c/y^2, and the noise counts as b y^2: the least sum is where
    /// b y^4 = a y/2 + c. That is convex, and Newton's method begins above the root.
    /// </remarks>
    public static double ClockYears(
        double gamma, double price, double volatility, double costFraction, double fixedCostUsd, double aversion)
    {
        var slack = Math.Abs(gamma) * price * volatility;
        var noise = 0.25 * aversion * slack * slack * price * price * volatility * volatility;
        var half = Math.Max(costFraction, 0) * price * slack * Math.Sqrt(0.5 / Math.PI);
        var root = Math.Cbrt(half / noise);
        if (fixedCostUsd > 0)
        {
            root += Math.Sqrt(Math.Sqrt(fixedCostUsd / noise));
            for (var i = 0; i < 8; i++)
            {
                var cube = noise * root * root * root;
                var step = ((root * (cube - half)) - fixedCostUsd) / ((4 * cube) - half);
                root -= step;
                if (!(step > 1e-6 * root))
                {
                    break;
                }
            }
        }

        return noise > 0 ? root * root : double.PositiveInfinity;
    }

    /// <summary>The aversion with which <see cref="ClockYears"/> is a time.</summary>
    public static double ClockAversion(
        double gamma, double price, double volatility, double costFraction, double fixedCostUsd, double years)
    {
        var slack = gamma * price * volatility;
        var half = Math.Max(costFraction, 0) * price * Math.Abs(slack) * Math.Sqrt(0.5 * years / Math.PI);
        return 4 * (half + fixedCostUsd) / (slack * slack * price * price * volatility * volatility * years * years);
    }

    /// <summary>Expected proportional costs of hedging by the clock, USD a year.</summary>
    public static double ClockCostUsd(double gamma, double price, double volatility, double costFraction, double intervalYears) =>
        costFraction * price * price * Math.Abs(gamma) * volatility * Math.Sqrt(2 / (Math.PI * intervalYears));

    /// <summary>Leland's number, by which the variance is raised for short gamma and lowered for long gamma.</summary>
    public static double LelandNumber(double volatility, double costFraction, double intervalYears) =>
        Math.Sqrt(8 / Math.PI) * costFraction / (volatility * Math.Sqrt(intervalYears));

    /// <summary>The same in Boyle and Vorst's binomial model.</summary>
    public static double BoyleVorstNumber(double volatility, double costFraction, double intervalYears) =>
        2 * costFraction / (volatility * Math.Sqrt(intervalYears));

    /// <summary>A volatility of which the variance has changed by a fraction, which is kept within -0.96 and 3.</summary>
    public static double ModifiedVolatility(double volatility, double varianceFraction) =>
        volatility * Math.Sqrt(1 + Math.Clamp(varianceFraction, -0.96, 3));

    /// <summary>Zakamouline's band where there is hardly any gamma.</summary>
    public static double ZakamoulineResidual(double price, double volatility, double years, double costFraction, double aversion) =>
        costFraction / (aversion * price * volatility * volatility * years);

    /// <summary>
    /// Zakamouline's band without its residual part, and by how much his variance differs, as a fraction: raised for short positions, lowered
    /// for long ones. Discounting is left out.
    /// </summary>
    public static void Zakamouline(
        double gamma, double price, double volatility, double years, double costFraction, double aversion, out double band, out double shift)
    {
        var logCost = Math.Log(costFraction);
        var logYears = Math.Log(years);
        var logAversion = Math.Log(aversion);
        var logGamma = Math.Log(Math.Abs(gamma));
        var logQuarter = -0.25 * Math.Log(volatility);
        band = 1.12 * Math.Exp((0.31 * logCost) + (0.05 * logYears) + logQuarter + (0.5 * (logGamma - logAversion)));
        var size = logAversion + (2 * Math.Log(price)) + logGamma;
        shift = ZakamoulineShift * Math.Exp((0.78 * logCost) - (0.02 * logYears) + logQuarter + (0.15 * size));
    }

    /// <summary>
    /// The best pair of thresholds with proportional and fixed costs: trade when further than <paramref name="outer"/> from the target, back
    /// to <paramref name="inner"/>. Without fixed costs both are <see cref="EdgeBand"/>; without proportional ones the inner is 0.
    /// </summary>
    /// <param name="squareOverAversion">Gamma squared over the aversion.</param>
    /// <param name="costUsd">The proportional cost of one coin.</param>
    /// <param name="fixedCostUsd">Of an order.</param>
    /// <param name="outer">Coins.</param>
    /// <param name="inner">Coins.</param>
    /// <remarks>
    /// With u the sum and w the difference of the two, u^3 = a + b/w and w^3 = b/u, where a and b are twelve times the costs times
    /// <paramref name="squareOverAversion"/>. With w = b^(1/4) x and u = b^(1/4) / x^3 that is x^8 (1 + kx) = 1, k = a / b^(3/4): no root but
    /// square ones is needed. Within 1 %, x is (1 + k)^(-1/9).
    /// </remarks>
    public static void Thresholds(double squareOverAversion, double costUsd, double fixedCostUsd, out double outer, out double inner)
    {
        var a = 12 * squareOverAversion * Math.Max(costUsd, 0);
        var b = 12 * squareOverAversion * Math.Max(fixedCostUsd, 0);
        var fourthRoot = Math.Sqrt(Math.Sqrt(b));
        var k = a / (fourthRoot * fourthRoot * fourthRoot);
        if (b == 0 || k > FixedCostNegligible)
        {
            outer = 0.5 * Math.Cbrt(a);
            inner = outer;
            return;
        }

        var x = RoughInverseNinthRoot(1 + k);
        for (var i = 0; i < 3; i++)
        {
            // Halley's method, whose error is below 7 times the cube of the last one: from a twentieth nothing is left.
            var square = x * x;
            var fourth = square * square;
            var eighth = fourth * fourth;
            var kx = k * x;
            var value = (eighth * (1 + kx)) - 1;
            var slope = eighth * (8 + (9 * kx));
            x -= x * 2 * value * slope / ((2 * slope * slope) - (value * eighth * (56 + (72 * kx))));
        }

        var sum = fourthRoot / (x * x * x);
        var difference = fourthRoot * x;
        outer = 0.5 * (sum + difference);
        inner = Math.Max(0.5 * (sum - difference), 0);
    }

    /// <summary>Within 4 %, for numbers from 1 on: a double's bits, as a whole number, are nearly its logarithm.</summary>
    private static double RoughInverseNinthRoot(double value) =>
        Unsafe.BitCast<long, double>(InverseNinthRootBits - (Unsafe.BitCast<double, long>(value) / 9));
}
