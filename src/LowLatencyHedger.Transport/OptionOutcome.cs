namespace LowLatencyHedger.Transport;

/// <summary>Whether a socket option took effect.</summary>
public enum OptionOutcome : byte
{
    NotRequested,
    Applied,

    /// <summary>The system does not know it or does not allow it; the connection works without.</summary>
    Refused,
}
