using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// The standard normal density, distribution and its inverse, and the scaled complementary error function, to near machine precision over
/// the whole range of double, tails included. Pure functions; NaN in gives NaN out.
/// Sources: W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969) 631-637 (the three rational
/// forms); M. J. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988) 477-484 (the inverse).
/// </summary>
[HotPath]
public static class NormalDistribution
{
    internal const double SqrtHalf = 0.70710678118654752440;
    internal const double OneOverSqrtPi = 0.56418958354775628695;
    internal const double OneOverSqrtTwoPi = 0.39894228040143267794;
    internal const double SqrtHalfPi = 1.2533141373155002512;

    /// <summary>
    /// Below this argument of erf the distribution is one half plus a small term; above it the tail is computed directly.
    /// </summary>
    internal const double SmallErfArgument = 0.46875;

    private const double MiddleErfcArgument = 4.0;

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
        var scaled = Math.Abs(x) * SqrtHalf;
        if (scaled <= SmallErfArgument)
        {
            return 0.5 + (0.5 * ErfSmall(x * SqrtHalf));
        }

        var tail = Pdf(x) * SqrtHalfPi * ErfcxLarge(scaled);
        return x < 0.0 ? tail : 1.0 - tail;
    }

    /// <summary>
    /// N(-z)/n(z) for z >= 0, given n(z): the tail without its exponential, so that differences of tails keep their digits.
    /// </summary>
    internal static double TailOverPdf(double z, double pdf)
    {
        var scaled = z * SqrtHalf;
        return scaled <= SmallErfArgument ? (0.5 - (0.5 * ErfSmall(scaled))) / pdf : SqrtHalfPi * ErfcxLarge(scaled);
    }

    /// <summary>The complementary error function.</summary>
    public static double Erfc(double x)
    {
        var magnitude = Math.Abs(x);
        if (magnitude <= SmallErfArgument)
        {
            return 1.0 - ErfSmall(x);
        }

        var square = x * x;
        if (square > 750.0)
        {
            return x < 0.0 ? 2.0 : 0.0;
        }

        var rounding = Math.FusedMultiplyAdd(x, x, -square);
        var tail = Math.Exp(-square) * (1.0 - rounding) * ErfcxLarge(magnitude);
        return x < 0.0 ? 2.0 - tail : tail;
    }

    /// <summary>exp(x^2) erfc(x). Infinite below about -26.6.</summary>
    public static double Erfcx(double x)
    {
        var magnitude = Math.Abs(x);
        if (magnitude <= SmallErfArgument)
        {
            return Math.Exp(x * x) * (1.0 - ErfSmall(x));
        }

        var positive = ErfcxLarge(magnitude);
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

        var centred = probability - 0.5;
        if (Math.Abs(centred) <= 0.425)
        {
            return centred * InverseCentre(0.180625 - (centred * centred));
        }

        var tail = centred < 0.0 ? probability : 1.0 - probability;
        var r = Math.Sqrt(-Math.Log(tail));
        var x = r <= 5.0 ? InverseTail(r - 1.6) : InverseFarTail(r - 5.0);
        return centred < 0.0 ? -x : x;
    }

    /// <summary>erf(x) for |x| up to <see cref="SmallErfArgument"/>: Cody's first form.</summary>
    internal static double ErfSmall(double x)
    {
        var y = x * x;
        var top = (((((((1.85777706184603153e-1 * y) + 3.16112374387056560e0) * y) + 1.13864154151050156e2) * y)
            + 3.77485237685302021e2) * y) + 3.20937758913846947e3;
        var bottom = ((((((y + 2.36012909523441209e1) * y) + 2.44024637934444173e2) * y)
            + 1.28261652607737228e3) * y) + 2.84423683343917062e3;
        return x * top / bottom;
    }

    /// <summary>exp(x^2) erfc(x) for x above <see cref="SmallErfArgument"/>: Cody's second and third forms.</summary>
    internal static double ErfcxLarge(double x) => x <= MiddleErfcArgument ? ErfcxMiddle(x) : ErfcxOuter(x);

    private static double ErfcxMiddle(double x)
    {
        var top = 2.15311535474403846e-8;
        top = (top * x) + 5.64188496988670089e-1;
        top = (top * x) + 8.88314979438837594e0;
        top = (top * x) + 6.61191906371416295e1;
        top = (top * x) + 2.98635138197400131e2;
        top = (top * x) + 8.81952221241769090e2;
        top = (top * x) + 1.71204761263407058e3;
        top = (top * x) + 2.05107837782607147e3;
        top = (top * x) + 1.23033935479799725e3;
        var bottom = x + 1.57449261107098347e1;
        bottom = (bottom * x) + 1.17693950891312499e2;
        bottom = (bottom * x) + 5.37181101862009858e2;
        bottom = (bottom * x) + 1.62138957456669019e3;
        bottom = (bottom * x) + 3.29079923573345963e3;
        bottom = (bottom * x) + 4.36261909014324716e3;
        bottom = (bottom * x) + 3.43936767414372164e3;
        bottom = (bottom * x) + 1.23033935480374942e3;
        return top / bottom;
    }

    private static double ErfcxOuter(double x)
    {
        var y = 1.0 / (x * x);
        var top = 1.63153871373020978e-2;
        top = (top * y) + 3.05326634961232344e-1;
        top = (top * y) + 3.60344899949804439e-1;
        top = (top * y) + 1.25781726111229246e-1;
        top = (top * y) + 1.60837851487422766e-2;
        top = (top * y) + 6.58749161529837803e-4;
        var bottom = y + 2.56852019228982242e0;
        bottom = (bottom * y) + 1.87295284992346725e0;
        bottom = (bottom * y) + 5.27905102951428412e-1;
        bottom = (bottom * y) + 6.05183413124413191e-2;
        bottom = (bottom * y) + 2.33520497626869185e-3;
        return (OneOverSqrtPi - (y * top / bottom)) / x;
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

    private static double InverseTail(double r)
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
