using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>What a policy remembers from one decision to the next. The default value is that of one that has decided nothing yet.</summary>
[HotPath]
public struct PolicyState
{
    internal bool IsStarted;

    /// <summary>A hedge that was due has not been completed yet.</summary>
    internal bool IsRoundOpen;

    internal long LastNanos;
    internal long DueNanos;
    internal double RoundPrice;
    /// <summary>What part of the best interval is over.</summary>
    internal double ElapsedPart;

    internal AversionState Aversion;
}
