using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Market;

/// <summary>
/// The price levels of one instrument, kept from snapshots and changes. It is either exactly what the venue published or says that it
/// is not valid and why; it never repairs itself by guessing. Thread: the core's only.
/// </summary>
/// <remarks>
/// Changes must chain (<c>PrevChangeId</c> equals the last <c>ChangeId</c>); a change with no predecessor starts an empty book, as the
/// venue does for a new instrument. Older and repeated changes are ignored. The chunks of one message share their ids, and between the
/// first and the last of them the book is not valid. More levels than the capacity: the worst are dropped and <see cref="IsTruncated"/>
/// is set; what remains is exact.
/// </remarks>
[HotPath]
public sealed class OrderBook
{
    private BookSide _bids;
    private BookSide _asks;
    private bool _messageOpen;

    public OrderBook(int capacityPerSide)
    {
        if (capacityPerSide < 1)
        {
            Throw.ArgumentOutOfRange(nameof(capacityPerSide), capacityPerSide, "at least one level");
        }

        _bids = new BookSide(Side.Buy, new BookLevel[capacityPerSide]);
        _asks = new BookSide(Side.Sell, new BookLevel[capacityPerSide]);
        Fault = BookFault.NoSnapshot;
    }

    /// <summary>None while what is held is what the venue published, as of <see cref="ChangeId"/>.</summary>
    public BookFault Fault { get; private set; }

    /// <summary>May be traded on, its age aside.</summary>
    public bool IsValid => Fault == BookFault.None && !_messageOpen;

    public bool IsTruncated => _bids.IsTruncated || _asks.IsTruncated;

    public long ChangeId { get; private set; }

    /// <summary>When the book was last changed or confirmed, on this machine's monotonic clock.</summary>
    public long ReceivedNanos { get; private set; }

    /// <summary>The venue's time of the same.</summary>
    public long ExchangeTimeUtcNanos { get; private set; }

    public int BidCount => _bids.Count;

    public int AskCount => _asks.Count;

    /// <summary>None when the side is empty.</summary>
    public Price BestBid => _bids.BestPrice;

    public Quantity BestBidAmount => _bids.BestAmount;

    /// <summary>None when the side is empty.</summary>
    public Price BestAsk => _asks.BestPrice;

    public Quantity BestAskAmount => _asks.BestAmount;

    public bool HasBothSides => _bids.Count > 0 && _asks.Count > 0;

    /// <summary>NaN unless both sides have a price.</summary>
    public double Mid => 0.5 * (BestBid.ToDouble() + BestAsk.ToDouble());

    /// <summary>A level of the bids, 0 being the best.</summary>
    public ref readonly BookLevel Bid(int depth) => ref _bids[depth];

    /// <summary>A level of the asks, 0 being the best.</summary>
    public ref readonly BookLevel Ask(int depth) => ref _asks[depth];

    /// <summary>Applies one <see cref="InputKind.BookChunk"/>. True when the message is complete and the book valid.</summary>
    public bool Apply(in InputEvent chunk)
    {
        ref readonly var body = ref chunk.Book;
        if (!Accept(chunk.Flags, body))
        {
            return false;
        }

        var fault = ApplyLevels(body);
        if (fault != BookFault.None)
        {
            Invalidate(fault);
            return false;
        }

        if ((chunk.Flags & InputFlags.Last) == 0)
        {
            return false;
        }

        _messageOpen = false;
        ReceivedNanos = chunk.ReceivedNanos;
        ExchangeTimeUtcNanos = chunk.ExchangeTimeUtcNanos;
        if (HasBothSides && BestBid >= BestAsk)
        {
            Invalidate(BookFault.Crossed);
            return false;
        }

        return true;
    }

    /// <summary>Forgets everything until the next snapshot.</summary>
    public void Invalidate(BookFault fault)
    {
        _bids.Clear();
        _asks.Clear();
        _messageOpen = false;
        ChangeId = 0;
        Fault = fault;
    }

    /// <summary>Another channel printed the best bid and ask: if they are the book's own, the book is as fresh as that message.</summary>
    public void Confirm(Price bestBid, Price bestAsk, long receivedNanos, long exchangeTimeUtcNanos)
    {
        if (IsValid && bestBid == BestBid && bestAsk == BestAsk)
        {
            ReceivedNanos = Math.Max(ReceivedNanos, receivedNanos);
            ExchangeTimeUtcNanos = Math.Max(ExchangeTimeUtcNanos, exchangeTimeUtcNanos);
        }
    }

    /// <summary>What a taker gets for an amount, the book's end being the only limit.</summary>
    public DepthWalk Walk(Side takerSide, Quantity amount) =>
        Walk(takerSide, amount, Price.FromRaw(takerSide == Side.Buy ? Decimal8.MaxMagnitude : 0));

    /// <summary>What a taker gets for an amount at prices not beyond a limit.</summary>
    public DepthWalk Walk(Side takerSide, Quantity amount, Price limit) =>
        takerSide == Side.Buy ? _asks.Walk(amount, limit) : _bids.Walk(amount, limit);

    /// <summary>A change without a predecessor begins a new book, but it does not repair one that went wrong.</summary>
    private bool CanStartWithChange =>
        _bids.Count == 0 && _asks.Count == 0 && (Fault is BookFault.None or BookFault.NoSnapshot or BookFault.Invalidated);

    /// <summary>Decides whether the chunk belongs to the book, and opens its message.</summary>
    private bool Accept(InputFlags flags, in BookBody body)
    {
        var continues = _messageOpen && body.ChangeId == ChangeId && (flags & InputFlags.SnapshotStart) == 0;
        if (continues)
        {
            return true;
        }

        if (_messageOpen)
        {
            Invalidate(BookFault.Gap);
        }

        if ((flags & InputFlags.SnapshotStart) != 0 || (body.PrevChangeId == 0 && CanStartWithChange))
        {
            Invalidate(BookFault.None);
        }
        else if (Fault != BookFault.None || body.ChangeId <= ChangeId)
        {
            return false;
        }
        else if (body.PrevChangeId != ChangeId)
        {
            Invalidate(BookFault.Gap);
            return false;
        }

        ChangeId = body.ChangeId;
        _messageOpen = true;
        return true;
    }

    private BookFault ApplyLevels(in BookBody body)
    {
        if (body.BidCount + body.AskCount > BookBody.MaxLevels)
        {
            return BookFault.BadLevel;
        }

        ReadOnlySpan<BookLevel> levels = body.Levels;
        foreach (ref readonly var level in levels[..body.BidCount])
        {
            var fault = _bids.Apply(level);
            if (fault != BookFault.None)
            {
                return fault;
            }
        }

        foreach (ref readonly var level in levels.Slice(body.BidCount, body.AskCount))
        {
            var fault = _asks.Apply(level);
            if (fault != BookFault.None)
            {
                return fault;
            }
        }

        return BookFault.None;
    }
}
