using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

public enum InstrumentKind : byte
{
    Unknown = 0,
    Perpetual = 1,
    Future = 2,
    Option = 3,
    Spot = 4,

    /// <summary>Known, never traded or priced here.</summary>
    Combo = 5,
}

/// <summary>In what a contract is settled.</summary>
public enum ContractStyle : byte
{
    /// <summary>Quoted and settled in USD(C); amounts in coins.</summary>
    Linear = 0,

    /// <summary>Settled in the coin. Futures: amounts in USD. Options: price and amount in coins.</summary>
    Inverse = 1,
}

public enum OptionType : byte
{
    None = 0,
    Call = 1,
    Put = 2,
}

/// <summary>Reference data of one instrument, as the venue gave it.</summary>
public struct InstrumentBody
{
    public InlineText32 Name;
    public UnderlyingId Underlying;
    public InstrumentKind Kind;
    public ContractStyle Style;
    public OptionType OptionType;
    public TradingStatus Status;

    /// <summary>USD; NaN if not an option.</summary>
    public double Strike;

    /// <summary>0 for a perpetual.</summary>
    public long ExpiryUtcNanos;

    public Quantity ContractSize;

    /// <summary>The smallest order, and the step of amounts.</summary>
    public Quantity MinTradeAmount;

    public Price TickSize;

    /// <summary>At and above this price the tick is <see cref="UpperTickSize"/>; None when there is one tick only.</summary>
    public Price UpperTickAbove;

    public Price UpperTickSize;

    /// <summary>Fractions of the notional (futures) or of the underlying (options).</summary>
    public double MakerCommission;

    public double TakerCommission;
}

/// <summary>A price index and the currency in which its products settle.</summary>
public struct UnderlyingBody
{
    public UnderlyingId Underlying;

    /// <summary>For example <c>btc_usd</c>.</summary>
    public InlineText32 IndexName;
}
