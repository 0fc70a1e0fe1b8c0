using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// The Black value of an out-of-the-money option in two numbers: x = -|ln(F/K)| and the total standard deviation s; the value is in units
/// of sqrt(F K): b(x, s) = e^{x/2} N(x/s + s/2) - e^{-x/2} N(x/s - s/2), between 0 and e^{x/2}. Accurate to a few units of the error that
/// rounding of s alone causes, everywhere. Pure.
/// <para>With h = x/s, t = s/2 and Y(z) = N(z)/n(z), b is its own vega times Y(h+t) - Y(h-t); what overflows or cancels is taken out. Near
/// the money, where the two are close, their difference is a Taylor series, whose terms follow Y' = 1 + z Y.</para>
/// Source: P. Jäckel, "Let's Be Rational", Wilmott (January 2015) 40-53; regions chosen here by their error.
/// </summary>
[HotPath]
public static class NormalisedBlack
{
    private const double ShortSeriesHalfDeviationMax = 0.05;
    private const double SeriesHalfDeviationMax = 0.5;
    private const double SeriesProductMax = 3.0;

    /// <summary>b(x, s) for x &lt;= 0; zero for s &lt;= 0.</summary>
    public static double Value(double x, double s)
    {
        if (!(s > 0.0))
        {
            return 0.0;
        }

        var h = x / s;
        var t = 0.5 * s;
        var vega = Vega(x, s);
        return h + t <= 0.0 || IsSeries(h, t)
            ? vega * ValueOverVega(h, t)
            : (Math.Exp(0.5 * x) * NormalDistribution.Cdf(h + t)) - (vega * NormalDistribution.Mills(t - h));
    }

    /// <summary>db/ds = exp(-(h^2 + t^2)/2)/sqrt(2 pi). The rounding errors of h and of the squares are put back.</summary>
    public static double Vega(double x, double s)
    {
        var h = x / s;
        var t = 0.5 * s;
        var hSquare = h * h;
        var tSquare = t * t;
        var exponent = hSquare + tSquare;
        var larger = Math.Max(hSquare, tSquare);
        var rounding = Math.FusedMultiplyAdd(h, h, -hSquare) + Math.FusedMultiplyAdd(t, t, -tSquare)
            + (Math.Min(hSquare, tSquare) - (exponent - larger)) + (2.0 * h * Math.FusedMultiplyAdd(-h, s, x) / s);
        return exponent > 1500.0 ? 0.0 : NormalDistribution.OneOverSqrtTwoPi * Math.Exp(-0.5 * exponent) * (1.0 - (0.5 * rounding));
    }

    /// <summary>ln of <see cref="Vega"/>, which itself may underflow.</summary>
    internal static double LogVega(double h, double t) => (-0.5 * ((h * h) + (t * t))) - NormalDistribution.LogSqrtTwoPi;

    /// <summary>b/b' = Y(h+t) - Y(h-t), h = x/s &lt;= 0, t = s/2, where h + t &lt;= 0 or the series holds.</summary>
    internal static double ValueOverVega(double h, double t)
    {
        if (IsShortSeries(h, t))
        {
            return ShortSeries(h, t);
        }

        return IsSeries(h, t) ? Series(h, t) : NormalDistribution.Mills(-h - t) - NormalDistribution.Mills(t - h);
    }

    /// <summary>
    /// Whether <see cref="Series"/> has the smaller error: at larger t it is too short, at larger |h t| its terms cancel.
    /// </summary>
    internal static bool IsSeries(double h, double t) => t < SeriesHalfDeviationMax && -h * t < SeriesProductMax;

    internal static bool IsShortSeries(double h, double t) => t < ShortSeriesHalfDeviationMax && -h * t < SeriesProductMax;

    /// <summary><see cref="Series"/> to t^9, which is enough for a small t.</summary>
    internal static double ShortSeries(double h, double t)
    {
        var g = h * h;
        var y = t * t;
        var c0 = NormalDistribution.MillsComplement(-h);
        var c1 = (((g + 3.0) * c0) - 1.0) * (1.0 / 6.0);
        var c2 = (((g + 7.0) * c1) - c0) * (1.0 / 20.0);
        var c3 = (((g + 11.0) * c2) - c1) * (1.0 / 42.0);
        var c4 = (((g + 15.0) * c3) - c2) * (1.0 / 72.0);
        return 2.0 * t * ((((((((c4 * y) + c3) * y) + c2) * y) + c1) * y) + c0);
    }

    /// <summary>(e^{x/2} - b)/b' = Y(-h-t) + Y(h-t).</summary>
    internal static double RoomOverVega(double h, double t)
    {
        var upper = h + t;
        var upperMills = upper >= 0.0
            ? NormalDistribution.Mills(upper)
            : (1.0 / NormalDistribution.Pdf(upper)) - NormalDistribution.Mills(-upper);
        return upperMills + NormalDistribution.Mills(t - h);
    }

    /// <summary>
    /// 2 (Y' t + Y''' t^3/3! + ... + Y^(21) t^21/21!) at h. With c_k = Y^(2k+1)/(2k+1)!, Y^(n+1) = h Y^(n) + n Y^(n-1) applied twice
    /// gives (2k+3)(2k+2) c_(k+1) = (h^2 + 4k+3) c_k - c_(k-1), started by c_0 = Y' and 6 c_1 = (h^2 + 3) Y' - 1.
    /// </summary>
    private static double Series(double h, double t)
    {
        var g = h * h;
        var y = t * t;
        var c0 = NormalDistribution.MillsComplement(-h);
        var c1 = (((g + 3.0) * c0) - 1.0) * (1.0 / 6.0);
        var c2 = (((g + 7.0) * c1) - c0) * (1.0 / 20.0);
        var c3 = (((g + 11.0) * c2) - c1) * (1.0 / 42.0);
        var c4 = (((g + 15.0) * c3) - c2) * (1.0 / 72.0);
        var c5 = (((g + 19.0) * c4) - c3) * (1.0 / 110.0);
        var c6 = (((g + 23.0) * c5) - c4) * (1.0 / 156.0);
        var c7 = (((g + 27.0) * c6) - c5) * (1.0 / 210.0);
        var c8 = (((g + 31.0) * c7) - c6) * (1.0 / 272.0);
        var c9 = (((g + 35.0) * c8) - c7) * (1.0 / 342.0);
        var c10 = (((g + 39.0) * c9) - c8) * (1.0 / 420.0);
        var sum = c10;
        sum = (sum * y) + c9;
        sum = (sum * y) + c8;
        sum = (sum * y) + c7;
        sum = (sum * y) + c6;
        sum = (sum * y) + c5;
        sum = (sum * y) + c4;
        sum = (sum * y) + c3;
        sum = (sum * y) + c2;
        sum = (sum * y) + c1;
        return 2.0 * t * ((sum * y) + c0);
    }
}
