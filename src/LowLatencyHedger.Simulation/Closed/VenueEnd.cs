using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Simulation.Rpc.Feeds;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>
/// The venue's end of one connection, with the requests that are on their way to it. It may outlive the engine's end: a venue learns late
/// that a client is gone, and works on what had reached it until then.
/// </summary>
internal sealed class VenueEnd(VirtualLink link) : IRpcOutput
{
    private readonly PriorityQueue<byte[], (long ArrivesNanos, long Number)> _requests = new();
    private RpcConnection? _connection;
    private long _sentCount;
    private long _endsNanos = long.MaxValue;

    /// <summary>When something next happens here by itself.</summary>
    public long NextNanos => Math.Min(_endsNanos, _requests.TryPeek(out _, out var due) ? due.ArrivesNanos : long.MaxValue);

    public bool IsEnded { get; private set; }

    /// <summary>Texts of requests that have been sent and have not arrived.</summary>
    public IEnumerable<byte[]> Travelling => _requests.UnorderedItems.Select(static item => item.Element);

    public void Begin(RpcServer server) => _connection = server.Connect(this);

    public void Add(byte[] request, long arrivesNanos) => _requests.Enqueue(request, (arrivesNanos, ++_sentCount));

    /// <summary>The engine's end is gone; this one learns it then.</summary>
    public void EndAt(long nanos) => _endsNanos = nanos;

    /// <summary>Takes what has arrived by now, and ends when it is time.</summary>
    public void Deliver(long nowNanos)
    {
        while (!IsEnded && _requests.TryPeek(out _, out var due) && due.ArrivesNanos <= nowNanos)
        {
            _connection!.OnRequest(_requests.Dequeue());
        }

        if (!IsEnded && nowNanos >= _endsNanos)
        {
            End(requestsArrive: false);
        }
    }

    public void End(bool requestsArrive)
    {
        while (requestsArrive && _requests.TryDequeue(out var request, out _))
        {
            _connection!.OnRequest(request);
        }

        IsEnded = true;
        _requests.Clear();
        _connection!.OnDisconnected();
    }

    public void Send(ReadOnlySpan<byte> message) => link.OnVenueSent(this, message);

    public void Send(DirectMessage message) => link.OnVenueSent(this, message);

    public void Close(string reason) => link.OnVenueClosed(this);
}
