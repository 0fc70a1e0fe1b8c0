namespace LowLatencyHedger.Transport;

/// <summary>
/// What a transport tells its owner, always from within <see cref="IWebSocketTransport.Poll"/>. Times are monotonic nanoseconds of the
/// transport's clock.
/// </summary>
public interface ITransportHandler
{
    /// <summary>The websocket handshake is done; messages may be sent.</summary>
    void OnOpen(long receivedNanos);

    /// <summary>
    /// One whole text message, valid UTF-8. The span is valid only during the call. <paramref name="receivedNanos"/> was taken when the
    /// receive returned.
    /// </summary>
    void OnText(ReadOnlySpan<byte> utf8, long receivedNanos);

    /// <summary>The connection (or the attempt) ended. Called exactly once for each <see cref="IWebSocketTransport.Connect"/>.</summary>
    void OnClosed(in DisconnectionInfo info);
}
