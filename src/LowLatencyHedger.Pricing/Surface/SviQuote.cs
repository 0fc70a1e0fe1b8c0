namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// One strike's market: log-moneyness ln(strike / forward) and the volatilities, per year, of bid and ask. No bid is a bid of zero.
/// </summary>
public readonly struct SviQuote(double logMoneyness, double bidVolatility, double askVolatility)
{
    public readonly double LogMoneyness = logMoneyness;

    public readonly double BidVolatility = bidVolatility;

    public readonly double AskVolatility = askVolatility;
}
