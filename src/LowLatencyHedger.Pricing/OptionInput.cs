using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// One European option as <see cref="Black76"/> sees it: forward and strike in quote currency per coin, time in years of 365 days,
/// volatility as a fraction (0.60 is 60 %). A plain value; any bits are accepted, the evaluation checks them.
/// </summary>
[HotPath]
public readonly struct OptionInput(OptionKind kind, double forward, double strike, double yearsToExpiry, double volatility)
{
    public readonly OptionKind Kind = kind;

    /// <summary>The forward for the option's own expiry.</summary>
    public readonly double Forward = forward;

    public readonly double Strike = strike;

    public readonly double YearsToExpiry = yearsToExpiry;

    public readonly double Volatility = volatility;
}
