using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>The data of <c>ticker.*</c>, see <see cref="TickerElement"/>.</summary>
internal struct TickerScan : IScannedElement
{
    private readonly ElementScanner<GreeksScan> _greeks = new();
    private readonly ElementScanner<StatsScan> _stats = new();

    public TickerScan()
    {
    }

    private enum Member
    {
        Timestamp,
        State,
        Greeks,
        IndexPrice,
        InstrumentName,
        MinPrice,
        MaxPrice,
        MarkPrice,
        BestBidPrice,
        BestBidAmount,
        BestAskPrice,
        BestAskAmount,
        MarkIv,
        BidIv,
        AskIv,
        UnderlyingPrice,
        Funding8h,
        Stats,
    }

    public static string[] Members =>
    [
        "timestamp", "state", "greeks", "index_price", "instrument_name", "min_price", "max_price", "mark_price", "best_bid_price",
        "best_bid_amount", "best_ask_price", "best_ask_amount", "mark_iv", "bid_iv", "ask_iv", "underlying_price", "funding_8h",
        "stats", "last_price", "settlement_price", "open_interest", "interest_rate", "underlying_index", "estimated_delivery_price",
        "current_funding", "interest_value", "delivery_price",
    ];

    [HotPath]
    public readonly void Begin(ref InputEvent element)
    {
        element.Kind = InputKind.Ticker;
        TickerElement.SetAbsent(ref element.Ticker);
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element)
    {
        ref var ticker = ref element.Ticker;
        return (Member)member switch
        {
            Member.Timestamp => FieldScan.Milliseconds(text, at, ref element.ExchangeTimeUtcNanos),
            Member.State => FieldScan.Status(text, at, ref ticker.Status),
            Member.Greeks => _greeks.Read(text, at, in context, ref element, out _),
            Member.IndexPrice => FieldScan.Double(text, at, ref ticker.IndexPrice),
            Member.InstrumentName => FieldScan.Instrument(text, at, in context, ref element.Instrument),
            Member.MinPrice => FieldScan.Price(text, at, ref ticker.MinPrice),
            Member.MaxPrice => FieldScan.Price(text, at, ref ticker.MaxPrice),
            Member.MarkPrice => FieldScan.Double(text, at, ref ticker.MarkPrice),
            Member.BestBidPrice => FieldScan.Price(text, at, ref ticker.BestBid),
            Member.BestBidAmount => FieldScan.Amount(text, at, ref ticker.BestBidAmount),
            Member.BestAskPrice => FieldScan.Price(text, at, ref ticker.BestAsk),
            Member.BestAskAmount => FieldScan.Amount(text, at, ref ticker.BestAskAmount),
            Member.MarkIv => FieldScan.Percent(text, at, ref ticker.MarkIv),
            Member.BidIv => FieldScan.Percent(text, at, ref ticker.BidIv),
            Member.AskIv => FieldScan.Percent(text, at, ref ticker.AskIv),
            Member.UnderlyingPrice => FieldScan.Double(text, at, ref ticker.UnderlyingPrice),
            Member.Funding8h => FieldScan.Double(text, at, ref ticker.Funding8h),
            Member.Stats => _stats.Read(text, at, in context, ref element, out _),
            _ => JsonScan.Skip(text, at),
        };
    }

    [HotPath]
    public readonly DecodeResult End(ulong seen, ref InputEvent element)
    {
        TickerElement.SetEmptySides(ref element.Ticker);
        var named = (seen >> (int)Member.InstrumentName & 1) != 0 && element.ExchangeTimeUtcNanos > 0;
        return FieldScan.Found(named, element.Instrument.HasValue);
    }
}
