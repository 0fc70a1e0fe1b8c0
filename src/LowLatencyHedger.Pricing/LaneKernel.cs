using System.Runtime.CompilerServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>What the options of one expiry share in one evaluation.</summary>
[HotPath]
internal readonly struct ExpiryState(double forward, double logForward, double years)
{
    public readonly double Forward = forward;

    /// <summary>ln(forward/reference).</summary>
    public readonly double LogForward = logForward;

    public readonly double Years = years;

    public readonly double RootYears = Math.Sqrt(years);
}

/// <summary>
/// <see cref="Black76"/> for several options at once: the same formulas, without branches. The exponential and the Mills ratio are the
/// kernel's own; both are within two units of the last place.
/// </summary>
[HotPath]
internal static class LaneKernel
{
    private const double LogTwoInverse = 1.4426950408889634074;
    private const double LogTwoHigh = 6.93147180369123816490e-1;
    private const double LogTwoLow = 1.90821492927058770002e-10;

    /// <summary>1.5 * 2^52: adding it rounds to an integer and leaves that in the low bits.</summary>
    private const double Rounder = 6755399441055744.0;

    /// <summary>The square of d1 beyond which the density counts as zero.</summary>
    private const double SquareMax = 1400.0;

    /// <summary>
    /// Evaluates the options from <paramref name="offset"/> on. <paramref name="inputs"/> and <paramref name="outputs"/> are columns of
    /// <paramref name="stride"/> doubles. False, with nothing written, if an option is outside the ranges that need no checks.
    /// </summary>
    public static bool TryEvaluate<T>(in ExpiryState expiry, ref double inputs, ref double outputs, nuint stride, nuint offset)
        where T : struct, ILanes<T>
    {
        var volatility = T.Load(ref inputs, (ExpiryGreeks.VolatilityColumn * stride) + offset);
        var deviation = volatility * T.All(expiry.RootYears);
        var logStrike = T.Load(ref inputs, (ExpiryGreeks.LogStrikeColumn * stride) + offset);
        if (!T.AllWithin(deviation, Black76.StandardDeviationMin, ExpiryGreeks.DeviationMax)
            || !T.AllWithin(logStrike, -ExpiryGreeks.LogStrikeMax, ExpiryGreeks.LogStrikeMax))
        {
            return false;
        }

        var perVolatility = T.Load(ref inputs, (ExpiryGreeks.PerVolatilityColumn * stride) + offset);
        var strike = T.Load(ref inputs, (ExpiryGreeks.StrikeColumn * stride) + offset);
        var perStrike = T.Load(ref inputs, (ExpiryGreeks.PerStrikeColumn * stride) + offset);
        var sign = T.Load(ref inputs, (ExpiryGreeks.SignColumn * stride) + offset);
        var zero = T.All(0.0);
        var one = T.All(1.0);
        var half = T.All(0.5);
        var forward = T.All(expiry.Forward);
        var perForward = T.All(1.0 / expiry.Forward);
        var perDeviation = perVolatility * T.All(1.0 / expiry.RootYears);
        var halfPerYear = T.All(0.5 / expiry.Years);

        var d1 = T.MultiplyAdd(T.All(expiry.LogForward) - logStrike, perDeviation, half * deviation);
        var d2 = d1 - deviation;
        var product = d1 * d2;
        var pdf = Pdf(d1);
        var mills1 = Mills(T.Abs(d1));
        var mills2 = Mills(T.Abs(d2));
        var scale = forward * pdf;
        var tail1 = pdf * mills1;
        var tail2 = scale * perStrike * mills2;
        var n1 = T.Select(sign * d1, one - tail1, tail1);
        var n2 = T.Select(sign * d2, one - tail2, tail2);
        var timeValue = T.Select(product, scale * T.Abs(mills1 - mills2), T.Min(forward, strike) - (scale * (mills1 + mills2)));
        var price = T.Max(sign * (forward - strike), zero) + T.Max(timeValue, zero);
        var gamma = pdf * perDeviation * perForward;
        var vega = scale * T.All(expiry.RootYears);
        var signedN2 = sign * strike * n2;

        Store(Greek.Price, price, ref outputs, stride, offset);
        Store(Greek.Delta, sign * n1, ref outputs, stride, offset);
        Store(Greek.PremiumAdjustedDelta, signedN2 * perForward, ref outputs, stride, offset);
        Store(Greek.Gamma, gamma, ref outputs, stride, offset);
        Store(Greek.Vega, vega, ref outputs, stride, offset);
        Store(Greek.Theta, zero - (halfPerYear * vega * volatility), ref outputs, stride, offset);
        Store(Greek.Rho, signedN2 * T.All(expiry.Years), ref outputs, stride, offset);
        Store(Greek.Vanna, zero - (pdf * d2 * perVolatility), ref outputs, stride, offset);
        Store(Greek.Volga, vega * product * perVolatility, ref outputs, stride, offset);
        Store(Greek.Charm, halfPerYear * pdf * d2, ref outputs, stride, offset);
        Store(Greek.Speed, zero - (gamma * perForward * T.MultiplyAdd(d1, perDeviation, one)), ref outputs, stride, offset);
        Store(Greek.Color, halfPerYear * gamma * (one - product), ref outputs, stride, offset);
        Store(Greek.Zomma, gamma * perVolatility * (product - one), ref outputs, stride, offset);
        var spread = (product * (one - product)) + (d1 * d1) + (d2 * d2);
        Store(Greek.Ultima, zero - (vega * perVolatility * perVolatility * spread), ref outputs, stride, offset);
        Store(Greek.Veta, zero - (halfPerYear * vega * (one + product)), ref outputs, stride, offset);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Greek column, T value, ref double outputs, nuint stride, nuint offset)
        where T : struct, ILanes<T> => T.Store(value, ref outputs, ((nuint)column * stride) + offset);

