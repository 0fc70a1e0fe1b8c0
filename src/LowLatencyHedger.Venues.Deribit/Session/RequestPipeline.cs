using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// Requests of one connection from the wish to the answer: a queue that waits for credits, the table of those under way, the matching of
/// replies, and the clock offset that the replies tell.
/// </summary>
internal sealed class RequestPipeline(ISessionOutput output, SessionSettings settings)
{
    /// <summary>The venue refuses longer requests.</summary>
    private const int BufferSize = 32 * 1024;

    /// <summary>Slots that requests of the role leave free for what keeps the connection alive.</summary>
    private const int ReservedForUpkeep = 16;

    private readonly PendingRequests _pending = new();
    private readonly RequestQueue _queue = new();
    private readonly ClockOffsetEstimator _clock = new();
    private readonly byte[] _buffer = new byte[BufferSize];

    public RequestPacer Pacer { get; } = new(settings.CancelReserveShare, settings.RestedNanos);

    /// <summary>Venue minus local; any thread may read it.</summary>
    [HotPath]
    public long ExchangeOffsetNanos(in Timestamp now) => _clock.OffsetNanos(in now);

    public int PendingCount => _pending.Count;

    public int QueuedCount => _queue.Count;

    /// <summary>Replies to nothing that was asked: of another connection, or later than their time-out.</summary>
    public long UnknownReplies { get; private set; }

    public long Expired { get; private set; }

    /// <summary>
    /// A request found the queue full and is lost. Whatever waited for its reply would wait for ever, so the connection must not live on.
    /// </summary>
    public bool IsOverflown { get; private set; }

    /// <summary>Where the next request is written.</summary>
    [HotPath]
    public Span<byte> Buffer => _buffer;

    /// <summary>Forgets every request: the connection is gone. Credits and the clock are the venue's and stay.</summary>
    public void Clear()
    {
        _pending.Clear();
        _queue.Clear();
        IsOverflown = false;
    }

    /// <summary>Queues a request, to be sent in turn when credits allow. False when the queue is full.</summary>
    [HotPath]
    public bool TryEnqueue(in Request request)
    {
        if (_queue.TryAdd(in request))
        {
            return true;
        }

        IsOverflown = true;
        return false;
    }

    /// <summary>Enters a request that is about to be sent without queueing and gives it an id. False: there is no room for it.</summary>
    [HotPath]
    public bool TryRegister(ref Request request, in Timestamp now) =>
        _pending.Count < PendingRequests.Capacity - ReservedForUpkeep && _pending.TryAdd(ref request, in now, settings.RequestTimeoutNanos);

    /// <summary>As <see cref="TryRegister"/>, down to the last slot.</summary>
    public bool TryRegisterUpkeep(ref Request request, in Timestamp now) => _pending.TryAdd(ref request, in now, settings.RequestTimeoutNanos);

    /// <summary>Sends what was written for a registered request, or takes the request out again.</summary>
    /// <param name="request">Registered.</param>
    /// <param name="length">Of its bytes.</param>
    /// <param name="isRehearsal">Of an order: nobody will answer it.</param>
    [HotPath]
    public bool TrySend(in Request request, int length, bool isRehearsal = false)
    {
        Invariant.That(length > 0, "a request is longer than the venue takes");
        var utf8 = _buffer.AsSpan(0, length);
        var isSent = request.Kind == RequestKind.PlaceOrder ? output.TrySendOrder(utf8, isRehearsal) : output.TrySend(utf8);
        if (!isSent || isRehearsal)
        {
            _pending.TryRemove(request.Id, out _);
        }

        return isSent;
    }

    /// <summary>Sends queued requests as far as credits, slots and the connection allow. Returns how many.</summary>
    public int SendQueued(ISessionRole role, in Timestamp now)
    {
        var sent = 0;
        while (_queue.Count > 0)
        {
            var request = _queue.Peek();
            if (!TryRegister(ref request, in now))
            {
                break;
            }

            if (!Pacer.TryTake(ClassOf(request.Kind), now.MonotonicNanos))
            {
                _pending.TryRemove(request.Id, out _);
                break;
            }

            if (!TrySend(in request, role.Write(in request, _buffer)))
            {
                break;
            }

            _queue.RemoveFirst();
            sent++;
        }

        return sent;
    }

    /// <summary>Finds what a message answers. False, and counted, for an answer to nothing.</summary>
    public bool TryMatch(in Envelope reply, in Timestamp now, out Request request)
    {
        if (!_pending.TryRemove(reply.HasNumericId ? reply.Id : 0, out request))
        {
            UnknownReplies++;
            return false;
        }

        _clock.Add(in request.Sent, in now, reply.UsIn, reply.UsOut);
        return true;
    }

    /// <summary>Takes out one request that was not answered in time.</summary>
    public bool TryExpire(in Timestamp now, out Request request)
    {
        if (!_pending.TryRemoveExpired(now.MonotonicNanos, out request))
        {
            return false;
        }

        Expired++;
        return true;
    }

    private static RequestClass ClassOf(RequestKind kind) => kind switch
    {
        RequestKind.GetInstruments => RequestClass.Instruments,
        RequestKind.Subscribe or RequestKind.ResyncSubscribe or RequestKind.ResyncUnsubscribe or RequestKind.SubscribePrivate =>
            RequestClass.Subscribe,
        RequestKind.RecoverCancel or RequestKind.SweepCancel => RequestClass.Cancel,
        RequestKind.SweepCancelAll => RequestClass.CancelAll,
        _ => RequestClass.Default,
    };
}
