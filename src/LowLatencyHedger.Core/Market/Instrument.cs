using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Market;

/// <summary>What is known of one instrument: its definition and the last ticker.</summary>
[HotPath]
internal struct Instrument
{
    public InstrumentBody Definition;
    public bool IsDefined;
    public TradingStatus Status;
    public Price MinPrice;
    public Price MaxPrice;

    /// <summary>NaN until a ticker brought it.</summary>
    public double MarkPrice;

    /// <summary>Of a perpetual over the last eight hours, a fraction that who is long pays; NaN until told.</summary>
    public double Funding8h;

    public long MarkReceivedNanos;
    public long MarkExchangeTimeUtcNanos;

    /// <summary>What the option is valued with: the venue's mark or the own smile's. A fraction; NaN until known.</summary>
    public double MarkVol;

    /// <summary>
    /// How the volatility moves with the market, d volatility/d ln forward: the hedge delta is the model's plus vega times this over
    /// the forward. 0: it stays where it is. Takes effect with the next <c>BookGreeks.SetVolatility</c>.
    /// </summary>
    public double VolPerLogForward;

    public long VolReceivedNanos;
    public long VolExchangeTimeUtcNanos;

    /// <summary>In the underlying's forward curve; -1 until needed.</summary>
    public int ExpiryIndex;

    /// <summary>In the underlying's book of Greeks; -1 while the option was never held.</summary>
    public int LineIndex;

    /// <summary>It has a position that no model here covers.</summary>
    public bool IsUnmodelled;

    public readonly bool IsOption => Definition.Kind == InstrumentKind.Option;

    public readonly bool IsFuture => Definition.Kind is InstrumentKind.Perpetual or InstrumentKind.Future;

    public readonly bool IsInverse => Definition.Style == ContractStyle.Inverse;

    /// <summary>The step of order amounts.</summary>
    public readonly Quantity AmountStep => IsFuture && Definition.ContractSize > Definition.MinTradeAmount
        ? Definition.ContractSize
        : Definition.MinTradeAmount;

    /// <summary>Takes what a ticker tells of the instrument itself. What is absent in it leaves what was known.</summary>
    public void SetTicker(in TickerBody ticker, long receivedNanos, long exchangeTimeUtcNanos)
    {
        MinPrice = ticker.MinPrice.HasValue ? ticker.MinPrice : MinPrice;
        MaxPrice = ticker.MaxPrice.HasValue ? ticker.MaxPrice : MaxPrice;
        Status = ticker.Status != TradingStatus.Unknown ? ticker.Status : Status;
        Funding8h = double.IsFinite(ticker.Funding8h) ? ticker.Funding8h : Funding8h;
        if (ticker.MarkPrice > 0 && double.IsFinite(ticker.MarkPrice))
        {
            MarkPrice = ticker.MarkPrice;
            MarkReceivedNanos = receivedNanos;
            MarkExchangeTimeUtcNanos = exchangeTimeUtcNanos;
        }
    }

    /// <summary>False when it is not a volatility or is older than the one known.</summary>
    public bool SetVol(double vol, long receivedNanos, long exchangeTimeUtcNanos)
    {
        if (!(vol > 0 && double.IsFinite(vol)) || exchangeTimeUtcNanos < VolExchangeTimeUtcNanos)
        {
            return false;
        }

        MarkVol = vol;
        VolReceivedNanos = receivedNanos;
        VolExchangeTimeUtcNanos = exchangeTimeUtcNanos;
        return true;
    }

    /// <summary>Takes an own volatility instead of the venue's. False when it is not a volatility.</summary>
    public bool UseVol(double vol, long receivedNanos)
    {
        if (!(vol > 0 && double.IsFinite(vol)))
        {
            return false;
        }

        MarkVol = vol;
        VolReceivedNanos = receivedNanos;
        return true;
    }

    /// <summary>What is different that sizes and prices depend on: 1 tick, 2 smallest amount, 4 contract size, 8 the product.</summary>
    public readonly int DifferenceTo(in InstrumentBody other)
    {
        var isTick = Definition.TickSize != other.TickSize || Definition.UpperTickAbove != other.UpperTickAbove
            || Definition.UpperTickSize != other.UpperTickSize;
        var isProduct = Definition.Kind != other.Kind || Definition.Style != other.Style || Definition.OptionType != other.OptionType
            || !Definition.Strike.Equals(other.Strike) || Definition.ExpiryUtcNanos != other.ExpiryUtcNanos;
        return (isTick ? 1 : 0) | (Definition.MinTradeAmount != other.MinTradeAmount ? 2 : 0)
            | (Definition.ContractSize != other.ContractSize ? 4 : 0) | (isProduct ? 8 : 0);
    }

    public readonly Price TickAt(Price price) =>
        Definition.UpperTickAbove.HasValue && Definition.UpperTickAbove.Raw > 0 && price >= Definition.UpperTickAbove
            ? Definition.UpperTickSize
            : Definition.TickSize;
}
