using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// The standard normal density, distribution and its inverse, and the complementary error functions, to near machine precision over the
/// whole range of double, tails included. Pure functions; NaN in gives NaN out.
/// <para>Every tail is the density times the Mills ratio M(z) = N(-z)/n(z), a smooth function that one rational of degree 11 over 12
/// describes from zero to infinity: a weighted least-squares fit in 50-digit arithmetic, largest relative error 4e-17 in M and in 1 - z
/// M, all coefficients positive, so that nothing cancels. Numerator and denominator share their leading terms, which makes 1 - z M a
/// rational too.</para> Source of the inverse: M. J. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988) 477-484.
/// </summary>
[HotPath]
public static class NormalDistribution
{
    internal const double OneOverSqrtTwoPi = 0.39894228040143267794;
    internal const double LogSqrtTwoPi = 0.91893853320467274178;
    internal const double SqrtHalfPi = 1.2533141373155002512;
    private const double SqrtTwo = 1.4142135623730950488;
    private const double SqrtTwoOverPi = 0.79788456080286535588;

    /// <summary>
    /// The Mills ratio beyond this is its reciprocal to double precision; the powers in the rational would overflow much later.
    /// </summary>
    private const double MillsArgumentMax = 1e20;

    /// <summary>The density exp(-x^2/2)/sqrt(2 pi). The rounding error of x^2 is put back, so the tail keeps its digits.</summary>
    public static double Pdf(double x)
    {
        var square = x * x;
        if (square > 1500.0)
        {
            return 0.0;
        }

        var rounding = Math.FusedMultiplyAdd(x, x, -square);
        return OneOverSqrtTwoPi * Math.Exp(-0.5 * square) * (1.0 - (0.5 * rounding));
    }

    /// <summary>The distribution N(x).</summary>
    public static double Cdf(double x)
    {
        var tail = Pdf(x) * Mills(Math.Abs(x));
        return x < 0.0 ? tail : 1.0 - tail;
    }

    /// <summary>The complementary error function.</summary>
    public static double Erfc(double x)
    {
        var square = x * x;
        if (square > 750.0)
        {
            return x < 0.0 ? 2.0 : 0.0;
        }

        var rounding = Math.FusedMultiplyAdd(x, x, -square);
        var tail = Math.Exp(-square) * (1.0 - rounding) * SqrtTwoOverPi * Mills(SqrtTwo * Math.Abs(x));
        return x < 0.0 ? 2.0 - tail : tail;
    }

    /// <summary>exp(x^2) erfc(x). Infinite below about -26.6.</summary>
    public static double Erfcx(double x)
    {
        var positive = SqrtTwoOverPi * Mills(SqrtTwo * Math.Abs(x));
        if (!(x < 0.0))
        {
            return positive;
        }

        var square = x * x;
        var rounding = Math.FusedMultiplyAdd(x, x, -square);
        var exponential = Math.Exp(square);
        return double.IsInfinity(exponential) ? exponential : (2.0 * exponential * (1.0 + rounding)) - positive;
    }

    /// <summary>The x with N(x) = probability; infinite at 0 and 1, NaN outside.</summary>
    public static double Inverse(double probability)
    {
        if (!(probability > 0.0 && probability < 1.0))
        {
            return probability == 0.0 ? double.NegativeInfinity : probability == 1.0 ? double.PositiveInfinity : double.NaN;
        }

        return probability < 0.075 ? -InverseTail(probability) : InverseCentred(probability - 0.5);
    }

    /// <summary>The x with N(x) = 0.5 + centred, for |centred| below one half; keeps the digits of a small argument.</summary>
    internal static double InverseCentred(double centred)
    {
        if (Math.Abs(centred) <= 0.425)
        {
            return centred * InverseCentre(0.180625 - (centred * centred));
        }

        return Math.CopySign(InverseTail(0.5 - Math.Abs(centred)), centred);
    }

    /// <summary>The positive x whose upper tail is <paramref name="tail"/>, for tails below 0.075.</summary>
    private static double InverseTail(double tail)
    {
        var r = Math.Sqrt(-Math.Log(tail));
        return r <= 5.0 ? InverseMiddleTail(r - 1.6) : InverseFarTail(r - 5.0);
    }

    /// <summary>N(-z)/n(z) for z >= 0: the tail without its exponential, so that differences of tails keep their digits.</summary>
    internal static double Mills(double z)
    {
        z = Math.Min(z, MillsArgumentMax);
        var top = 1.3015635491463597;
        top = Math.FusedMultiplyAdd(top, z, 40.00485204200787);
        top = Math.FusedMultiplyAdd(top, z, 620.3188140579074);
        top = Math.FusedMultiplyAdd(top, z, 6277.764269158621);
        top = Math.FusedMultiplyAdd(top, z, 45566.150789530104);
        top = Math.FusedMultiplyAdd(top, z, 247398.98996874166);
        top = Math.FusedMultiplyAdd(top, z, 1021309.3487747202);
        top = Math.FusedMultiplyAdd(top, z, 3200443.272393341);
        top = Math.FusedMultiplyAdd(top, z, 7464688.561278311);
        top = Math.FusedMultiplyAdd(top, z, 12378823.022965902);
        top = Math.FusedMultiplyAdd(top, z, 13219456.365805646);
        top = Math.FusedMultiplyAdd(top, z, 6968080.260301468);
        return top / MillsDenominator(z);
    }

