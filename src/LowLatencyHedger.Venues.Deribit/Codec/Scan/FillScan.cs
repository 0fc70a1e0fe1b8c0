using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>A trade of the account, see <see cref="FillElement"/>.</summary>
internal struct FillScan : IScannedElement
{
    private enum Member
    {
        Label,
        Timestamp,
        Price,
        Amount,
        Direction,
        InstrumentName,
        TradeId,
        OrderId,
        TradeSeq,
        Fee,
        IndexPrice,
        MarkPrice,
        Liquidity,
        Liquidation,
    }

    public static string[] Members =>
    [
        "label", "timestamp", "price", "amount", "direction", "instrument_name", "trade_id", "order_id", "trade_seq", "fee", "index_price",
        "mark_price", "liquidity", "liquidation",
        "state", "self_trade", "reduce_only", "post_only", "mmp", "risk_reducing", "contracts", "user_id", "api", "order_type",
        "tick_direction", "matching_id", "profit_loss", "fee_currency", "iv", "underlying_price", "block_trade_id", "block_rfq_id",
    ];

    [HotPath]
    public readonly void Begin(ref InputEvent element)
    {
        element.Kind = InputKind.Fill;
        FillElement.SetAbsent(ref element.Fill);
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element)
    {
        ref var fill = ref element.Fill;
        return (Member)member switch
        {
            Member.Label => FieldScan.Label(text, at, ref fill.Ref),
            Member.Timestamp => FieldScan.Milliseconds(text, at, ref element.ExchangeTimeUtcNanos),
            Member.Price => FieldScan.Price(text, at, ref fill.Price),
            Member.Amount => FieldScan.Amount(text, at, ref fill.Amount),
            Member.Direction => FieldScan.Direction(text, at, ref fill.Side),
            Member.InstrumentName => FieldScan.Instrument(text, at, in context, ref element.Instrument),
            Member.TradeId => FieldScan.Text(text, at, ref fill.TradeId),
            Member.OrderId => FieldScan.Text(text, at, ref fill.ExchangeOrderId),
            Member.TradeSeq => FieldScan.Int64(text, at, ref fill.TradeSequence),
            Member.Fee => FieldScan.Double(text, at, ref fill.Fee),
            Member.IndexPrice => FieldScan.Double(text, at, ref fill.IndexPrice),
            Member.MarkPrice => FieldScan.Double(text, at, ref fill.MarkPrice),
            Member.Liquidity => FieldScan.Liquidity(text, at, ref fill.Liquidity),
            Member.Liquidation => FieldScan.Liquidated(text, at, ref fill.Liquidated),
            _ => JsonScan.Skip(text, at),
        };
    }

    [HotPath]
    public readonly DecodeResult End(ulong seen, ref InputEvent element)
    {
        var named = (seen >> (int)Member.InstrumentName & 1) != 0;
        return FieldScan.Found(named && FillElement.TryComplete(ref element), element.Instrument.HasValue);
    }
}
