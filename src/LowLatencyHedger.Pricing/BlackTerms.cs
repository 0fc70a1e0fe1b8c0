using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// What every Black-Scholes formula is made of, computed once: the two arguments, the density at the first, N(w d1), N(w d2), each with
/// the digits of its own tail, and the undiscounted value.
/// </summary>
[HotPath]
internal struct BlackTerms
{
    public double D1;
    public double D2;

    /// <summary>n(d1).</summary>
    public double Pdf;

    /// <summary>N(w d1).</summary>
    public double N1;

    /// <summary>N(w d2).</summary>
    public double N2;

    /// <summary>w (F N(w d1) - K N(w d2)).</summary>
    public double Value;

    /// <summary>
    /// One exponential and two tail functions. <paramref name="logMoneyness"/> is ln(forward/strike); forward, strike and deviation are
    /// positive. Below <see cref="Black76.StandardDeviationMin"/> the terms are those of the intrinsic value.
    /// </summary>
    public static void Compute(
        bool isCall, double forward, double strike, double logMoneyness, double deviation, out BlackTerms terms)
    {
        var sign = isCall ? 1.0 : -1.0;
        var intrinsic = Math.Max(sign * (forward - strike), 0.0);
        if (deviation < Black76.StandardDeviationMin)
        {
            terms = default;
            terms.N1 = forward == strike ? 0.5 : forward > strike == isCall ? 1.0 : 0.0;
            terms.N2 = terms.N1;
            terms.Value = intrinsic;
            return;
        }

        var d1 = (logMoneyness / deviation) + (0.5 * deviation);
        var d2 = d1 - deviation;
        var pdf1 = NormalDistribution.Pdf(d1);

        var mills1 = NormalDistribution.Mills(Math.Abs(d1));
        var mills2 = NormalDistribution.Mills(Math.Abs(d2));
        var tail1 = pdf1 * mills1;

        // F n(d1) = K n(d2) spares the second exponential.
        var tail2 = pdf1 * (forward / strike) * mills2;
        terms.D1 = d1;
        terms.D2 = d2;
        terms.Pdf = pdf1;
        terms.N1 = d1 > 0.0 == isCall ? 1.0 - tail1 : tail1;
        terms.N2 = d2 > 0.0 == isCall ? 1.0 - tail2 : tail2;

        // Value the one of call and put that is out of the money; parity adds the intrinsic value of the other. When both arguments lie in
        // the same tail, the common exponential is taken out before the subtraction; when they are close, their difference is a series.
        var scale = forward * pdf1;
        var h = -Math.Abs(logMoneyness) / deviation;
        var t = 0.5 * deviation;
        var timeValue = NormalisedBlack.IsShortSeries(h, t) ? scale * NormalisedBlack.ShortSeries(h, t)
            : h + t <= 0.0 ? scale * Math.Abs(mills1 - mills2)
            : Math.Min(forward, strike) - (scale * (mills1 + mills2));
        terms.Value = intrinsic + Math.Max(timeValue, 0.0);
    }
}
