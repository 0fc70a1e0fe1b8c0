using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Core.Snapshots;

/// <summary>What was last decided about one underlying, whether an order followed or not. Times are monotonic.</summary>
public struct DecisionSnapshot
{
    /// <summary>Number of the input event that it was decided at; -1 before the first.</summary>
    public long Sequence;

    /// <summary>What the policy wants.</summary>
    public HedgeTarget Target;

    /// <summary>When a wanted order was last reported as held back.</summary>
    public long RefusedNanos;

    /// <summary>No order before, as one has failed to fill.</summary>
    public long BackoffUntilNanos;

    /// <summary>No order before, as the least time between two has not passed.</summary>
    public long NextOrderNanos;
}
