using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>An element of <c>trades.*</c>, see <see cref="TradeElement"/>.</summary>
internal struct TradeScan : IScannedElement
{
    private enum Member
    {
        Timestamp,
        Price,
        Amount,
        Direction,
        InstrumentName,
        TradeSeq,
    }

    public static string[] Members =>
    [
        "timestamp", "price", "amount", "direction", "instrument_name", "trade_seq",
        "index_price", "mark_price", "tick_direction", "trade_id", "contracts", "iv",
    ];

    [HotPath]
    public readonly void Begin(ref InputEvent element)
    {
        element.Kind = InputKind.Trade;
        element.Trade.Price = Price.None;
        element.Trade.Amount = Quantity.None;
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element) =>
        (Member)member switch
        {
            Member.Timestamp => FieldScan.Milliseconds(text, at, ref element.ExchangeTimeUtcNanos),
            Member.Price => FieldScan.Price(text, at, ref element.Trade.Price),
            Member.Amount => FieldScan.Amount(text, at, ref element.Trade.Amount),
            Member.Direction => FieldScan.Direction(text, at, ref element.Trade.TakerSide),
            Member.InstrumentName => FieldScan.Instrument(text, at, in context, ref element.Instrument),
            Member.TradeSeq => FieldScan.Int64(text, at, ref element.Trade.TradeSequence),
            _ => JsonScan.Skip(text, at),
        };

    [HotPath]
    public readonly DecodeResult End(ulong seen, ref InputEvent element)
    {
        ref var trade = ref element.Trade;
        var named = (seen >> (int)Member.InstrumentName & 1) != 0 && element.ExchangeTimeUtcNanos > 0
            && trade.Price.HasValue && trade.Amount.IsPositive && trade.TakerSide != Side.None;
        return FieldScan.Found(named, element.Instrument.HasValue);
    }
}
