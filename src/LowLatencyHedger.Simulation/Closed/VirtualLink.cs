using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Simulation.Rpc.Feeds;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>
/// One connection between an engine and the simulated venue in virtual time: messages travel for a while, in order, and a cut
/// connection loses what is on its way. Owned by the loop that steps it.
/// </summary>
internal sealed class VirtualLink(RpcServer server, VirtualEngine engine, long latencyNanos) : ISessionOutput
{
    private readonly PriorityQueue<LinkMessage, (long ArrivesNanos, long Number)> _toEngine = new();
    private readonly List<VenueEnd> _forsaken = [];
    private VenueEnd? _venue;
    private long _sentCount;
    private bool _endsAfterDelivery;

    public IDeribitSession? Session { get; set; }

    /// <summary>Takes what arrives as events.</summary>
    public DirectReceiver? Receiver { get; set; }

    public bool IsOpen => _venue is not null;

    /// <summary>Not opened again before this moment.</summary>
    public long ReopenNanos { get; set; } = long.MinValue;

    /// <summary>Nothing is read here before this moment; what arrives waits.</summary>
    public long UnreadUntilNanos { get; set; } = long.MinValue;

    /// <summary>Set by either end: the connection ends at the next step.</summary>
    public bool IsDropRequested { get; private set; }

    /// <summary>Bytes that the engine's side handed over, for inspection by tests; called before they travel.</summary>
    public Action<ReadOnlyMemory<byte>>? OnSent { get; set; }

    /// <summary>True for a message that does not reach the session.</summary>
    public Predicate<ReadOnlyMemory<byte>>? Loses { get; set; }

    public ILinkFaults? Faults { get; set; }

    /// <summary>When something is next due at the engine's end.</summary>
    public long NextToEngineNanos =>
        _toEngine.TryPeek(out _, out var due) ? Math.Max(due.ArrivesNanos, UnreadUntilNanos) : long.MaxValue;

    /// <summary>When something is next due at the venue's end.</summary>
    public long NextToVenueNanos
    {
        get
        {
            var next = _venue?.NextNanos ?? long.MaxValue;
            foreach (var venue in _forsaken)
            {
                next = Math.Min(next, venue.NextNanos);
            }

            return next;
        }
    }

    /// <summary>Texts of requests that have been sent, on this connection or an earlier one, and may still arrive.</summary>
    public IEnumerable<byte[]> Travelling =>
        (_venue is null ? _forsaken : _forsaken.Append(_venue)).SelectMany(static venue => venue.Travelling);

    /// <summary>Messages on their way.</summary>
    public int TravellingCount => _toEngine.Count + Travelling.Count();

    public void Open(in Timestamp now)
    {
        IsDropRequested = false;
        _venue = new VenueEnd(this);
        _venue.Begin(server);
        Session!.OnOpen(in now);
    }

    /// <param name="requestsArrive">Whether what the engine has sent still reaches the venue.</param>
    /// <param name="lingerNanos">How long the venue takes to learn of it; requests that arrive until then are carried out.</param>
    public void Cut(bool requestsArrive, long lingerNanos, in Timestamp now)
    {
        if (requestsArrive && lingerNanos > 0)
        {
            _venue!.EndAt(now.MonotonicNanos + lingerNanos);
            _forsaken.Add(_venue);
        }
        else
        {
            _venue!.End(requestsArrive);
        }

        _venue = null;
        _toEngine.Clear();
        _endsAfterDelivery = false;
        IsDropRequested = false;
        Session?.OnClosed(cause: 1, in now);
    }

    /// <summary>The venue takes what has arrived by now.</summary>
    public void DeliverToVenue()
    {
        _venue?.Deliver(engine.NowNanos);
        if (_forsaken.Count > 0)
        {
            _forsaken.ForEach(venue => venue.Deliver(engine.NowNanos));
            _forsaken.RemoveAll(static venue => venue.IsEnded);
        }
    }

    /// <summary>Hands over what has arrived by now, at both ends.</summary>
    public void Deliver(in Timestamp now)
    {
        DeliverToVenue();
        while (IsOpen
            && !IsDropRequested
            && now.MonotonicNanos >= UnreadUntilNanos
            && _toEngine.TryPeek(out _, out var due)
            && due.ArrivesNanos <= now.MonotonicNanos)
        {
            var message = _toEngine.Dequeue();
            if (message.Direct is not null)
            {
                Receiver!.Deliver(message.Direct, in now);
            }
            else
            {
                Session!.OnMessage(message.Text, in now);
            }
        }

        IsDropRequested |= _endsAfterDelivery && _toEngine.Count == 0;
    }

    public bool TrySend(ReadOnlySpan<byte> utf8)
    {
        if (!IsOpen)
        {
            return false;
        }

        var fate = new MessageFate(utf8.ToArray());
        OnSent?.Invoke(fate.Bytes);
        Faults?.ToVenue(ref fate);
        var arrivesNanos = engine.NowNanos + latencyNanos + fate.DelayNanos;
        if (!fate.IsLost)
        {
            _venue!.Add(fate.Bytes, arrivesNanos);
        }

        if (fate.IsDoubled)
        {
            _venue!.Add(fate.Bytes, arrivesNanos);
        }

        if (fate.Answer is { } answer)
        {
            _toEngine.Enqueue(new LinkMessage(answer, null), (engine.NowNanos + (2 * latencyNanos), ++_sentCount));
            _endsAfterDelivery |= fate.EndsConnection;
        }

        return true;
    }

    /// <summary>Nothing is rehearsed here.</summary>
    public bool TrySendOrder(ReadOnlySpan<byte> utf8, bool isRehearsal) => !isRehearsal && TrySend(utf8);

    public void Drop(int cause) => IsDropRequested = true;

    internal void OnVenueSent(VenueEnd from, ReadOnlySpan<byte> message)
    {
        if (from == _venue)
        {
            Send(new MessageFate(message.ToArray()));
        }
    }

    internal void OnVenueSent(VenueEnd from, DirectMessage message)
    {
        if (from == _venue)
        {
            Send(new MessageFate(message));
        }
    }

    internal void OnVenueClosed(VenueEnd from) => IsDropRequested |= from == _venue;

    private void Send(MessageFate fate)
    {
        Faults?.ToEngine(ref fate);
        fate.IsLost |= Loses is not null && Loses(fate.Bytes);
        var message = fate.Direct is null ? new LinkMessage(fate.Bytes, null) : new LinkMessage(null, fate.Direct);
        var due = engine.NowNanos + latencyNanos + fate.DelayNanos;
        if (!fate.IsLost)
        {
            _toEngine.Enqueue(message, (due, ++_sentCount));
        }

        if (fate.IsDoubled)
        {
            _toEngine.Enqueue(message, (due, ++_sentCount));
        }
    }

    private readonly record struct LinkMessage(byte[]? Text, DirectMessage? Direct);
}
