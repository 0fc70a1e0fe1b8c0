using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>The data of <c>quote.*</c>, see <see cref="QuoteElement"/>.</summary>
internal struct QuoteScan : IScannedElement
{
    private enum Member
    {
        Timestamp,
        InstrumentName,
        BestBidPrice,
        BestBidAmount,
        BestAskPrice,
        BestAskAmount,
    }

    public static string[] Members =>
        ["timestamp", "instrument_name", "best_bid_price", "best_bid_amount", "best_ask_price", "best_ask_amount"];

    [HotPath]
    public readonly void Begin(ref InputEvent element)
    {
        element.Kind = InputKind.Quote;
        QuoteElement.SetAbsent(ref element.Quote);
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element)
    {
        ref var quote = ref element.Quote;
        return (Member)member switch
        {
            Member.Timestamp => FieldScan.Milliseconds(text, at, ref element.ExchangeTimeUtcNanos),
            Member.InstrumentName => FieldScan.Instrument(text, at, in context, ref element.Instrument),
            Member.BestBidPrice => FieldScan.Price(text, at, ref quote.BestBid),
            Member.BestBidAmount => FieldScan.Amount(text, at, ref quote.BestBidAmount),
            Member.BestAskPrice => FieldScan.Price(text, at, ref quote.BestAsk),
            Member.BestAskAmount => FieldScan.Amount(text, at, ref quote.BestAskAmount),
            _ => JsonScan.Skip(text, at),
        };
    }

    [HotPath]
    public readonly DecodeResult End(ulong seen, ref InputEvent element)
    {
        ref var quote = ref element.Quote;
        QuoteElement.SetEmptySides(ref quote.BestBid, ref quote.BestBidAmount, ref quote.BestAsk, ref quote.BestAskAmount);
        var named = (seen >> (int)Member.InstrumentName & 1) != 0 && element.ExchangeTimeUtcNanos > 0;
        return FieldScan.Found(named, element.Instrument.HasValue);
    }
}
