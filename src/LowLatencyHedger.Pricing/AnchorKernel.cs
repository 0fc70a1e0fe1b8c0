using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Taylor coefficients of hedge delta, value, gamma, vega and theta in the logarithm of the forward and in time, with bounds on the
/// remainder of the delta, for eight options at a time. Inputs and outputs are blocks of columns of eight doubles. The result of an
/// option depends on nothing but its own inputs, neither on the vector width nor on its neighbours. Any thread; allocates nothing.
/// </summary>
/// <remarks>
/// <para>Let x = ln F, D the delta N(w d1) w of Black (1976), p = V/F the value and P = D - p the premium-adjusted delta, d1 = (x - ln
/// K)/sd + sd/2, sd = v sqrt(T). Let G = dD/dx = n(d1)/sd and G_k its k-th derivative in x. As d1 is linear in x with slope 1/sd and
/// the n-th derivative of the normal density is (-1)^n He_n times it (He: Hermite's polynomials; Abramowitz and Stegun, "Handbook of
/// Mathematical Functions", 26.2.31), G_k = (-1)^k He_k(d1) n(d1) / sd^(k+1). dp/dx = P, so dP/dx = G - P.</para>
/// <para>With u = v^2/2, Black's equation V_t = -u (V_xx - V_x) gives p_t = -u G, D_t = -u (G_1 + G) and, as D and G solve the same
/// equation, G_t = -u (G_2 + G_1). The smile moves the volatility by h per unit of x: the hedge delta gains h vega/F = h v T G. All
/// mixed derivatives of both follow by adding up G_k. (T falls as t rises.)</para>
/// <para>The delta is expanded to y^3, s and y s. Expanding first in y at fixed time, then each coefficient in time, the remainder is
/// at most |D_xxxx| y^4/24 + |D_xxxt| |y|^3 |s|/6 + |D_xxt| y^2 |s|/2 + |D_xtt| |y| s^2/2 + |D_tt| s^2/2 with the largest derivatives
/// of the trust interval; |y| is replaced by its largest value so that three factors remain. Each derivative is a sum of G_k with known
/// factors, and |G_k| is at most C_k exp(-d^2/4) / (sqrt(2 pi) sd^(k+1)), C_k the maximum of |He_k(x)| exp(-x^2/4) (of the kind of
/// Cramer's inequality, A and S 22.14.17, with the sharp constant for each k), taken at the smallest sd and the smallest |d| of the
/// interval: |d1| changes by at most |x0 - ln K| (1/sd_low - 1/sd) + Y/sd_low + (sd_high - sd)/2.</para>
/// </remarks>
public static class AnchorKernel
{
    /// <summary>Options in a block.</summary>
    public const int Lanes = 8;

    /// <summary>ln(strike/reference); finite.</summary>
    public const int LogStrike = 0;

    /// <summary>Positive.</summary>
    public const int Strike = 1;

    /// <summary>1 for a call, -1 for a put.</summary>
    public const int Sign = 2;

    /// <summary>From <see cref="VolatilityMin"/> to <see cref="VolatilityMax"/>.</summary>
    public const int Volatility = 3;

    /// <summary>h, the volatility gained per unit of ln F; finite.</summary>
    public const int VolPerLogForward = 4;

    public const int InputColumns = 5;

    public const int OutputColumns = 26;

    public const double VolatilityMin = 1e-9;

    public const double VolatilityMax = 1e3;

    /// <summary>Largest magnitude of <see cref="VolPerLogForward"/>.</summary>
    public const double SmileSlopeMax = 1e3;

    /// <summary>Relative rounding error of one option's delta, generously: 180 units of the last place.</summary>
    public const double Rounding = 4e-14;

    /// <summary>1/sqrt(2 pi) times the maximum of |He_k(x)| exp(-x^2/4), rounded up.</summary>
    private const double Peak0 = 0.39895;
    private const double Peak1 = 0.34220;
    private const double Peak2 = 0.45720;
    private const double Peak3 = 0.76484;
    private const double Peak4 = 1.49201;
    private const double Peak5 = 3.27210;

    /// <summary>Writes all columns of one block. Lanes that hold no option need sound inputs too.</summary>
    [HotPath]
    public static void Evaluate(in AnchorPoint point, ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        Invariant.That(
            inputs.Length >= InputColumns * Lanes && outputs.Length >= OutputColumns * Lanes, "a block has all of its columns");
        ref var input = ref MemoryMarshal.GetReference(inputs);
        ref var output = ref MemoryMarshal.GetReference(outputs);
        if (Vector512.IsHardwareAccelerated)
        {
            Evaluate<Lanes512>(in point, ref input, ref output, 0);
            return;
        }

        Evaluate<Lanes256>(in point, ref input, ref output, 0);
        Evaluate<Lanes256>(in point, ref input, ref output, Lanes / 2);
    }

