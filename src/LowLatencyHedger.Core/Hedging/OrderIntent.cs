using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>An order as it would be sent, and what it is expected to do.</summary>
internal struct OrderIntent
{
    public OrderPurpose Purpose;

    /// <summary>How it works at the venue; one of the types.</summary>
    public OrderTypes Type;

    public Side Side;
    public Price Price;
    public Quantity Amount;

    /// <summary>In the venue's clock: it will not start the order after this moment.</summary>
    public long ValidUntilUtcNanos;

    /// <summary>Why it is wanted.</summary>
    public ReasonCode Reason;

    /// <summary>Change of the net delta if it fills whole, signed.</summary>
    public double Coins;

    public double NotionalUsd;

    /// <summary>Best price on the other side.</summary>
    public Price Touch;

    public double Mid;
    public double ExpectedCostUsd;
}

/// <summary>By which measure an order must make things better.</summary>
internal enum OrderPurpose : byte
{
    /// <summary>Net delta.</summary>
    Hedge = 0,

    /// <summary>The position in the hedge instrument, whatever becomes of the delta.</summary>
    ReducePosition = 1,

    /// <summary>Gamma, vega and their like against costs: what the programme found.</summary>
    Program = 2,
}
