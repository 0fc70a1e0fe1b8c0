using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// Orders and trades of the account: <c>user.orders.*</c>, <c>user.trades.*</c> and <c>user.changes.*</c>, of which the last brings both,
/// and positions; and what replies say of them. The fast twin of <see cref="AccountDecoder"/>: all or nothing, fills before orders before positions.
/// </summary>
internal sealed class AccountScanner
{
    private const int Absent = -1;

    private readonly MemberNames _names = new("trades", "orders", "positions", "order", "has_more", "instrument_name");

    /// <summary>Which members are usual.</summary>
    private enum Shape
    {
        Changes,
        OrderResult,
        TradesResult,
    }

    private enum Member
    {
        Trades,
        Orders,
        Positions,
        Order,
        HasMore,
    }

    [HotPath]
    public ElementScanner<FillScan> Fills { get; } = new();

    [HotPath]
    public ElementScanner<OrderScan> Orders { get; } = new();

    [HotPath]
    public ElementScanner<PositionScan> Positions { get; } = new();

    /// <summary>Reads the data of <c>user.changes.*</c>. Position behind them, or <see cref="JsonScan.Failed"/>.</summary>
    [HotPath]
    public int Scan(ReadOnlySpan<byte> text, int at, in DecodeContext context, out Parts parts) =>
        ScanParts(text, at, in context, Shape.Changes, out parts);

    /// <summary>The same for the result of an order, <c>{order, trades}</c>.</summary>
    [HotPath]
    public int ScanOrderResult(ReadOnlySpan<byte> text, int at, in DecodeContext context, out Parts parts) =>
        ScanParts(text, at, in context, Shape.OrderResult, out parts);

    /// <summary>The same for a page of trades, <c>{trades, has_more}</c>.</summary>
    [HotPath]
    public int ScanTradesResult(ReadOnlySpan<byte> text, int at, in DecodeContext context, out Parts parts) =>
        ScanParts(text, at, in context, Shape.TradesResult, out parts);

    [HotPath]
    private int ScanParts(ReadOnlySpan<byte> text, int at, in DecodeContext context, Shape shape, out Parts parts)
    {
        parts = default;
        parts.FillsAt = parts.OrdersAt = parts.PositionsAt = parts.HasMoreAt = Absent;
        if (!JsonScan.IsAt(text, at, (byte)'{'))
        {
            return JsonScan.Failed;
        }

        var member = _names.Unknown;
        do
        {
            at = _names.Read(text, at + 1, ref member);
            if (at < 0)
            {
                return JsonScan.Failed;
            }

            at = Take((Member)member, text, at, in context, shape, ref parts);
        }
        while (at >= 0 && JsonScan.IsAt(text, at, (byte)','));

        var hasAny = parts.FillsAt != Absent || parts.OrdersAt != Absent || parts.PositionsAt != Absent;
        return hasAny && at >= 0 && JsonScan.IsAt(text, at, (byte)'}') ? at + 1 : JsonScan.Failed;
    }

    /// <summary>Publishes what <see cref="Scan"/> has read from the same text.</summary>
    [HotPath]
    public DecodeResult Publish(ReadOnlySpan<byte> text, in DecodeContext context, in Parts parts)
    {
        Fills.Publish(text, parts.FillsAt, in context, in parts.Fills);
        Orders.Publish(text, parts.OrdersAt, in context, in parts.Orders);
        Positions.Publish(text, parts.PositionsAt, in context, in parts.Positions);
        return parts.Fills.Unknown + parts.Orders.Unknown + parts.Positions.Unknown == 0
            ? DecodeResult.Ok
            : DecodeResult.UnknownInstrument;
    }

    [HotPath]
    private int Take(Member member, ReadOnlySpan<byte> text, int at, in DecodeContext context, Shape shape, ref Parts parts) => member switch
    {
        Member.Trades => TryPlace(ref parts.FillsAt, at) ? Fills.Scan(text, at, in context, out parts.Fills) : JsonScan.Failed,

        // Each where it is usual; elsewhere it would be news.
        Member.Orders when shape == Shape.Changes =>
            TryPlace(ref parts.OrdersAt, at) ? Orders.Scan(text, at, in context, out parts.Orders) : JsonScan.Failed,
        Member.Order when shape == Shape.OrderResult =>
            TryPlace(ref parts.OrdersAt, at) ? Orders.Scan(text, at, in context, out parts.Orders) : JsonScan.Failed,
        Member.Positions when shape == Shape.Changes =>
            TryPlace(ref parts.PositionsAt, at) ? Positions.Scan(text, at, in context, out parts.Positions) : JsonScan.Failed,
        Member.HasMore when shape == Shape.TradesResult =>
            TryPlace(ref parts.HasMoreAt, at) ? FieldScan.Boolean(text, at, ref parts.HasMore) : JsonScan.Failed,
        Member.Orders or Member.Order or Member.Positions or Member.HasMore => JsonScan.Failed,
        _ => JsonScan.Skip(text, at),
    };

    /// <summary>False if the part has been there before.</summary>
    [HotPath]
    private static bool TryPlace(ref int place, int at)
    {
        var isFirst = place == Absent;
        place = at;
        return isFirst;
    }

    /// <summary>What was read, and where: a second pass begins at the same positions.</summary>
    internal struct Parts
    {
        public int FillsAt;
        public int OrdersAt;
        public int PositionsAt;
        public int HasMoreAt;
        public bool HasMore;
        public ElementScan Fills;
        public ElementScan Orders;
        public ElementScan Positions;
    }
}
