namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>How often a channel speaks.</summary>
public enum ChannelInterval
{
    /// <summary>The channel has no interval in its name.</summary>
    None,

    /// <summary>Every event.</summary>
    Raw,

    /// <summary>At most every 100 ms.</summary>
    Aggregated100Millis,

    /// <summary>At most every second (<c>agg2</c>; the venue's pages disagree on 1 or 2 s).</summary>
    Aggregated2,
}
