namespace LowLatencyHedger.Transport;

/// <summary>
/// The life of a transport: Idle, then Connecting, Open, Closing, Closed for each connection. Open is skipped when connecting fails.
/// </summary>
public enum TransportState : byte
{
    Idle,
    Connecting,
    Open,
    Closing,
    Closed,
}
