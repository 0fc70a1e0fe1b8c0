using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

public enum OrderState
{
    Open,
    Filled,
    Rejected,
    Cancelled,
}

public enum OrderType
{
    Limit,
    Market,
    MarketLimit,
}

public enum TimeInForce
{
    GoodTilCancelled,
    GoodTilDay,
    FillOrKill,
    ImmediateOrCancel,
}

/// <summary>An order as it stood at one moment; a later change makes a new one with the same <see cref="OrderId"/>.</summary>
public sealed record Order
{
    /// <summary>Plain number for BTC, <c>ETH-</c> or <c>USDC-</c> before it otherwise.</summary>
    public required string OrderId { get; init; }

    public required Account Account { get; init; }

    public required Instrument Instrument { get; init; }

    public required Side Direction { get; init; }

    /// <summary>Limit price; for a market order the band that bounded it.</summary>
    public required Price Price { get; init; }

    /// <summary>Total size, filled part included.</summary>
    public required Quantity Amount { get; init; }

    public Quantity FilledAmount { get; init; }

    /// <summary>Amount-weighted price of the fills, 0 without one.</summary>
    public double AveragePrice { get; init; }

    public OrderState State { get; init; }

    public OrderType Type { get; init; }

    /// <summary>Set when the engine turned a market order into a limit order.</summary>
    public OrderType? OriginalType { get; init; }

    public TimeInForce TimeInForce { get; init; }

    public string Label { get; init; } = "";

    public bool PostOnly { get; init; }

    public bool RejectPostOnly { get; init; }

    public bool ReduceOnly { get; init; }

    public bool Mmp { get; init; }

    /// <summary>Edited at least once.</summary>
    public bool Replaced { get; init; }

    public long CreationMs { get; init; }

    public long LastUpdateMs { get; init; }

    /// <summary>Protocol name, e.g. <c>user_request</c>; null unless cancelled for a reason.</summary>
    public string? CancelReason { get; init; }

    /// <summary>The connection that placed it; cancel-on-disconnect goes by it.</summary>
    public long ConnectionId { get; init; }

    public Quantity RemainingAmount => Amount - FilledAmount;

    public double Contracts => (double)Amount.Raw / Instrument.Spec.ContractSize.Raw;

    public bool IsOpen => State == OrderState.Open;
}
