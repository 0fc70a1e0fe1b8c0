using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// A websocket client that its owner polls. It never calls back outside <see cref="Poll"/> and never waits.
/// Thread: every member belongs to one owner thread. Network errors are results (<see cref="ITransportHandler.OnClosed"/>), never
/// exceptions; a call in a state that forbids it throws, as it is a programming error.
/// </summary>
public interface IWebSocketTransport : IDisposable
{
    TransportState State { get; }

    /// <summary>When bytes (of any frame) last arrived, by the transport's clock; 0 before the first.</summary>
    long LastReceivedNanos { get; }

    /// <summary>
    /// Begins to connect; progress happens in <see cref="Poll"/>. Legal in Idle and Closed; everything queued for the previous connection
    /// is gone.
    /// </summary>
    void Connect(Uri uri);

    /// <summary>
    /// Moves bytes and hands out what arrived. <paramref name="nowNanos"/> (monotonic) drives deadlines. Returns the amount of work: 0 when
    /// nothing happened.
    /// The handler may call <see cref="TrySendText"/>, <see cref="Close"/> and <see cref="Abort"/>; it may not dispose or connect.
    /// </summary>
    int Poll(ITransportHandler handler, long nowNanos);

    /// <summary>
    /// Copies, masks and frames one text message. False when the connection is not open or the send buffer has no room for all of it: then
    /// nothing was queued. Bytes go out at once as far as the socket takes them, the rest in <see cref="Poll"/>.
    /// </summary>
    /// <param name="utf8">The message.</param>
    /// <param name="isRehearsal">
    /// All but the sending is done, to keep its code in the processor's caches; then the message is forgotten, and nothing of it is ever sent.
    /// </param>
    [HotPath]
    bool TrySendText(ReadOnlySpan<byte> utf8, bool isRehearsal = false);

    /// <summary>
    /// Starts the close handshake; messages that still arrive are delivered. When the peer does not answer within the close deadline the
    /// connection is dropped.
    /// While connecting it aborts; in any other state it does nothing. A reason over 123 bytes of UTF-8 is left out.
    /// </summary>
    void Close(ushort code, string reason);

    /// <summary>Drops the connection at once, without a handshake. The next <see cref="Poll"/> reports it with this type.</summary>
    void Abort(DisconnectionType type);
}
