using System.Runtime.CompilerServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

/// <summary>One level of an order book. An amount of zero deletes the level.</summary>
public struct BookLevel
{
    public Price Price;
    public Quantity Amount;
}

/// <summary>The levels of one <see cref="BookBody"/>: bids first, then asks.</summary>
[InlineArray(BookBody.MaxLevels)]
public struct BookLevels
{
    private BookLevel _first;
}

/// <summary>Part of a book message. A message with more levels than fit becomes several chunks with the same ids.</summary>
public struct BookBody
{
    public const int MaxLevels = 7;

    public long ChangeId;

    /// <summary>The change that this one follows; 0 when the message had none.</summary>
    public long PrevChangeId;

    public byte BidCount;
    public byte AskCount;

    /// <summary>The first <see cref="BidCount"/> are bids, the next <see cref="AskCount"/> are asks.</summary>
    public BookLevels Levels;
}

/// <summary>A ticker. Absent numbers are NaN, absent prices and amounts are None; an empty side is None, whether printed as null or as 0.</summary>
public struct TickerBody
{
    public Price BestBid;
    public Quantity BestBidAmount;
    public Price BestAsk;
    public Quantity BestAskAmount;

    /// <summary>The venue's price band.</summary>
    public Price MinPrice;

    public Price MaxPrice;

    /// <summary>USD, or coin per coin for an inverse option.</summary>
    public double MarkPrice;

    public double IndexPrice;

    /// <summary>The forward of the option's expiry, USD.</summary>
    public double UnderlyingPrice;

    /// <summary>A fraction: 0.5 is 50 %.</summary>
    public double MarkIv;

    public double BidIv;
    public double AskIv;

    /// <summary>The Greeks as the venue publishes them: vega per vol point, theta per day, rho per 1 %.</summary>
    public double Delta;

    public double Gamma;
    public double Vega;
    public double Theta;
    public double Rho;
    public double Funding8h;
    public TradingStatus Status;

    /// <summary>A ticker that says nothing.</summary>
    [HotPath]
    public static TickerBody Unknown => new()
    {
        BestBid = Price.None,
        BestBidAmount = Quantity.None,
        BestAsk = Price.None,
        BestAskAmount = Quantity.None,
        MinPrice = Price.None,
        MaxPrice = Price.None,
        MarkPrice = double.NaN,
        IndexPrice = double.NaN,
        UnderlyingPrice = double.NaN,
        MarkIv = double.NaN,
        BidIv = double.NaN,
        AskIv = double.NaN,
        Delta = double.NaN,
        Gamma = double.NaN,
        Vega = double.NaN,
        Theta = double.NaN,
        Rho = double.NaN,
        Funding8h = double.NaN,
    };
}

public struct QuoteBody
{
    public Price BestBid;
    public Quantity BestBidAmount;
    public Price BestAsk;
    public Quantity BestAskAmount;
}

public struct IndexBody
{
    public UnderlyingId Underlying;

    /// <summary>USD.</summary>
    public double Price;
}

public struct MarkVolBody
{
    public double MarkPrice;

    /// <summary>A fraction: 0.5 is 50 %.</summary>
    public double MarkIv;
}

public struct TradeBody
{
    public Price Price;
    public Quantity Amount;
    public long TradeSequence;
    public Side TakerSide;
}

/// <summary>What may be done with an instrument. A state that this program does not know is <see cref="Unknown"/>: not tradable.</summary>
public enum TradingStatus : byte
{
    Unknown = 0,
    Open = 1,

    /// <summary>Paused for settlement or delivery.</summary>
    Settlement = 2,
    Delivered = 3,
    Inactive = 4,

    /// <summary>Only cancels are accepted.</summary>
    Locked = 5,
    Halted = 6,
    Archived = 7,
    Closed = 8,
    Created = 9,
}

public struct InstrumentStateBody
{
    public TradingStatus Status;
}

public struct PlatformStateBody
{
    /// <summary>None: the whole platform.</summary>
    public UnderlyingId Underlying;

    public bool Locked;
    public bool Maintenance;
}
