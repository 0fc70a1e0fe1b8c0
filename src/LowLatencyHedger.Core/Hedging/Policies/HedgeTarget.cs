using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>What a policy wants. Deltas in coins; the bounds may be infinite where no limit was set.</summary>
/// <param name="Lower">The net delta may be anything from here ...</param>
/// <param name="Upper">... to here. While a hedge that goes to the centre is due, that is a lot on either side of it.</param>
/// <param name="Trade">Coins to buy, negative to sell; 0 for nothing.</param>
/// <param name="Reason">Why.</param>
[HotPath]
public readonly record struct HedgeTarget(double Lower, double Upper, double Trade, ReasonCode Reason);
