namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>What <see cref="Heartbeat"/> asks for.</summary>
public enum HeartbeatAction
{
    /// <summary>Nothing is due.</summary>
    None,

    /// <summary>Send a heartbeat.</summary>
    SendHeartbeat,

    /// <summary>Send a test request.</summary>
    SendTestRequest,

    /// <summary>The client is silent too long.</summary>
    Close,
}
