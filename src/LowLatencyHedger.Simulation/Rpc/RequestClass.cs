namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>The credit pool that a request draws from.</summary>
public enum RequestClass
{
    /// <summary>Reads and session calls.</summary>
    NonMatching,

    /// <summary>Instrument lists: a pool of their own.</summary>
    Instruments,

    /// <summary>Subscribing: a pool of its own.</summary>
    Subscribe,

    /// <summary>Orders, edits, single cancels: the matching engine's pool.</summary>
    Matching,

    /// <summary>Mass cancels: a pool of their own in the matching engine.</summary>
    CancelAll,
}