    [HotPath]
    internal static void Evaluate<T>(in AnchorPoint point, ref double inputs, ref double outputs, nuint lane)
        where T : struct, ILanes<T>
    {
        var one = T.All(1.0);
        var zero = T.All(0.0);
        var volatility = Load<T>(Volatility, ref inputs, lane);
        var sign = Load<T>(Sign, ref inputs, lane);
        var ratio = Load<T>(Strike, ref inputs, lane) * T.All(1.0 / point.Forward);
        var deviation = volatility * T.All(point.RootYears);
        var perDeviation = one / deviation;
        var moneyness = T.All(point.LogForward) - Load<T>(LogStrike, ref inputs, lane);
        var d1 = T.MultiplyAdd(moneyness, perDeviation, T.All(0.5) * deviation);
        var d2 = d1 - deviation;
        var pdf = LaneKernel.Pdf(d1);
        var mills1 = LaneKernel.Mills(T.Abs(d1));
        var mills2 = LaneKernel.Mills(T.Abs(d2));

        // As in LaneKernel, with the forward as the unit.
        var tail1 = pdf * mills1;
        var tail2 = pdf * mills2 / ratio;
        var n1 = T.Select(sign * d1, one - tail1, tail1);
        var n2 = T.Select(sign * d2, one - tail2, tail2);
        var timeValue = T.Select(d1 * d2, pdf * T.Abs(mills1 - mills2), T.Min(one, ratio) - (pdf * (mills1 + mills2)));
        var value = T.Max(sign * (one - ratio), zero) + T.Max(timeValue, zero);
        var adjusted = sign * ratio * n2;
        var isInverse = point.Style == SettlementStyle.Inverse;
        var delta = isInverse ? adjusted : sign * n1;

        var g0 = pdf * perDeviation;
        var slope = d1 * perDeviation;
        var square = slope * slope;
        var perVariance = perDeviation * perDeviation;
        var g1 = zero - (slope * g0);
        var g2 = (square - perVariance) * g0;
        var g3 = slope * (T.All(3.0) * perVariance - square) * g0;
        var h = Load<T>(VolPerLogForward, ref inputs, lane);
        StoreDelta(T.All(isInverse ? 1.0 : 0.0), delta, volatility, h * volatility, T.All(point.Years), g0, g1, g2, g3, ref outputs, lane);
        StoreRest(value, adjusted, volatility, T.All(point.Years), g0, g1, g2, ref outputs, lane);
        StoreBounds(in point, T.Abs(moneyness), T.Abs(d1), volatility, T.Abs(h * volatility), ratio, ref outputs, lane);
    }

    // This and the two below are methods of their own because the compiler stops inlining the lanes' operators in a larger one.

