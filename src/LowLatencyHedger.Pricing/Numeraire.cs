namespace LowLatencyHedger.Pricing;

/// <summary>
/// The currency in which profit is to be kept flat. <see cref="Numeraires"/> takes it as the fraction of equity hedged into USD: 0 is
/// <see cref="Coin"/>, 1 is <see cref="Usd"/>, anything between is allowed.
/// </summary>
public enum Numeraire : byte
{
    /// <summary>Profit counted in coins: the coins owned are no risk.</summary>
    Coin = 0,

    /// <summary>Profit counted in USD: the coins owned are hedged too.</summary>
    Usd = 1,
}
