using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>
/// One connection between an engine and the simulated venue in virtual time: messages travel for a while, in order, and a cut
/// connection loses what is on its way. Owned by the loop that steps it.
/// </summary>
internal sealed class VirtualLink(RpcServer server, long latencyNanos) : ISessionOutput, IRpcOutput
{
    private readonly Queue<Travelling> _toVenue = new();
    private readonly Queue<Travelling> _toEngine = new();
    private RpcConnection? _connection;
    private long _nowNanos;

    public IDeribitSession Session { get; set; } = null!;

    public bool IsOpen => _connection is not null;

    /// <summary>Not opened again before this moment.</summary>
    public long ReopenNanos { get; set; } = long.MinValue;

    /// <summary>Set by either end: the connection ends at the next step.</summary>
    public bool IsDropRequested { get; private set; }

    /// <summary>Bytes that the engine's side handed over, for inspection by tests; called before they travel.</summary>
    public Action<ReadOnlyMemory<byte>>? OnSent { get; set; }

    /// <summary>True for a message that does not reach the session.</summary>
    public Predicate<ReadOnlyMemory<byte>>? Loses { get; set; }

    public void Open(in Timestamp now)
    {
        IsDropRequested = false;
        _connection = server.Connect(this);
        Session.OnOpen(in now);
    }

    /// <param name="requestsArrive">Whether what the engine has sent still reaches the venue.</param>
    public void Cut(bool requestsArrive, in Timestamp now)
    {
        while (requestsArrive && _toVenue.TryDequeue(out var message))
        {
            _connection!.OnRequest(message.Bytes);
        }

        _toVenue.Clear();
        _toEngine.Clear();
        _connection!.OnDisconnected();
        _connection = null;
        IsDropRequested = false;
        Session.OnClosed(cause: 1, in now);
    }

    /// <summary>Hands over what has arrived by now, at both ends.</summary>
    public void Deliver(in Timestamp now)
    {
        _nowNanos = now.MonotonicNanos;
        while (_toVenue.TryPeek(out var request) && request.ArrivesNanos <= _nowNanos && IsOpen)
        {
            _connection!.OnRequest(_toVenue.Dequeue().Bytes);
        }

        while (_toEngine.TryPeek(out var message) && message.ArrivesNanos <= _nowNanos && IsOpen && !IsDropRequested)
        {
            var bytes = _toEngine.Dequeue().Bytes;
            if (Loses is null || !Loses(bytes))
            {
                Session.OnMessage(bytes, in now);
            }
        }
    }

    public bool TrySend(ReadOnlySpan<byte> utf8)
    {
        if (!IsOpen)
        {
            return false;
        }

        var bytes = utf8.ToArray();
        OnSent?.Invoke(bytes);
        _toVenue.Enqueue(new Travelling(_nowNanos + latencyNanos, bytes));
        return true;
    }

    public bool TrySendOrder(ReadOnlySpan<byte> utf8) => TrySend(utf8);

    public void Drop(int cause) => IsDropRequested = true;

    public void Send(ReadOnlySpan<byte> message) => _toEngine.Enqueue(new Travelling(_nowNanos + latencyNanos, message.ToArray()));

    public void Close(string reason) => IsDropRequested = true;

    private readonly record struct Travelling(long ArrivesNanos, byte[] Bytes);
}
