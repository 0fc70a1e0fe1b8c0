using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Merton's jump diffusion. Given n jumps the price is lognormal, so the value is a Poisson mixture of Black values with forward
/// F_n = S exp((b - L k) T) (1 + k)^n and variance v^2 T + n d^2, where L is the intensity, d the deviation of the log jump and k the
/// mean relative jump. The sum runs ten standard deviations past the expected number of jumps. Pure; any thread; allocates nothing; never
/// throws.
/// <para>The minimum-variance delta is
/// [v^2 S^2 V_S + L E{S (Y-1) (V(SY) - V(S))}] / [v^2 S^2 + L S^2 E(Y-1)^2], Y the relative jump (R. Cont and P. Tankov, "Financial
/// Modelling with Jump Processes", 2004, section 10.4). Its expectations need no quadrature: E V(SY) is the same mixture with one more
/// jump in forward and variance, and E Y V(SY) = (1+k) times the mixture whose extra jump has its mean raised by d^2, the measure changed
/// by Y.</para> Source: R. C. Merton, "Option pricing when underlying stock returns are discontinuous", J. Financial Economics 3 (1976)
/// 125-144.
/// </summary>
[HotPath]
public static class JumpDiffusion
{
    /// <summary>More expected jumps than this over the option's life are out of range: the weight of no jump would underflow.</summary>
    public const double ExpectedJumpsMax = 600.0;

    /// <summary>
    /// Value and first-order Greeks. The option must have a positive time (one second at least counts) and a positive volatility;
    /// otherwise the result is <see cref="PricingStatus.InputOutOfRange"/>.
    /// </summary>
    public static PricingStatus Evaluate(in CarryInput input, in JumpParameters jumps, out JumpGreeks greeks)
    {
        var status = Check(in input, in jumps);
        if (status == PricingStatus.Ok)
        {
            Sum(in input, in jumps, out greeks);
            var probe = greeks.Price + greeks.Delta + greeks.Gamma + greeks.Vega + greeks.Theta + greeks.Rho + greeks.MinimumVarianceDelta;
            if (double.IsFinite(probe))
            {
                return PricingStatus.Ok;
            }

            status = PricingStatus.NonFiniteResult;
        }

        greeks = JumpGreeks.Unusable(status);
        return status;
    }

    private static PricingStatus Check(in CarryInput input, in JumpParameters jumps)
    {
        var status = input.Check();
        if (status != PricingStatus.Ok)
        {
            return status;
        }

        if (!double.IsFinite(jumps.JumpsPerYear + jumps.MeanLogJump + jumps.LogJumpDeviation))
        {
            return PricingStatus.NonFiniteInput;
        }

        var expected = jumps.JumpsPerYear * input.YearsToExpiry;
        var meanJump = Math.Exp(jumps.MeanLogJump + (0.5 * jumps.LogJumpDeviation * jumps.LogJumpDeviation));
        return input.YearsToExpiry > 0.0 && input.Volatility * Math.Sqrt(input.YearsToExpiry) >= Black76.StandardDeviationMin
            && jumps.JumpsPerYear >= 0.0 && jumps.LogJumpDeviation >= 0.0
            && expected * Math.Max(meanJump, 1.0) <= ExpectedJumpsMax
            ? PricingStatus.Ok
            : PricingStatus.InputOutOfRange;
    }

    private static void Sum(in CarryInput input, in JumpParameters jumps, out JumpGreeks greeks)
    {
        var isCall = input.Kind == OptionKind.Call;
        var sign = isCall ? 1.0 : -1.0;
        var spot = input.Spot;
        var years = Math.Max(input.YearsToExpiry, Black76.YearsMin);
        var intensity = jumps.JumpsPerYear;
        var jumpVariance = jumps.LogJumpDeviation * jumps.LogJumpDeviation;
        var logMeanJump = jumps.MeanLogJump + (0.5 * jumpVariance);
        var meanJump = Math.Exp(logMeanJump);
        var drift = input.Carry - (intensity * (meanJump - 1.0));
        var diffusion = input.Volatility * input.Volatility * years;
        var logSpot = Black76.LogMoneyness(spot, input.Strike) + (drift * years);
        var expected = intensity * years;
        var weight = Math.Exp(-expected - (input.Rate * years));
        var terms = TermCount(expected * Math.Max(meanJump, 1.0));
        double afterJump = 0.0, afterJumpTimesJump = 0.0, byTime = 0.0;
        greeks = default;
        for (var n = 0; n < terms; n++)
        {
            var deviation = Math.Sqrt(diffusion + (n * jumpVariance));
            var log = logSpot + (n * logMeanJump);
            var forward = input.Strike * Math.Exp(log);
            BlackTerms.Compute(isCall, forward, input.Strike, log, deviation, out var black);
            var asset = sign * forward * black.N1;
            greeks.Price += weight * black.Value;
            greeks.Delta += weight * asset / spot;
            greeks.Gamma += weight * forward * black.Pdf / (spot * spot * deviation);
            greeks.Vega += weight * forward * black.Pdf * input.Volatility * years / deviation;
            byTime += weight * ((((n / years) - intensity) * black.Value) + (drift * asset)
                + (0.5 * forward * black.Pdf * input.Volatility * input.Volatility / deviation));

            var jumped = Math.Sqrt(diffusion + ((n + 1) * jumpVariance));
            afterJump += weight * Value(in input, log + logMeanJump, jumped);
            afterJumpTimesJump += weight * Value(in input, log + logMeanJump + jumpVariance, jumped);
            weight *= expected / (n + 1);
        }

        var relative = meanJump - 1.0;
        var covariance = (meanJump * afterJumpTimesJump) - afterJump - (relative * greeks.Price);
        var jumpSecondMoment = (meanJump * meanJump * Math.Exp(jumpVariance)) - (2.0 * meanJump) + 1.0;
        var variance = input.Volatility * input.Volatility;
        greeks.Theta = (input.Rate * greeks.Price) - byTime;
        greeks.Rho = years * ((spot * greeks.Delta) - greeks.Price);
        var jumpVarianceRate = intensity * jumpSecondMoment;
        greeks.MinimumVarianceDelta = ((variance * greeks.Delta) + (intensity * covariance / spot)) / (variance + jumpVarianceRate);
        greeks.Status = PricingStatus.Ok;
    }

    /// <summary>The undiscounted Black value at a given log moneyness.</summary>
    private static double Value(in CarryInput input, double logMoneyness, double deviation)
    {
        var forward = input.Strike * Math.Exp(logMoneyness);
        BlackTerms.Compute(input.Kind == OptionKind.Call, forward, input.Strike, logMoneyness, deviation, out var terms);
        return terms.Value;
    }

    private static int TermCount(double mean) => (int)(mean + (10.0 * Math.Sqrt(mean))) + 20;
}
