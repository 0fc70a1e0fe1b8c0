namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>What a scope allows in one area.</summary>
public enum AccessLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Reading.</summary>
    Read,

    /// <summary>Reading and changing.</summary>
    ReadWrite,
}
