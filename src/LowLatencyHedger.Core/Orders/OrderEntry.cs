using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Orders;

/// <summary>One own order. Amounts are in the instrument's amount unit and positive.</summary>
[HotPath]
internal struct OrderEntry
{
    public OrderRef Ref;
    public InlineText32 ExchangeOrderId;
    public InstrumentId Instrument;

    /// <summary>Which of the hedged underlyings it is for.</summary>
    public int Desk;

    public Side Side;
    public OrderStage Stage;
    public byte NotFoundCount;
    public bool IsStuckReported;

    /// <summary>It is meant to stay in the book until it fills or is cancelled.</summary>
    public bool IsResting;
    public Price Price;
    public Quantity Amount;

    /// <summary>The most that the venue has told to be filled.</summary>
    public Quantity VenueFilled;

    /// <summary>Sum of its fills.</summary>
    public Quantity Booked;

    public long SentNanos;

    /// <summary>When its cancel was last asked for; 0: never.</summary>
    public long CancelSentNanos;
    public long ValidUntilUtcNanos;

    /// <summary>When it became unknown or began to wait for fills.</summary>
    public long UnresolvedSinceNanos;

    public long NextQueryNanos;
    public long QueryBackoffNanos;
    public long FirstNotFoundNanos;
    public double MidAtDecision;

    /// <summary>Of an option: change of the net delta with a unit bought, coins; 0 when it is not known.</summary>
    public double UnitDelta;

    public readonly bool IsFinal => Stage >= OrderStage.Filled;

    /// <summary>Whether the venue's id is that of some other order, placed by somebody else under this one's label.</summary>
    public readonly bool IsAnother(in InlineText32 exchangeOrderId) =>
        !ExchangeOrderId.IsEmpty && !exchangeOrderId.IsEmpty && exchangeOrderId != ExchangeOrderId;

    /// <summary>The same of what is told of an order. As long as this one's id is not known, one that was not sent like it is another.</summary>
    public readonly bool IsAnother(in OrderBody told, InstrumentId instrument) => ExchangeOrderId.IsEmpty
        ? instrument != Instrument || told.Side != Side || (told.Amount.IsPositive && told.Amount != Amount)
        : IsAnother(told.ExchangeOrderId);

    /// <summary>The same of a fill.</summary>
    public readonly bool IsAnother(in FillBody fill, InstrumentId instrument) => ExchangeOrderId.IsEmpty
        ? instrument != Instrument || fill.Side != Side || fill.Amount > Amount
        : IsAnother(fill.ExchangeOrderId);

    /// <summary>What may still fill without having been booked.</summary>
    public readonly Quantity WorstCaseRemaining
    {
        get
        {
            var end = Stage == OrderStage.AwaitingFills ? VenueFilled : Amount;
            return IsFinal || end <= Booked ? Quantity.Zero : end - Booked;
        }
    }
}

/// <summary>What holds the orders of one hedged underlying back: one is unresolved at a time, in whatever instrument.</summary>
internal sealed class OrderDesk
{
    public UnderlyingId Underlying = UnderlyingId.None;

    /// <summary>Own orders that are not final. More than one only if a final order turned out not to be.</summary>
    public int UnresolvedCount;

    public int UnknownCount;

    /// <summary>Of the unresolved ones, those that have been so for so long that it was reported.</summary>
    public int StuckCount;
    public long BackoffUntilNanos;
    public int UnfilledRun;
    public int RejectRun;
    public long RejectRunStartNanos;

    /// <summary>Why the instrument is closed for orders until an operator resumes; None when it is not.</summary>
    public ReasonCode HaltReason;

    public long LastSentNanos = long.MinValue / 2;
    public Side LastSide;
    public Price LastPrice;
    public Quantity LastAmount;

    [HotPath]
    public void Resume()
    {
        HaltReason = ReasonCode.None;
        RejectRun = 0;
        UnfilledRun = 0;
    }
}
