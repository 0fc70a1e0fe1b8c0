namespace LowLatencyHedger.Transport;

/// <summary>Which socket options took effect on a connection.</summary>
public readonly record struct SocketOptionReport(
    OptionOutcome NoDelay,
    OptionOutcome KeepAlive,
    OptionOutcome QuickAck,
    OptionOutcome BusyPoll,
    OptionOutcome CongestionControl);
