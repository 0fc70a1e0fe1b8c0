using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

public enum OrderState : byte
{
    Unknown = 0,
    Open = 1,
    Filled = 2,
    Rejected = 3,
    Cancelled = 4,
    Untriggered = 5,
    Triggered = 6,
}

/// <summary>State of one order of the account as the venue tells it.</summary>
public struct OrderBody
{
    /// <summary>None when the label is not one of ours.</summary>
    public OrderRef Ref;

    public InlineText32 ExchangeOrderId;
    public Price Price;
    public Quantity Amount;
    public Quantity FilledAmount;

    /// <summary>0 until filled.</summary>
    public double AveragePrice;

    public long LastUpdateUtcNanos;
    public Side Side;
    public OrderState State;
    public bool ReduceOnly;
    public bool PostOnly;
}

/// <summary>What an error says about whether the order can exist.</summary>
public enum RejectClass : byte
{
    /// <summary>Nobody knows: treat the order as possibly alive.</summary>
    Ambiguous = 0,

    /// <summary>The order was not accepted and never will be.</summary>
    Definite = 1,
}

public struct OrderRejectBody
{
    public OrderRef Ref;
    public int ErrorCode;
    public RejectClass Class;

    /// <summary>The request was a cancel or edit, not a new order.</summary>
    public bool ForExistingOrder;
}

public struct OrderNotFoundBody
{
    public OrderRef Ref;
}

public struct OrderNotSentBody
{
    public OrderRef Ref;
}

public enum Liquidity : byte
{
    Unknown = 0,
    Maker = 1,
    Taker = 2,
}

/// <summary>Whose position a trade has liquidated: of the side that rested, of the other, or of both.</summary>
[Flags]
public enum LiquidatedSides : byte
{
    None = 0,
    Maker = 1,
    Taker = 2,
}

/// <summary>A trade of the account. (TradeId, ExchangeOrderId) is its identity: it is booked once.</summary>
public struct FillBody
{
    public OrderRef Ref;
    public InlineText32 TradeId;
    public InlineText32 ExchangeOrderId;
    public Price Price;

    /// <summary>Positive; the side tells the sign.</summary>
    public Quantity Amount;

    /// <summary>In the settlement currency; positive is paid.</summary>
    public double Fee;

    public double MarkPrice;
    public double IndexPrice;
    public long TradeSequence;
    public Side Side;
    public Liquidity Liquidity;
    public LiquidatedSides Liquidated;

    /// <summary>The venue has liquidated the account; also when it is not said on which side the account was.</summary>
    [HotPath]
    public readonly bool IsLiquidation => Liquidity switch
    {
        Liquidity.Maker => (Liquidated & LiquidatedSides.Maker) != 0,
        Liquidity.Taker => (Liquidated & LiquidatedSides.Taker) != 0,
        _ => Liquidated != LiquidatedSides.None,
    };
}

/// <summary>
/// One position of the account. From a query, the picture starts with SnapshotStart and ends with Last: an instrument not named in
/// between has none.
/// </summary>
public struct PositionBody
{
    /// <summary>Signed: USD for inverse futures, coins otherwise.</summary>
    public Quantity Size;

    public double AveragePrice;
    public double Delta;
    public double MarkPrice;
    public double FloatingProfitLoss;
}

/// <summary>The venue's own figures of the account for one settlement currency, in that currency; gamma, vega, theta in USD units.</summary>
public struct PortfolioBody
{
    public InlineText32 Currency;
    public double Equity;
    public double Balance;
    public double AvailableFunds;
    public double InitialMargin;
    public double MaintenanceMargin;
    public double DeltaTotal;
    public double OptionsDelta;
    public double OptionsGamma;
    public double OptionsVega;
    public double OptionsTheta;
    public double OptionsValue;
    public double TotalProfitLoss;
}
