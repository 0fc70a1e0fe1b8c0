using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>A limit order to be sent. Everything that is not a flag must be set.</summary>
public struct NewOrder
{
    public OrderRef Ref;
    public Price Price;
    public Quantity Amount;

    /// <summary>In the venue's clock: its engine will not start the order after this moment.</summary>
    public long ValidUntilUtcNanos;

    public Side Side;
    public TimeInForce TimeInForce;

    /// <summary>Refused if it would trade at once; never repriced.</summary>
    public bool PostOnly;

    public bool ReduceOnly;
}
