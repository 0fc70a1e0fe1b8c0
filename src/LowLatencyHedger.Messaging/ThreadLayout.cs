namespace LowLatencyHedger.Messaging;

/// <summary>How hot agents are spread over threads.</summary>
public enum ThreadLayout : byte
{
    /// <summary>All of them on one thread: the lowest latency on one or two cores.</summary>
    Shared = 0,

    /// <summary>A thread for each group.</summary>
    Dedicated = 1,
}
