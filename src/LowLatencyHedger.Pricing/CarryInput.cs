using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// One European option on a spot with a cost of carry: prices in quote currency per coin, time in years of 365 days, volatility as a
/// fraction, rates per year with continuous compounding. Carry b: rate for a stock, rate less yield for a yielding asset, zero for a
/// future (Black-76).
/// </summary>
[HotPath]
public readonly struct CarryInput(
    OptionKind kind, double spot, double strike, double yearsToExpiry, double volatility, double rate, double carry)
{
    public readonly OptionKind Kind = kind;

    public readonly double Spot = spot;

    public readonly double Strike = strike;

    public readonly double YearsToExpiry = yearsToExpiry;

    public readonly double Volatility = volatility;

    /// <summary>The quote currency's rate, which discounts.</summary>
    public readonly double Rate = rate;

    /// <summary>b, in F = S exp(b T).</summary>
    public readonly double Carry = carry;

    /// <summary>Ok, or why the option cannot be priced.</summary>
    internal PricingStatus Check()
    {
        if (!double.IsFinite(Spot + Strike + YearsToExpiry + Volatility + Rate + Carry))
        {
            return PricingStatus.NonFiniteInput;
        }

        return Spot > 0.0 && Strike > 0.0 && Volatility >= 0.0 && Kind is OptionKind.Call or OptionKind.Put
            ? PricingStatus.Ok
            : PricingStatus.InputOutOfRange;
    }
}
