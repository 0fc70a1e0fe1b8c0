namespace LowLatencyHedger.Messaging;

public enum IdleStrategyKind : byte
{
    /// <summary>Never gives the core away: for a pinned thread that has one of its own.</summary>
    BusySpin = 0,

    /// <summary>Lets others run on this core whenever there is nothing to do.</summary>
    Yielding = 1,

    /// <summary>Spins, then yields, then sleeps longer and longer: for cold threads.</summary>
    Backoff = 2,
}
