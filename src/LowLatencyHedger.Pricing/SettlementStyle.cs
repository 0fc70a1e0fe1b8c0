namespace LowLatencyHedger.Pricing;

/// <summary>
/// In what an option pays. The values are those of the core's contract style, so that a cast converts one into the other.
/// </summary>
public enum SettlementStyle : byte
{
    /// <summary>Quoted and paid in USD(C).</summary>
    Linear = 0,

    /// <summary>Quoted and paid in the coin: the payoff in USD divided by the delivery price.</summary>
    Inverse = 1,
}
