using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Undiscounted Black (1976): a European option on a forward, interest rate zero, which is how the venue marks its options. One call
/// gives the value and all Greeks from one logarithm, one exponential and two tail functions. Pure; any thread; allocates nothing; never
/// throws. Formulas: F. Black, "The pricing of commodity contracts", J. Financial Economics 3 (1976) 167-179; higher Greeks as in E. G.
/// Haug, "The Complete Guide to Option Pricing Formulas" (2007), chapter 2, with calendar signs.
/// </summary>
[HotPath]
public static class Black76
{
    /// <summary>A shorter remaining life counts as this one, one second: gamma grows without bound as expiry comes near.</summary>
    public const double YearsMin = 1.0 / 31_536_000.0;

    /// <summary>Below this total standard deviation an option is worth its intrinsic value.</summary>
    public const double StandardDeviationMin = 1e-12;

    /// <summary>
    /// Value and Greeks. The result's status is returned and stored; it tells whether the numbers may be used. Past expiry, without
    /// volatility or with a strike of zero the result is the intrinsic limit.
    /// </summary>
    public static PricingStatus Evaluate(in OptionInput input, out Greeks greeks)
    {
        var status = Check(in input);
        if (status != PricingStatus.Ok)
        {
            greeks = Greeks.Unusable(status);
            return status;
        }

        var years = Math.Max(input.YearsToExpiry, YearsMin);
        var rootYears = Math.Sqrt(years);
        var deviation = input.Volatility * rootYears;
        if (input.YearsToExpiry <= 0.0 || deviation < StandardDeviationMin || input.Strike == 0.0)
        {
            Intrinsic(in input, out greeks);
            return Greeks.Settle(ref greeks, PricingStatus.Intrinsic);
        }

        Kernel(in input, years, rootYears, deviation, out greeks);
        return Greeks.Settle(ref greeks, PricingStatus.Ok);
    }

    /// <summary>The value alone, that of <see cref="Evaluate"/>; NaN for inputs that are of no use.</summary>
    public static double Value(in OptionInput input)
    {
        if (Check(in input) != PricingStatus.Ok)
        {
            return double.NaN;
        }

        var isCall = input.Kind == OptionKind.Call;
        var deviation = input.Volatility * Math.Sqrt(Math.Max(input.YearsToExpiry, YearsMin));
        if (input.YearsToExpiry <= 0.0 || deviation < StandardDeviationMin || input.Strike == 0.0)
        {
            return Math.Max((isCall ? 1.0 : -1.0) * (input.Forward - input.Strike), 0.0);
        }

        BlackTerms.Compute(isCall, input.Forward, input.Strike, LogMoneyness(input.Forward, input.Strike), deviation, out var terms);
        return double.IsFinite(terms.Value) ? terms.Value : double.NaN;
    }

    /// <summary>ln(forward/strike), through log1p near the money, where the plain quotient loses digits.</summary>
    public static double LogMoneyness(double forward, double strike)
    {
        var excess = (forward - strike) / strike;
        if (Math.Abs(excess) >= 0.5)
        {
            return Math.Log(forward / strike);
        }

        var ratio = 1.0 + excess;
        return Math.Log(ratio) - ((ratio - 1.0 - excess) / ratio);
    }

    private static PricingStatus Check(in OptionInput input)
    {
        if (!double.IsFinite(input.Forward + input.Strike + input.YearsToExpiry + input.Volatility))
        {
            return PricingStatus.NonFiniteInput;
        }

        return input.Forward > 0.0 && input.Strike >= 0.0 && input.Volatility >= 0.0 && input.Kind is OptionKind.Call or OptionKind.Put
            ? PricingStatus.Ok
            : PricingStatus.InputOutOfRange;
    }

    private static void Kernel(in OptionInput input, double years, double rootYears, double deviation, out Greeks greeks)
    {
        var forward = input.Forward;
        var strike = input.Strike;
        var volatility = input.Volatility;
        var isCall = input.Kind == OptionKind.Call;
        BlackTerms.Compute(isCall, forward, strike, LogMoneyness(forward, strike), deviation, out var terms);
        var d1 = terms.D1;
        var d2 = terms.D2;
        var pdf1 = terms.Pdf;
        var sign = isCall ? 1.0 : -1.0;
        var vega = forward * pdf1 * rootYears;
        var gamma = pdf1 / (forward * deviation);
        var product = d1 * d2;

        greeks.Price = terms.Value;
        greeks.Delta = sign * terms.N1;
        greeks.PremiumAdjustedDelta = sign * (strike / forward) * terms.N2;
        greeks.Gamma = gamma;
        greeks.Vega = vega;
        greeks.Theta = -0.5 * vega * volatility / years;
        greeks.Rho = sign * years * strike * terms.N2;
        greeks.Vanna = -pdf1 * d2 / volatility;
        greeks.Volga = vega * product / volatility;
        greeks.Charm = 0.5 * pdf1 * d2 / years;
        greeks.Speed = -gamma / forward * (1.0 + (d1 / deviation));
        greeks.Color = 0.5 * gamma * (1.0 - product) / years;
        greeks.Zomma = gamma * (product - 1.0) / volatility;
        greeks.Ultima = -vega / (volatility * volatility) * ((product * (1.0 - product)) + (d1 * d1) + (d2 * d2));
        greeks.Veta = -0.5 * vega * (1.0 + product) / years;
        greeks.Status = PricingStatus.Ok;
    }

    private static void Intrinsic(in OptionInput input, out Greeks greeks)
    {
        var sign = input.Kind == OptionKind.Call ? 1.0 : -1.0;
        var exercise = sign * (input.Forward - input.Strike);
        var probability = exercise > 0.0 ? 1.0 : exercise < 0.0 ? 0.0 : 0.5;
        greeks = default;
        greeks.Price = Math.Max(exercise, 0.0);
        greeks.Delta = sign * probability;
        greeks.PremiumAdjustedDelta = sign * probability * (input.Strike / input.Forward);
        greeks.Rho = sign * probability * Math.Max(input.YearsToExpiry, 0.0) * input.Strike;
    }
}
