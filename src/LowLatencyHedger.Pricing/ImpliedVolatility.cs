using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Black-76 implied volatility to the accuracy that a double price allows, at a fixed cost: a guess from a rational cubic in one of four
/// ranges of the price, then two third-order Householder steps. No loop depends on convergence. Pure; any thread; allocates nothing;
/// never throws. Source of the construction: P. Jäckel, "Let's Be Rational", Wilmott (January 2015) 40-53.
/// </summary>
[HotPath]
public static class ImpliedVolatility
{
    /// <summary>Beyond this |ln(F/K)| the scaled value underflows.</summary>
    private const double LogMoneynessMax = 700.0;

    /// <summary>
    /// The volatility (1.00 is 100 %) at which <see cref="Black76"/> gives <paramref name="price"/> (undiscounted, quote currency).
    /// </summary>
    public static ImpliedVolatilityStatus Solve(
        OptionKind kind, double price, double forward, double strike, double yearsToExpiry, out double volatility)
    {
        if (!double.IsFinite(price + forward + strike + yearsToExpiry))
        {
            volatility = double.NaN;
            return ImpliedVolatilityStatus.NonFiniteInput;
        }

        if (!(forward > 0.0 && strike > 0.0 && kind is OptionKind.Call or OptionKind.Put))
        {
            volatility = double.NaN;
            return ImpliedVolatilityStatus.InputOutOfRange;
        }

        volatility = 0.0;
        if (yearsToExpiry <= 0.0)
        {
            return ImpliedVolatilityStatus.Expired;
        }

        if (price >= (kind == OptionKind.Call ? forward : strike))
        {
            volatility = double.PositiveInfinity;
            return ImpliedVolatilityStatus.AboveBound;
        }

        var intrinsic = Math.Max(kind == OptionKind.Call ? forward - strike : strike - forward, 0.0);
        if (price < intrinsic)
        {
            return ImpliedVolatilityStatus.BelowIntrinsic;
        }

        var scaled = (price - intrinsic) / (Math.Sqrt(forward) * Math.Sqrt(strike));
        var status = SolveNormalised(scaled, -Math.Abs(Black76.LogMoneyness(forward, strike)), out var deviation);
        volatility = deviation / Math.Sqrt(yearsToExpiry);
        return status;
    }

    /// <summary>
    /// The options of one expiry, structure of arrays: volatilities and statuses by option. Returns how many are Ok. All spans have one
    /// length.
    /// </summary>
    public static int Solve(
        ReadOnlySpan<OptionKind> kinds, ReadOnlySpan<double> prices, double forward, ReadOnlySpan<double> strikes, double yearsToExpiry,
        Span<double> volatilities, Span<ImpliedVolatilityStatus> statuses)
    {
        Invariant.That(
            prices.Length == kinds.Length && strikes.Length == kinds.Length
                && volatilities.Length == kinds.Length && statuses.Length == kinds.Length,
            "spans of one expiry have one length");
        var solved = 0;
        for (var i = 0; i < kinds.Length; i++)
        {
            statuses[i] = Solve(kinds[i], prices[i], forward, strikes[i], yearsToExpiry, out volatilities[i]);
            solved += statuses[i] == ImpliedVolatilityStatus.Ok ? 1 : 0;
        }

        return solved;
    }

    /// <summary>
    /// The total standard deviation s at which <see cref="NormalisedBlack.Value"/> of (<paramref name="x"/>, s) is <paramref
    /// name="value"/>; x &lt;= 0.
    /// </summary>
    public static ImpliedVolatilityStatus SolveNormalised(double value, double x, out double deviation)
    {
        deviation = double.NaN;
        if (!double.IsFinite(value + x))
        {
            return ImpliedVolatilityStatus.NonFiniteInput;
        }

        if (x > 0.0 || x < -LogMoneynessMax)
        {
            return ImpliedVolatilityStatus.InputOutOfRange;
        }

        deviation = 0.0;
        if (value <= 0.0)
        {
            return value == 0.0 ? ImpliedVolatilityStatus.NoTimeValue : ImpliedVolatilityStatus.BelowIntrinsic;
        }

        var bound = Math.Exp(0.5 * x);
        if (value >= bound)
        {
            deviation = double.PositiveInfinity;
            return ImpliedVolatilityStatus.AboveBound;
        }

        // At the money b = 2 N(s/2) - 1 has a closed inverse.
        deviation = x == 0.0 ? 2.0 * NormalDistribution.InverseCentred(0.5 * value) : SolveOutOfTheMoney(value, x, bound);
        return ImpliedVolatilityStatus.Ok;
    }