    /// <summary><see cref="NormalDistribution.Pdf"/>, with its correction for the rounding of the square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Pdf<T>(T x)
        where T : struct, ILanes<T>
    {
        var square = x * x;
        var rounding = T.MultiplyAdd(x, x, T.All(0.0) - square);
        var scale = T.MultiplyAdd(rounding, T.All(-0.5 * NormalDistribution.OneOverSqrtTwoPi), T.All(NormalDistribution.OneOverSqrtTwoPi));
        var density = Exp(T.All(-0.5) * T.Min(square, T.All(SquareMax))) * scale;
        return T.Select(T.All(SquareMax) - square, density, T.All(0.0));
    }

    /// <summary>exp(y) for y in [-700, 0]: y = n ln 2 + r, the Taylor series of exp(r) to r^13, and n added to the exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Exp<T>(T y)
        where T : struct, ILanes<T>
    {
        var integer = T.MultiplyAdd(y, T.All(LogTwoInverse), T.All(Rounder));
        var n = integer - T.All(Rounder);
        var r = T.MultiplyAdd(n, T.All(-LogTwoHigh), y);
        r = T.MultiplyAdd(n, T.All(-LogTwoLow), r);
        var p = T.All(1.6059043836821613e-10);
        p = T.MultiplyAdd(p, r, T.All(2.08767569878681e-09));
        p = T.MultiplyAdd(p, r, T.All(2.505210838544172e-08));
        p = T.MultiplyAdd(p, r, T.All(2.755731922398589e-07));
        p = T.MultiplyAdd(p, r, T.All(2.7557319223985893e-06));
        p = T.MultiplyAdd(p, r, T.All(2.48015873015873e-05));
        p = T.MultiplyAdd(p, r, T.All(0.0001984126984126984));
        p = T.MultiplyAdd(p, r, T.All(0.001388888888888889));
        p = T.MultiplyAdd(p, r, T.All(0.008333333333333333));
        p = T.MultiplyAdd(p, r, T.All(0.041666666666666664));
        p = T.MultiplyAdd(p, r, T.All(0.16666666666666666));
        p = T.MultiplyAdd(p, r, T.All(0.5));
        p = T.MultiplyAdd(p, r, T.All(1.0));
        p = T.MultiplyAdd(p, r, T.All(1.0));
        return T.Scale(p, integer);
    }

    /// <summary><see cref="NormalDistribution.Mills"/> for z up to 1e20.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Mills<T>(T z)
        where T : struct, ILanes<T>
    {
        var top = T.All(1.3015635491463597);
        top = T.MultiplyAdd(top, z, T.All(40.00485204200787));
        top = T.MultiplyAdd(top, z, T.All(620.3188140579074));
        top = T.MultiplyAdd(top, z, T.All(6277.764269158621));
        top = T.MultiplyAdd(top, z, T.All(45566.150789530104));
        top = T.MultiplyAdd(top, z, T.All(247398.98996874166));
        top = T.MultiplyAdd(top, z, T.All(1021309.3487747202));
        top = T.MultiplyAdd(top, z, T.All(3200443.272393341));
        top = T.MultiplyAdd(top, z, T.All(7464688.561278311));
        top = T.MultiplyAdd(top, z, T.All(12378823.022965902));
        top = T.MultiplyAdd(top, z, T.All(13219456.365805646));
        top = T.MultiplyAdd(top, z, T.All(6968080.260301468));
        var bottom = T.All(1.3015635491463597);
        bottom = T.MultiplyAdd(bottom, z, T.All(40.00485204200787));
        bottom = T.MultiplyAdd(bottom, z, T.All(621.6203776070538));
        bottom = T.MultiplyAdd(bottom, z, T.All(6317.769121200628));
        bottom = T.MultiplyAdd(bottom, z, T.All(46183.866476489784));
        bottom = T.MultiplyAdd(bottom, z, T.All(253596.74453380177));
        bottom = T.MultiplyAdd(bottom, z, T.All(1065647.8775732927));
        bottom = T.MultiplyAdd(bottom, z, T.All(3435686.78222842));
        bottom = T.MultiplyAdd(bottom, z, T.All(8400972.486249495));
        bottom = T.MultiplyAdd(bottom, z, T.All(15144285.424951406));
        bottom = T.MultiplyAdd(bottom, z, T.All(19052207.253959116));
        bottom = T.MultiplyAdd(bottom, z, T.All(14983617.80563561));
        bottom = T.MultiplyAdd(bottom, z, T.All(5559723.658129753));
        return top / bottom;
    }
}