    /// <summary>1 - z M(z) for z >= 0, the derivative of the Mills ratio but for its sign, without cancellation.</summary>
    internal static double MillsComplement(double z)
    {
        z = Math.Min(z, MillsArgumentMax);
        var top = 1.3015635491463597;
        top = Math.FusedMultiplyAdd(top, z, 40.004852042007755);
        top = Math.FusedMultiplyAdd(top, z, 617.7156869596803);
        top = Math.FusedMultiplyAdd(top, z, 6197.7545650601005);
        top = Math.FusedMultiplyAdd(top, z, 44338.52879857253);
        top = Math.FusedMultiplyAdd(top, z, 235243.50983507914);
        top = Math.FusedMultiplyAdd(top, z, 936283.9249711835);
        top = Math.FusedMultiplyAdd(top, z, 2765462.401985504);
        top = Math.FusedMultiplyAdd(top, z, 5832750.888153469);
        top = Math.FusedMultiplyAdd(top, z, 8015537.545334143);
        top = Math.FusedMultiplyAdd(top, z, 5559723.658129753);
        return top / MillsDenominator(z);
    }

    private static double MillsDenominator(double z)
    {
        var bottom = 1.3015635491463597;
        bottom = Math.FusedMultiplyAdd(bottom, z, 40.00485204200787);
        bottom = Math.FusedMultiplyAdd(bottom, z, 621.6203776070538);
        bottom = Math.FusedMultiplyAdd(bottom, z, 6317.769121200628);
        bottom = Math.FusedMultiplyAdd(bottom, z, 46183.866476489784);
        bottom = Math.FusedMultiplyAdd(bottom, z, 253596.74453380177);
        bottom = Math.FusedMultiplyAdd(bottom, z, 1065647.8775732927);
        bottom = Math.FusedMultiplyAdd(bottom, z, 3435686.78222842);
        bottom = Math.FusedMultiplyAdd(bottom, z, 8400972.486249495);
        bottom = Math.FusedMultiplyAdd(bottom, z, 15144285.424951406);
        bottom = Math.FusedMultiplyAdd(bottom, z, 19052207.253959116);
        bottom = Math.FusedMultiplyAdd(bottom, z, 14983617.80563561);
        bottom = Math.FusedMultiplyAdd(bottom, z, 5559723.658129753);
        return bottom;
    }

    private static double InverseCentre(double r)
    {
        var top = 2.5090809287301226727e3;
        top = (top * r) + 3.3430575583588128105e4;
        top = (top * r) + 6.7265770927008700853e4;
        top = (top * r) + 4.5921953931549871457e4;
        top = (top * r) + 1.3731693765509461125e4;
        top = (top * r) + 1.9715909503065514427e3;
        top = (top * r) + 1.3314166789178437745e2;
        top = (top * r) + 3.3871328727963666080e0;
        var bottom = 5.2264952788528545610e3;
        bottom = (bottom * r) + 2.8729085735721942674e4;
        bottom = (bottom * r) + 3.9307895800092710610e4;
        bottom = (bottom * r) + 2.1213794301586595867e4;
        bottom = (bottom * r) + 5.3941960214247511077e3;
        bottom = (bottom * r) + 6.8718700749205790830e2;
        bottom = (bottom * r) + 4.2313330701600911252e1;
        return top / ((bottom * r) + 1.0);
    }

    private static double InverseMiddleTail(double r)
    {
        var top = 7.74545014278341407640e-4;
        top = (top * r) + 2.27238449892691845833e-2;
        top = (top * r) + 2.41780725177450611770e-1;
        top = (top * r) + 1.27045825245236838258e0;
        top = (top * r) + 3.64784832476320460504e0;
        top = (top * r) + 5.76949722146069140550e0;
        top = (top * r) + 4.63033784615654529590e0;
        top = (top * r) + 1.42343711074968357734e0;
        var bottom = 1.05075007164441684324e-9;
        bottom = (bottom * r) + 5.47593808499534494600e-4;
        bottom = (bottom * r) + 1.51986665636164571966e-2;
        bottom = (bottom * r) + 1.48103976427480074590e-1;
        bottom = (bottom * r) + 6.89767334985100004550e-1;
        bottom = (bottom * r) + 1.67638483018380384940e0;
        bottom = (bottom * r) + 2.05319162663775882187e0;
        return top / ((bottom * r) + 1.0);
    }

    private static double InverseFarTail(double r)
    {
        var top = 2.01033439929228813265e-7;
        top = (top * r) + 2.71155556874348757815e-5;
        top = (top * r) + 1.24266094738807843860e-3;
        top = (top * r) + 2.65321895265761230930e-2;
        top = (top * r) + 2.96560571828504891230e-1;
        top = (top * r) + 1.78482653991729133580e0;
        top = (top * r) + 5.46378491116411436990e0;
        top = (top * r) + 6.65790464350110377720e0;
        var bottom = 2.04426310338993978564e-15;
        bottom = (bottom * r) + 1.42151175831644588870e-7;
        bottom = (bottom * r) + 1.84631831751005468180e-5;
        bottom = (bottom * r) + 7.86869131145613259100e-4;
        bottom = (bottom * r) + 1.48753612908506148525e-2;
        bottom = (bottom * r) + 1.36929880922735805310e-1;
        bottom = (bottom * r) + 5.99832206555887937690e-1;
        return top / ((bottom * r) + 1.0);
    }
}