    private static double SolveOutOfTheMoney(double value, double x, double bound)
    {
        // The inflection point of b, where its tangents part the range of values into four.
        var s = Math.Sqrt(-2.0 * x);
        var half = 0.5 * s;
        var vega = NormalDistribution.OneOverSqrtTwoPi * Math.Exp(0.5 * x);
        var centre = new Node(s, vega * NormalisedBlack.ValueOverVega(-half, half), 1.0 / vega);
        if (value < centre.Value)
        {
            var low = Node.At(x, centre.Deviation - (centre.Value * centre.Slope));
            if (value < low.Value)
            {
                return RefineLowest(value, x, GuessLowest(value, x, in low));
            }

            var lowControl = RationalCubic.ControlForRightCurvature(
                low.Value, centre.Value, low.Deviation, centre.Deviation, low.Slope, centre.Slope, 0.0);
            var guess = RationalCubic.Interpolate(
                value, low.Value, centre.Value, low.Deviation, centre.Deviation, low.Slope, centre.Slope, lowControl);
            return RefineMiddle(value, x, guess);
        }

        var high = Node.At(x, centre.Deviation + ((bound - centre.Value) * centre.Slope));
        if (value <= high.Value)
        {
            var control = RationalCubic.ControlForLeftCurvature(
                centre.Value, high.Value, centre.Deviation, high.Deviation, centre.Slope, high.Slope, 0.0);
            var guess = RationalCubic.Interpolate(
                value, centre.Value, high.Value, centre.Deviation, high.Deviation, centre.Slope, high.Slope, control);
            return value > 0.5 * bound ? RefineHighest(value, x, bound, guess) : RefineMiddle(value, x, guess);
        }

        return RefineHighest(value, x, bound, GuessHighest(value, x, bound, in high));
    }

    /// <summary>
    /// Near zero b is nearly f = 2 pi |x|/sqrt(27) N(z)^3 with z = -|x|/(sqrt 3 s): interpolate f as a function of b from (0, 0) with
    /// slope 1, then invert it.
    /// </summary>
    private static double GuessLowest(double value, double x, in Node low)
    {
        var s = low.Deviation;
        var z = x / (Sqrt3 * s);
        var mills = NormalDistribution.Mills(-z);
        var cdf = NormalDistribution.Pdf(z) * mills;
        var scale = TwoPiOverSqrt27 * -x;
        var f = scale * cdf * cdf * cdf;
        var slope = z * z * mills * mills * Math.Exp(0.125 * s * s);
        var curvature = slope * ((0.25 * s) - (2.0 / s * (1.0 + (z * z) + (z / mills)))) * low.Slope;
        var control = RationalCubic.ControlForRightCurvature(0.0, low.Value, 0.0, f, 1.0, slope, curvature);
        var guess = RationalCubic.Interpolate(value, 0.0, low.Value, 0.0, f, 1.0, slope, control);
        guess = guess > 0.0 ? guess : value;
        return x / (Sqrt3 * NormalDistribution.Inverse(Math.Cbrt(guess / scale)));
    }

    /// <summary>
    /// Near its bound b is nearly e^{x/2} - N(-s/2) times a factor: interpolate N(-s/2) as a function of b to 0 with slope -1/2.
    /// </summary>
    private static double GuessHighest(double value, double x, double bound, in Node high)
    {
        var s = high.Deviation;
        var h = x / s;
        var f = NormalDistribution.Cdf(-0.5 * s);
        var slope = -0.5 * Math.Exp(0.5 * h * h);
        var curvature = NormalDistribution.SqrtHalfPi * h * h / s * Math.Exp((h * h) + (0.125 * s * s));
        var control = RationalCubic.ControlForLeftCurvature(high.Value, bound, f, 0.0, slope, -0.5, curvature);
        var guess = RationalCubic.Interpolate(value, high.Value, bound, f, 0.0, slope, -0.5, control);
        guess = guess > 0.0 && guess < 0.5 ? guess : 0.5 * (bound - value);
        return -2.0 * NormalDistribution.Inverse(guess);
    }

