using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>A position of the account, see <see cref="PositionElement"/>.</summary>
internal struct PositionScan : IScannedElement
{
    private enum Member
    {
        Size,
        InstrumentName,
        AveragePrice,
        Delta,
        MarkPrice,
        FloatingProfitLoss,
    }

    public static string[] Members =>
    [
        "size", "instrument_name", "average_price", "delta", "mark_price", "floating_profit_loss",
        "kind", "direction", "maintenance_margin", "initial_margin", "index_price", "settlement_price", "realized_profit_loss",
        "total_profit_loss", "realized_funding", "interest_value", "size_currency", "leverage", "open_orders_margin",
        "estimated_liquidation_price", "average_price_usd", "floating_profit_loss_usd", "gamma", "vega", "theta",
    ];

    [HotPath]
    public readonly void Begin(ref InputEvent element)
    {
        element.Kind = InputKind.Position;
        PositionElement.SetAbsent(ref element.Position);
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element)
    {
        ref var position = ref element.Position;
        return (Member)member switch
        {
            Member.Size => FieldScan.Amount(text, at, ref position.Size),
            Member.InstrumentName => FieldScan.Instrument(text, at, in context, ref element.Instrument),
            Member.AveragePrice => FieldScan.Double(text, at, ref position.AveragePrice),
            Member.Delta => FieldScan.Double(text, at, ref position.Delta),
            Member.MarkPrice => FieldScan.Double(text, at, ref position.MarkPrice),
            Member.FloatingProfitLoss => FieldScan.Double(text, at, ref position.FloatingProfitLoss),
            _ => JsonScan.Skip(text, at),
        };
    }

    [HotPath]
    public readonly DecodeResult End(ulong seen, ref InputEvent element)
    {
        var named = (seen >> (int)Member.InstrumentName & 1) != 0 && element.Position.Size.HasValue;
        return FieldScan.Found(named, element.Instrument.HasValue);
    }
}