    /// <param name="coin">1 for inverse options, 0 for linear ones.</param>
    /// <param name="delta">Without the smile.</param>
    /// <param name="volatility">v.</param>
    /// <param name="smile">h v.</param>
    /// <param name="years">T.</param>
    /// <param name="g0">G.</param>
    /// <param name="g1">Its first derivative.</param>
    /// <param name="g2">Its second derivative.</param>
    /// <param name="g3">Its third derivative.</param>
    /// <param name="outputs">Columns.</param>
    /// <param name="lane">The first.</param>
    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreDelta<T>(
        T coin, T delta, T volatility, T smile, T years, T g0, T g1, T g2, T g3, ref double outputs, nuint lane)
        where T : struct, ILanes<T>
    {
        var zero = T.All(0.0);
        var linear = T.All(1.0) - coin;
        var u = T.All(0.5) * volatility * volatility;
        var w = smile * years;
        var first = g0 - (coin * delta);
        var second = g1 - (coin * first);
        var third = g2 - (coin * second);
        Store(AnchorTerm.Delta, T.MultiplyAdd(w, g0, delta), ref outputs, lane);
        Store(AnchorTerm.DeltaSlope, T.MultiplyAdd(w, g1, first), ref outputs, lane);
        Store(AnchorTerm.DeltaCurve, T.All(0.5) * T.MultiplyAdd(w, g2, second), ref outputs, lane);
        Store(AnchorTerm.DeltaThird, T.All(1.0 / 6) * T.MultiplyAdd(w, g3, third), ref outputs, lane);
        var time = (u * (g1 + (linear * g0))) + (smile * g0) + (u * w * (g2 + g1));
        var slopeTime = (u * (g2 + (linear * g1))) + (smile * g1) + (u * w * (g3 + g2));
        Store(AnchorTerm.DeltaTime, zero - time, ref outputs, lane);
        Store(AnchorTerm.DeltaSlopeTime, zero - slopeTime, ref outputs, lane);
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreRest<T>(
        T value, T adjusted, T volatility, T years, T g0, T g1, T g2, ref double outputs, nuint lane)
        where T : struct, ILanes<T>
    {
        var zero = T.All(0.0);
        var half = T.All(0.5);
        var u = half * volatility * volatility;
        var vega = volatility * years;
        var decay = u * (g2 + g1);
        var curve = g0 - adjusted;
        Store(AnchorTerm.Value, value, ref outputs, lane);
        Store(AnchorTerm.ValueSlope, adjusted, ref outputs, lane);
        Store(AnchorTerm.ValueCurve, half * curve, ref outputs, lane);
        Store(AnchorTerm.ValueThird, T.All(1.0 / 6) * (g1 - curve), ref outputs, lane);
        Store(AnchorTerm.Theta, zero - (u * g0), ref outputs, lane);
        Store(AnchorTerm.ThetaSlope, zero - (u * g1), ref outputs, lane);
        Store(AnchorTerm.ThetaCurve, zero - (half * u * g2), ref outputs, lane);
        Store(AnchorTerm.ThetaTime, u * decay, ref outputs, lane);
        Store(AnchorTerm.Gamma, g0, ref outputs, lane);
        Store(AnchorTerm.GammaSlope, g1, ref outputs, lane);
        Store(AnchorTerm.GammaCurve, half * g2, ref outputs, lane);
        Store(AnchorTerm.GammaTime, zero - decay, ref outputs, lane);
        Store(AnchorTerm.Vega, vega * g0, ref outputs, lane);
        Store(AnchorTerm.VegaSlope, vega * g1, ref outputs, lane);
        Store(AnchorTerm.VegaCurve, half * vega * g2, ref outputs, lane);
        Store(AnchorTerm.VegaTime, zero - (volatility * g0) - (vega * decay), ref outputs, lane);
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreBounds<T>(
        in AnchorPoint point, T moneyness, T d1, T volatility, T smile, T ratio, ref double outputs, nuint lane)
        where T : struct, ILanes<T>
    {
        var one = T.All(1.0);
        var isInverse = point.Style == SettlementStyle.Inverse;
        var coin = T.All(isInverse ? 1.0 : 0.0);
        var linear = one - coin;
        var perVolatility = one / volatility;
        var per = perVolatility * T.All(1.0 / point.RootYearsLow);
        var sweep = (moneyness * perVolatility * T.All((1.0 / point.RootYearsLow) - (1.0 / point.RootYears)))
            + (per * T.All(point.TrustLog))
            + (volatility * T.All(0.5 * (point.RootYearsHigh - point.RootYears)));
        var d = T.Max(d1 - sweep, T.All(0.0));
        var envelope = LaneKernel.Exp(T.All(-0.25) * T.Min(d * d, T.All(2400.0)));
        var base0 = envelope * per;
        var g0 = T.All(Peak0) * base0;
        var base1 = base0 * per;
        var g1 = T.All(Peak1) * base1;
        var base2 = base1 * per;
        var g2 = T.All(Peak2) * base2;
        var base3 = base2 * per;
        var g3 = T.All(Peak3) * base3;
        var base4 = base3 * per;
        var g4 = T.All(Peak4) * base4;
        var g5 = T.All(Peak5) * base4 * per;

        var u = T.All(0.5) * volatility * volatility;
        var w = smile * T.All(point.Years + point.TrustYears);
        var largest = isInverse ? one + (ratio * T.All(point.Growth)) : one;
        var move = g3 + (coin * (g2 + g1 + g0 + largest)) + (w * g4);
        var moveTime = (u * (g3 + (linear * g2))) + (smile * g2) + (u * w * (g4 + g3));
        var cubeTime = (u * (g4 + (linear * g3))) + (smile * g3) + (u * w * (g5 + g4));
        var time = u * ((u * (g3 + g2 + (linear * (g2 + g1)))) + (T.All(2.0) * smile * (g2 + g1)) + (u * w * (g4 + g3 + g3 + g2)));
        var slopeTime = u * ((u * (g4 + g3 + (linear * (g3 + g2)))) + (T.All(2.0) * smile * (g3 + g2)) + (u * w * (g5 + g4 + g4 + g3)));
        Store(AnchorTerm.BoundMove, T.All(1.0 / 24) * move, ref outputs, lane);
        Store(AnchorTerm.BoundMoveTime, (T.All(0.5) * moveTime) + (T.All(point.TrustLog / 6) * cubeTime), ref outputs, lane);
        Store(AnchorTerm.BoundTime, (T.All(0.5) * time) + (T.All(0.5 * point.TrustLog) * slopeTime), ref outputs, lane);

        // What an error of the logarithms does through d1, with all terms of the series.
        var reach = one + (per * T.All(point.TrustLog));
        var logs = one + moneyness + T.Abs(T.All(point.LogForward));
        var amplification = envelope * (one + (logs * per)) * (one + (w * per)) * reach * reach * reach;
        Store(AnchorTerm.Scale, one + largest + (T.All(2.0) * amplification), ref outputs, lane);
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Load<T>(int column, ref double inputs, nuint lane)
        where T : struct, ILanes<T> => T.Load(ref inputs, (nuint)(column * Lanes) + lane);

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(AnchorTerm term, T value, ref double outputs, nuint lane)
        where T : struct, ILanes<T> => T.Store(value, ref outputs, ((nuint)term * Lanes) + lane);
}
