using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>
/// When to hedge and how far. A policy is a function of its parameters, of what it is shown and of the little that it remembers; it knows
/// nothing of orders, limits or the market's book. <see cref="HedgePolicy"/> picks one by its kind, without a virtual call.
/// </summary>
internal interface IHedgePolicy
{
    /// <summary>What to do now.</summary>
    [HotPath]
    static abstract HedgeTarget Decide(in PolicyParameters parameters, ref PolicyState state, in HedgeView view);

    /// <summary>The volatility at which the delta is to be taken, a fraction a year.</summary>
    [HotPath]
    static virtual double HedgingVolatility(in PolicyParameters parameters, in PolicyState state, in HedgeView view) => view.Volatility;
}