    /// <summary>Solves 1/ln b(s) = 1/ln value, which is nearly linear in s^2 far out.</summary>
    private static double RefineLowest(double value, double x, double s)
    {
        var logValue = Math.Log(value);
        for (var step = 0; step < Steps; step++)
        {
            var h = x / s;
            var t = 0.5 * s;
            var ratio = NormalisedBlack.ValueOverVega(h, t);
            var log = NormalisedBlack.LogVega(h, t) + Math.Log(ratio);
            var slope = 1.0 / ratio;

            // The logarithm of the quotient keeps the digits that the difference of logarithms loses close to the root.
            var b = NormalisedBlack.Vega(x, s) * ratio;
            var difference = b > SmallestValue ? Black76.LogMoneyness(value, b) : logValue - log;
            var newton = difference * log / logValue * ratio;
            var second = (h * h / s) - (0.25 * s);
            var third = (second * second) - (3.0 * h * h / (s * s)) - 0.25;
            var lift = 1.0 + (2.0 / log);
            var secondRatio = second - (slope * lift);
            var thirdRatio = third + (2.0 * slope * slope * (1.0 + (3.0 / log * (1.0 + (1.0 / log))))) - (3.0 * second * slope * lift);
            s += Householder(newton, secondRatio, thirdRatio, s);
        }

        return s;
    }

    /// <summary>Solves b(s) = value.</summary>
    private static double RefineMiddle(double value, double x, double s)
    {
        for (var step = 0; step < Steps; step++)
        {
            var h = x / s;
            var newton = (value - NormalisedBlack.Value(x, s)) / NormalisedBlack.Vega(x, s);
            var second = (h * h / s) - (0.25 * s);
            var third = (second * second) - (3.0 * h * h / (s * s)) - 0.25;
            s += Householder(newton, second, third, s);
        }

        return s;
    }

    /// <summary>Solves ln(e^{x/2} - b(s)) = ln(e^{x/2} - value), which is nearly quadratic in s far out.</summary>
    private static double RefineHighest(double value, double x, double bound, double s)
    {
        var target = bound - value;
        for (var step = 0; step < Steps; step++)
        {
            var h = x / s;
            var t = 0.5 * s;
            var room = NormalisedBlack.RoomOverVega(h, t);
            var slope = 1.0 / room;
            var newton = Black76.LogMoneyness(NormalisedBlack.Vega(x, s) * room, target) * room;
            var second = (h * h / s) - (0.25 * s);
            var third = (second * second) - (3.0 * h * h / (s * s)) - 0.25;
            s += Householder(newton, second + slope, third + (slope * ((2.0 * slope) + (3.0 * second))), s);
        }

        return s;
    }

    /// <summary>
    /// The third-order step for a function whose Newton step, g''/g' and g'''/g' are given; never past half of s downward.
    /// </summary>
    private static double Householder(double newton, double second, double third, double s) => Math.Max(
        newton * (1.0 + (0.5 * second * newton)) / (1.0 + (newton * (second + (third * newton / 6.0)))),
        -0.5 * s);

    private const double Sqrt3 = 1.7320508075688772935;
    private const double TwoPiOverSqrt27 = 1.2091995761561452337;
    private const int Steps = 2;

    /// <summary>Below this a value has lost digits to underflow.</summary>
    private const double SmallestValue = 1e-290;

    /// <summary>A point of the curve s(b).</summary>
    [HotPath]
    private readonly struct Node(double deviation, double value, double slope)
    {
        public readonly double Deviation = deviation;
        public readonly double Value = value;

        /// <summary>ds/db.</summary>
        public readonly double Slope = slope;

        public static Node At(double x, double s) => new(s, NormalisedBlack.Value(x, s), 1.0 / NormalisedBlack.Vega(x, s));
    }
}
