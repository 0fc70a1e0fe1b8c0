using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Ties a session to its connection: bytes up, bytes down, time. Thread: the one that owns the connection. The session is attached after
/// construction, because each of the two needs the other.
/// </summary>
internal sealed class SessionConnection(ReconnectingConnection connection, RingPublisher publisher, KillLatch kill)
    : IConnectionHandler, ISessionOutput, IDisposable
{
    /// <summary>A session that always has something to read is told the time this often.</summary>
    private const long TickNanosMax = Nanos.PerMilli;

    private IDeribitSession? _session;
    private long _nextTickNanos;
    private bool _isDropWanted;

    /// <summary>Whether the last poll found anything.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>When the last message's bytes were handed to the socket; for the latency of orders.</summary>
    public long LastSentNanos { get; private set; }

    /// <summary>When the last message's bytes were ready to be handed over.</summary>
    public long LastEncodedNanos { get; private set; }

    public void Attach(IDeribitSession session) => _session = session;

    public void Start() => connection.Start();

    /// <summary>Any thread: drops the connection at the next poll, so that the venue cancels what was sent over it. A new one follows.</summary>
    public void RequestDrop() => Volatile.Write(ref _isDropWanted, true);

    /// <summary>
    /// Moves bytes and time. A connection whose events would not fit into the ring waits: its bytes stay in the socket. Not marked as hot, because
    /// it also connects and takes replies; sending, and what the session does with notifications, is.
    /// </summary>
    public int Poll()
    {
        if (Volatile.Read(ref _isDropWanted))
        {
            Volatile.Write(ref _isDropWanted, false);
            connection.Drop(DisconnectionType.ByUser);
        }

        HasReceived = false;
        if (!publisher.BeginTurn())
        {
            return 0;
        }

        var now = HotClock.Now();
        var work = connection.Poll(this, now.MonotonicNanos);
        HasReceived = work > 0;
        if (work > 0 && now.MonotonicNanos < _nextTickNanos)
        {
            // What has just arrived does not wait for the session's upkeep.
            return work;
        }

        _nextTickNanos = now.MonotonicNanos + TickNanosMax;
        return work + _session!.OnTick(in now) + publisher.Entered;
    }

    [HotPath]
    public bool TrySend(ReadOnlySpan<byte> utf8) => TrySend(utf8, isRehearsal: false);

    /// <summary>The kill latch is the last thing that is read before an order's bytes are the connection's.</summary>
    [HotPath]
    public bool TrySendOrder(ReadOnlySpan<byte> utf8, bool isRehearsal)
    {
        if (!kill.TryBeginSend())
        {
            return false;
        }

        var sent = TrySend(utf8, isRehearsal);
        kill.EndSend();
        return sent;
    }

    public void Drop(int cause) => connection.Drop(DisconnectionType.ByUser);

    public void OnOpen(ReconnectionType type, long receivedNanos) => _session!.OnOpen(HotClock.At(receivedNanos));

    public void OnText(ReadOnlySpan<byte> utf8, long receivedNanos) => _session!.OnMessage(utf8, HotClock.At(receivedNanos));

    /// <summary>A refusal that no new connection would cure ends the attempts; the core stays halted and the operator is told.</summary>
    public void OnClosed(in DisconnectionInfo info)
    {
        _session!.OnClosed((int)info.Type, HotClock.At(info.ClosedNanos));
        if (_session.RefusalCause != 0)
        {
            connection.Stop(1000, "refused");
        }
    }

    public void Close() => connection.Stop(1000, "");

    public bool IsClosed => connection.State is TransportState.Closed or TransportState.Idle;

    /// <summary>Only the connection, for its last moments: no new requests.</summary>
    public void PollTransport() => connection.Poll(this, HotClock.MonotonicNanos());

    public void Dispose() => connection.Dispose();

    [HotPath]
    private bool TrySend(ReadOnlySpan<byte> utf8, bool isRehearsal)
    {
        LastEncodedNanos = HotClock.MonotonicNanos();
        var sent = connection.TrySendText(utf8, isRehearsal);
        LastSentNanos = HotClock.MonotonicNanos();
        return sent;
    }
}
