using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Black-Scholes-Merton with a rate and a cost of carry. Derivatives are with respect to the spot; with a carry of zero the spot is the
/// future. Pure; any thread; allocates nothing; never throws.
/// Sources: F. Black and M. Scholes, J. Political Economy 81 (1973) 637-654; R. C. Merton, Bell J. Economics 4 (1973) 141-183; the form
/// with a carry and the higher Greeks as in E. G. Haug, "The Complete Guide to Option Pricing Formulas" (2007), chapter 2, with calendar
/// signs.
/// </summary>
[HotPath]
public static class GeneralisedBlackScholes
{
    /// <summary>
    /// Value and Greeks. <see cref="Greeks.Rho"/> moves the carry with the rate (the yield stays). A life under one second counts as
    /// one second; past expiry or without volatility the result is the discounted intrinsic limit.
    /// </summary>
    public static PricingStatus Evaluate(in CarryInput input, out Greeks greeks)
    {
        var status = input.Check();
        if (status != PricingStatus.Ok)
        {
            greeks = Greeks.Unusable(status);
            return status;
        }

        var years = input.YearsToExpiry <= 0.0 ? 0.0 : Math.Max(input.YearsToExpiry, Black76.YearsMin);
        var deviation = input.Volatility * Math.Sqrt(years);
        var growth = input.Carry * years;
        var forward = input.Spot * Math.Exp(growth);
        var logMoneyness = Black76.LogMoneyness(input.Spot, input.Strike) + growth;
        BlackTerms.Compute(input.Kind == OptionKind.Call, forward, input.Strike, logMoneyness, deviation, out var terms);
        AssetAndCash(in input, years, in terms, out greeks);
        if (deviation < Black76.StandardDeviationMin)
        {
            return Greeks.Settle(ref greeks, PricingStatus.Intrinsic);
        }

        AddCurvature(in input, years, deviation, in terms, ref greeks);
        return Greeks.Settle(ref greeks, PricingStatus.Ok);
    }

    /// <summary>
    /// The value, and the part of the Greeks that comes from holding the asset and owing the strike; all that is left without variance.
    /// </summary>
    private static void AssetAndCash(in CarryInput input, double years, in BlackTerms terms, out Greeks greeks)
    {
        var sign = input.Kind == OptionKind.Call ? 1.0 : -1.0;
        var discount = Math.Exp(-input.Rate * years);
        var delta = sign * Math.Exp((input.Carry - input.Rate) * years) * terms.N1;
        var cash = sign * discount * input.Strike * terms.N2;
        greeks = default;
        greeks.Price = discount * terms.Value;
        greeks.Delta = delta;
        greeks.PremiumAdjustedDelta = cash / input.Spot;
        greeks.Theta = ((input.Rate - input.Carry) * input.Spot * delta) - (input.Rate * cash);
        greeks.Rho = years * cash;
        greeks.Charm = (input.Rate - input.Carry) * delta;
    }

    private static void AddCurvature(in CarryInput input, double years, double deviation, in BlackTerms terms, ref Greeks greeks)
    {
        var spot = input.Spot;
        var volatility = input.Volatility;
        var carry = input.Carry;
        var yield = input.Rate - carry;
        var d1 = terms.D1;
        var d2 = terms.D2;
        var product = d1 * d2;
        var density = Math.Exp(-yield * years) * terms.Pdf;
        var gamma = density / (spot * deviation);
        var vega = spot * density * Math.Sqrt(years);
        var drift = ((2.0 * carry * years) - (d2 * deviation)) / (2.0 * years * deviation);
        greeks.Gamma = gamma;
        greeks.Vega = vega;
        greeks.Theta -= 0.5 * vega * volatility / years;
        greeks.Vanna = -density * d2 / volatility;
        greeks.Volga = vega * product / volatility;
        greeks.Charm -= density * drift;
        greeks.Speed = -gamma / spot * (1.0 + (d1 / deviation));
        greeks.Color = gamma * (yield + (0.5 / years) + (d1 * drift));
        greeks.Zomma = gamma * (product - 1.0) / volatility;
        greeks.Ultima = -vega / (volatility * volatility) * ((product * (1.0 - product)) + (d1 * d1) + (d2 * d2));
        greeks.Veta = vega * (yield + (carry * d1 / deviation) - (0.5 * (1.0 + product) / years));
    }
}
