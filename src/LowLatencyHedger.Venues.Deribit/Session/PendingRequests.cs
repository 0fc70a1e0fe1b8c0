using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>A request, waiting to be sent or to be answered.</summary>
internal struct Request
{
    public RequestKind Kind;

    /// <summary>What the kind is about: an index into the session's own lists.</summary>
    public int Argument;

    /// <summary>How many entries of that list.</summary>
    public int Count;

    public OrderRef Ref;
    public InstrumentId Instrument;

    /// <summary>An id or name that belongs to the request.</summary>
    public InlineText32 Text;

    /// <summary>Set when sent.</summary>
    public long Id;

    public Timestamp Sent;
    public long DeadlineNanos;
}

/// <summary>
/// The requests that are not answered yet, in a table of fixed size. An id is made of a number that is never used twice, the slot and the
/// kind: a reply is matched by one comparison, and an answer to an earlier connection's request matches nothing.
/// </summary>
internal sealed class PendingRequests
{
    public const int Capacity = 256;

    private const int SlotShift = 8;
    private const int GenerationShift = 16;

    private readonly Request[] _slots = new Request[Capacity];
    private readonly byte[] _free = new byte[Capacity];
    private int _freeCount;
    private long _generation;

    public PendingRequests() => Clear();

    public int Count => Capacity - _freeCount;

    /// <summary>The earliest deadline may not be before this; long.MaxValue when nothing is pending.</summary>
    public long NextDeadlineNanos { get; private set; }

    /// <summary>What was asked with this id, if it is one of ours.</summary>
    [HotPath]
    public static RequestKind KindOf(long id) => (RequestKind)(byte)id;

    /// <summary>Forgets everything: the connection is gone.</summary>
    public void Clear()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _slots[i].Id = 0;
            _free[i] = (byte)(Capacity - 1 - i);
        }

        _freeCount = Capacity;
        NextDeadlineNanos = long.MaxValue;
    }

    /// <summary>Enters the request and gives it an id. False when the table is full.</summary>
    [HotPath]
    public bool TryAdd(ref Request request, in Timestamp now, long timeoutNanos)
    {
        if (_freeCount == 0)
        {
            return false;
        }

        var slot = _free[--_freeCount];
        request.Id = (++_generation << GenerationShift) | ((long)slot << SlotShift) | (byte)request.Kind;
        request.Sent = now;
        request.DeadlineNanos = now.MonotonicNanos + timeoutNanos;
        NextDeadlineNanos = Math.Min(NextDeadlineNanos, request.DeadlineNanos);
        _slots[slot] = request;
        return true;
    }

    /// <summary>Takes the request with this id out. False when it is not pending (any more).</summary>
    [HotPath]
    public bool TryRemove(long id, out Request request)
    {
        var slot = (int)(id >> SlotShift) & (Capacity - 1);
        request = _slots[slot];
        if (id == 0 || request.Id != id)
        {
            request = default;
            return false;
        }

        Free(slot);
        return true;
    }

    /// <summary>Takes out one request whose deadline has passed.</summary>
    public bool TryRemoveExpired(long nowNanos, out Request request)
    {
        if (nowNanos < NextDeadlineNanos)
        {
            request = default;
            return false;
        }

        var next = long.MaxValue;
        for (var slot = 0; slot < Capacity; slot++)
        {
            ref var pending = ref _slots[slot];
            if (pending.Id == 0)
            {
                continue;
            }

            if (pending.DeadlineNanos <= nowNanos)
            {
                request = pending;
                Free(slot);
                return true;
            }

            next = Math.Min(next, pending.DeadlineNanos);
        }

        NextDeadlineNanos = next;
        request = default;
        return false;
    }

    [HotPath]
    private void Free(int slot)
    {
        _slots[slot].Id = 0;
        _free[_freeCount++] = (byte)slot;
    }
}
