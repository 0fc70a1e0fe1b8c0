using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>An order of the account, see <see cref="OrderElement"/>.</summary>
internal struct OrderScan : IScannedElement
{
    private enum Member
    {
        Label,
        Price,
        Amount,
        Direction,
        InstrumentName,
        OrderId,
        FilledAmount,
        LastUpdateTimestamp,
        PostOnly,
        ReduceOnly,
        AveragePrice,
        OrderState,
    }

    public static string[] Members =>
    [
        "label", "price", "amount", "direction", "instrument_name", "order_id", "filled_amount", "last_update_timestamp", "post_only",
        "reduce_only", "average_price", "order_state",
        "user_id", "time_in_force", "web", "api", "creation_timestamp", "replaced", "mmp", "contracts", "order_type", "is_liquidation",
        "risk_reducing", "cancel_reason", "reject_post_only", "max_show", "display_amount", "trigger_order_id", "is_rebalance",
        "is_secondary_oto",
    ];

    [HotPath]
    public readonly void Begin(ref InputEvent element)
    {
        element.Kind = InputKind.OrderUpdate;
        element.Order.Price = Price.None;
        element.Order.Amount = Quantity.None;
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element)
    {
        ref var order = ref element.Order;
        return (Member)member switch
        {
            Member.Label => FieldScan.Label(text, at, ref order.Ref),
            Member.Price => FieldScan.OrderPrice(text, at, ref order.Price),
            Member.Amount => FieldScan.Amount(text, at, ref order.Amount),
            Member.Direction => FieldScan.Direction(text, at, ref order.Side),
            Member.InstrumentName => FieldScan.Instrument(text, at, in context, ref element.Instrument),
            Member.OrderId => FieldScan.Text(text, at, ref order.ExchangeOrderId),
            Member.FilledAmount => FieldScan.Amount(text, at, ref order.FilledAmount),
            Member.LastUpdateTimestamp => FieldScan.Milliseconds(text, at, ref order.LastUpdateUtcNanos),
            Member.PostOnly => FieldScan.Boolean(text, at, ref order.PostOnly),
            Member.ReduceOnly => FieldScan.Boolean(text, at, ref order.ReduceOnly),
            Member.AveragePrice => FieldScan.Double(text, at, ref order.AveragePrice),
            Member.OrderState => FieldScan.State(text, at, ref order.State),
            _ => JsonScan.Skip(text, at),
        };
    }

    [HotPath]
    public readonly DecodeResult End(ulong seen, ref InputEvent element)
    {
        const ulong Needed = (1UL << (int)Member.InstrumentName) | (1UL << (int)Member.OrderState);
        return FieldScan.Found((seen & Needed) == Needed && OrderElement.TryComplete(ref element), element.Instrument.HasValue);
    }
}
