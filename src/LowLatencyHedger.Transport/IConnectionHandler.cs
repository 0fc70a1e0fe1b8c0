namespace LowLatencyHedger.Transport;

/// <summary>What a <see cref="ReconnectingConnection"/> tells its owner, always from within its Poll.</summary>
public interface IConnectionHandler
{
    /// <summary>
    /// A connection is open. <paramref name="type"/> says why it was made; nothing from an earlier connection will be sent on it.
    /// </summary>
    void OnOpen(ReconnectionType type, long receivedNanos);

    /// <summary>One whole text message; the span is valid only during the call.</summary>
    void OnText(ReadOnlySpan<byte> utf8, long receivedNanos);

    /// <summary>A connection or an attempt ended; the next attempt follows by itself unless the owner stopped the connection.</summary>
    void OnClosed(in DisconnectionInfo info);
}
