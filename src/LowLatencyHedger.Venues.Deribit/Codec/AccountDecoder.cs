using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// What replies and <c>user.changes</c> tell about the account. Published whole or not at all, always fills before orders before
/// positions: a position is booked from its fills before anybody looks at what remains open.
/// </summary>
/// <remarks>Set <see cref="InputFlags.FromQuery"/> in the context for answers to queries.</remarks>
[HotPath]
public static class AccountDecoder
{
    /// <summary>The data of <c>user.changes.*</c>.</summary>
    public static DecodeResult DecodeChanges(ReadOnlySpan<byte> data, in DecodeContext context) =>
        TryReadParts(data, out var parts) && parts.HasAny ? PublishParts(in parts, in context) : Refuse(in context);

    /// <summary>The result of buy, sell, edit and close_position (<c>{order, trades}</c>) and of cancel (the order itself).</summary>
    public static DecodeResult DecodeOrderResult(ReadOnlySpan<byte> result, in DecodeContext context)
    {
        if (!TryReadParts(result, out var parts))
        {
            return Refuse(in context);
        }

        return parts.HasAny ? PublishParts(in parts, in context) : Elements<OrderElement>.PublishAll(result, in context);
    }

    /// <summary>An array of orders, or one: open orders, order states.</summary>
    public static DecodeResult DecodeOrders(ReadOnlySpan<byte> result, in DecodeContext context) =>
        Elements<OrderElement>.PublishAll(result, in context);

    /// <summary>The result of <c>get_user_trades_by_*</c>: <c>{trades, has_more}</c>, in older versions the bare array.</summary>
    public static DecodeResult DecodeUserTrades(ReadOnlySpan<byte> result, in DecodeContext context, out bool hasMore)
    {
        hasMore = false;
        var reader = new JsonReader(result);
        if (reader.ReadStartObject())
        {
            if (!TryReadParts(result, out var parts) || parts.Trades.IsEmpty)
            {
                return Refuse(in context);
            }

            hasMore = parts.HasMore;
            result = parts.Trades;
        }

        return Elements<FillElement>.PublishAll(result, in context);
    }

    /// <summary>The entries of <c>get_settlement_history_by_*</c>.</summary>
    public static DecodeResult DecodeSettlements(ReadOnlySpan<byte> settlements, in DecodeContext context) =>
        Elements<SettlementElement>.PublishAll(settlements, in context);

    /// <summary>The result of <c>get_mmp_status</c>: where market-maker protection has struck and was not reset.</summary>
    public static DecodeResult DecodeProtections(ReadOnlySpan<byte> result, in DecodeContext context) =>
        Elements<ProtectionTriggerElement>.PublishAll(result, in context);

    /// <summary>The result of <c>get_positions</c>: the picture of the currency that was asked for, or of all.</summary>
    public static DecodeResult DecodePositions(ReadOnlySpan<byte> result, in DecodeContext context) =>
        Elements<PositionElement>.PublishPicture(result, in context, InputKind.Position);

    /// <summary>The result of <c>get_account_summary</c>: a portfolio event, and what only the session needs.</summary>
    public static DecodeResult DecodeSummary(ReadOnlySpan<byte> result, in DecodeContext context, out AccountLimits limits)
    {
        limits = default;
        return AccountLimits.TryRead(result, out limits)
            ? Elements<PortfolioElement>.PublishAll(result, in context)
            : Refuse(in context);
    }

    private static DecodeResult Refuse(in DecodeContext context)
    {
        context.Counters.Malformed++;
        return DecodeResult.Malformed;
    }

    private static DecodeResult PublishParts(in Parts parts, in DecodeContext context)
    {
        if (!TryScan<FillElement>(parts.Trades, in context, out var fills)
            || !TryScan<OrderElement>(parts.Orders, in context, out var orders)
            || !TryScan<PositionElement>(parts.Positions, in context, out var positions))
        {
            return Refuse(in context);
        }

        Elements<FillElement>.Publish(parts.Trades, in context, in fills);
        Elements<OrderElement>.Publish(parts.Orders, in context, in orders);
        Elements<PositionElement>.Publish(parts.Positions, in context, in positions);
        return fills.Unknown + orders.Unknown + positions.Unknown == 0 ? DecodeResult.Ok : DecodeResult.UnknownInstrument;
    }

    private static bool TryScan<TElement>(ReadOnlySpan<byte> part, in DecodeContext context, out ElementScan scan)
        where TElement : struct, IElement
    {
        scan = default;
        return part.IsEmpty || Elements<TElement>.TryScan(part, in context, out scan);
    }

    private static bool TryReadParts(ReadOnlySpan<byte> data, out Parts parts)
    {
        parts = default;
        var candidate = default(Parts);
        var reader = new JsonReader(data);
        if (!reader.ReadStartObject())
        {
            return false;
        }

        while (reader.ReadName())
        {
            var read = reader.NameEquals("trades"u8) ? reader.CaptureValue(out candidate.Trades)
                : reader.NameEquals("orders"u8) || reader.NameEquals("order"u8) ? reader.CaptureValue(out candidate.Orders)
                : reader.NameEquals("positions"u8) ? reader.CaptureValue(out candidate.Positions)
                : reader.NameEquals("has_more"u8) ? FieldReader.Boolean(ref reader, ref candidate.HasMore)
                : reader.SkipValue();
            if (!read)
            {
                return false;
            }
        }

        parts = candidate;
        return reader.Kind == JsonKind.EndObject && !reader.Read() && !reader.Failed;
    }

    [HotPath]
    private ref struct Parts
    {
        public ReadOnlySpan<byte> Trades;
        public ReadOnlySpan<byte> Orders;
        public ReadOnlySpan<byte> Positions;
        public bool HasMore;

        public readonly bool HasAny => !Trades.IsEmpty || !Orders.IsEmpty || !Positions.IsEmpty;
    }
}
