using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// When to hedge and how far. Implemented by structs that are type parameters of <c>HedgePlanner</c>, so that a policy costs no call.
/// </summary>
/// <remarks>A policy is a function of what it is shown and of its own settings. It knows nothing of orders, limits or the book.</remarks>
internal interface IHedgePolicy
{
    [HotPath]
    HedgeTarget Decide(in HedgeView view);
}

/// <summary>What a policy sees.</summary>
[HotPath]
internal readonly struct HedgeView(double delta, double gamma, double price, double costFraction, long nowNanos)
{
    /// <summary>Net delta, coins.</summary>
    public readonly double Delta = delta;

    /// <summary>Slope of the delta in the price, coins per USD.</summary>
    public readonly double Gamma = gamma;

    /// <summary>Of the hedge instrument, USD per coin.</summary>
    public readonly double Price = price;

    /// <summary>Half spread and taker fee as a fraction of the price.</summary>
    public readonly double CostFraction = costFraction;

    public readonly long NowNanos = nowNanos;
}

/// <summary>What a policy wants. Deltas in coins.</summary>
/// <param name="Lower">No order above this net delta ...</param>
/// <param name="Upper">... and below this one.</param>
/// <param name="Trade">Coins to buy, negative to sell; 0 for nothing.</param>
/// <param name="Reason">Why.</param>
[HotPath]
internal readonly record struct HedgeTarget(double Lower, double Upper, double Trade, ReasonCode Reason);
