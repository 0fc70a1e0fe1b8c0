namespace LowLatencyHedger.Pricing;

/// <summary>
/// What "the delta" of an option means. Premium-adjusted: less the value in coins, which is what hedges an option whose premium is paid in
/// coins. Spot: in units of the spot, discounted at the coin's rate. The venue's net transaction delta is PremiumAdjustedForward.
/// </summary>
public enum DeltaConvention : byte
{
    Forward = 0,
    Spot = 1,
    PremiumAdjustedForward = 2,
    PremiumAdjustedSpot = 3,
}
