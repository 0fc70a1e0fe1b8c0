using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

/// <summary>An own order of an earlier run whose end that run's journal does not know.</summary>
public struct RestoredOrderBody
{
    public OrderRef Ref;

    /// <summary>Empty when the venue never told it.</summary>
    public InlineText32 ExchangeOrderId;

    public Price Price;
    public Quantity Amount;

    /// <summary>The most that the venue has told to be filled.</summary>
    public Quantity VenueFilled;

    /// <summary>Sum of its fills that are booked.</summary>
    public Quantity Booked;

    public long ValidUntilUtcNanos;
    public Side Side;

    /// <summary>The venue has told its end, but not all of its fills.</summary>
    public bool IsEnded;
}

/// <summary>The last event of what is restored from the journal.</summary>
public struct RestoredBody
{
    /// <summary>Number of the run whose state this is.</summary>
    public uint Epoch;

    /// <summary>The restored positions were known to be the venue's: fills behind them add to them.</summary>
    public bool IsAdopted;

    /// <summary>Up to this moment of the venue's clock all trades of the account have been read; 0 when none were.</summary>
    public long TradesReadUtcNanos;

    /// <summary>The venue's time of the picture that was last adopted whole; 0 for none.</summary>
    public long AdoptedAtUtcNanos;

    /// <summary>Fills as old as this and unknown may have been booked and forgotten.</summary>
    public long FillsForgottenUtcNanos;

    /// <summary>The last order that the run gave out; only when it is the same run's, 0 otherwise.</summary>
    public uint LastOrderNumber;

    /// <summary>How many positions, fills and orders came before this event.</summary>
    public int Positions;
    public int Fills;
    public int Orders;

    /// <summary>As the run last marked them.</summary>
    public LossFigures Losses;

    /// <summary>The halt in force that only an operator ends; None for none.</summary>
    public ReasonCode Halt;
}

/// <summary>All trades of the account up to a moment have been read, page by page to the last, and are published.</summary>
public struct TradesReadBody
{
    public long UpToUtcNanos;
}
