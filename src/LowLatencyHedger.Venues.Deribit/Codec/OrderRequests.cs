using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// Requests about orders and the account, written into the caller's bytes. Each returns the length of the request, or 0 if it does not
/// fit.
/// </summary>
[HotPath]
public static class OrderRequests
{
    /// <summary>
    /// <c>private/buy</c> or <c>private/sell</c>. It always carries our label, the moment until which it is valid, and
    /// <c>post_only</c>, whose default the venue's documentation gets wrong.
    /// </summary>
    public static int Place(Span<byte> buffer, long id, ReadOnlySpan<byte> instrument, in NewOrder order)
    {
        Require(in order);
        var writer = new RequestWriter(buffer, id, order.Side == Side.Buy ? "private/buy"u8 : "private/sell"u8)
            .Text("instrument_name"u8, instrument)
            .Decimal("amount"u8, order.Amount)
            .Text("type"u8, "limit"u8)
            .Decimal("price"u8, order.Price)
            .Label(order.Ref)
            .Text("time_in_force"u8, NameOf(order.TimeInForce))
            .Flag("post_only"u8, order.PostOnly);
        if (order.PostOnly)
        {
            writer = writer.Flag("reject_post_only"u8, true);
        }

        return writer
            .Flag("reduce_only"u8, order.ReduceOnly)
            .Number("valid_until"u8, Nanos.ToMillis(order.ValidUntilUtcNanos))
            .End();
    }

    /// <summary><c>private/edit</c>: the amount is the new total, what is already filled included.</summary>
    public static int Edit(Span<byte> buffer, long id, in InlineText32 exchangeOrderId, in NewOrder order)
    {
        Invariant.That(
            order.Price.IsPositive && order.Amount.IsPositive && order.ValidUntilUtcNanos > 0,
            "an edit needs a price, an amount and an end of its validity");
        var writer = new RequestWriter(buffer, id, "private/edit"u8)
            .Text("order_id"u8, exchangeOrderId.AsSpan())
            .Decimal("amount"u8, order.Amount)
            .Decimal("price"u8, order.Price)
            .Flag("post_only"u8, order.PostOnly);
        if (order.PostOnly)
        {
            writer = writer.Flag("reject_post_only"u8, true);
        }

        return writer
            .Flag("reduce_only"u8, order.ReduceOnly)
            .Number("valid_until"u8, Nanos.ToMillis(order.ValidUntilUtcNanos))
            .End();
    }

    public static int Cancel(Span<byte> buffer, long id, in InlineText32 exchangeOrderId) =>
        new RequestWriter(buffer, id, "private/cancel"u8).Text("order_id"u8, exchangeOrderId.AsSpan()).End();

    /// <summary>Naming the currency asks one matching engine only.</summary>
    public static int CancelByLabel(Span<byte> buffer, long id, OrderRef order, ReadOnlySpan<byte> currency) =>
        new RequestWriter(buffer, id, "private/cancel_by_label"u8).Label(order).Text("currency"u8, currency).End();

    public static int CancelAll(Span<byte> buffer, long id) =>
        new RequestWriter(buffer, id, "private/cancel_all"u8).Flag("detailed"u8, false).End();

    public static int CancelAllByCurrency(Span<byte> buffer, long id, ReadOnlySpan<byte> currency) =>
        new RequestWriter(buffer, id, "private/cancel_all_by_currency"u8)
            .Text("currency"u8, currency)
            .Flag("detailed"u8, false)
            .End();

    public static int CancelAllByInstrument(Span<byte> buffer, long id, ReadOnlySpan<byte> instrument) =>
        new RequestWriter(buffer, id, "private/cancel_all_by_instrument"u8)
            .Text("instrument_name"u8, instrument)
            .Flag("detailed"u8, false)
            .End();

    public static int GetOrderState(Span<byte> buffer, long id, in InlineText32 exchangeOrderId) =>
        new RequestWriter(buffer, id, "private/get_order_state"u8).Text("order_id"u8, exchangeOrderId.AsSpan()).End();

    public static int GetOrderStateByLabel(Span<byte> buffer, long id, OrderRef order, ReadOnlySpan<byte> currency) =>
        new RequestWriter(buffer, id, "private/get_order_state_by_label"u8).Text("currency"u8, currency).Label(order).End();

    /// <summary>Of all currencies.</summary>
    public static int GetOpenOrders(Span<byte> buffer, long id) =>
        new RequestWriter(buffer, id, "private/get_open_orders"u8).End();

    public static int GetOpenOrdersByCurrency(Span<byte> buffer, long id, ReadOnlySpan<byte> currency) =>
        new RequestWriter(buffer, id, "private/get_open_orders_by_currency"u8).Text("currency"u8, currency).End();

    /// <summary>Oldest first, from a trade on if it is given, and from a time on otherwise; of the last day, or of the archive.</summary>
    public static int GetUserTradesByCurrency(
        Span<byte> buffer, long id, ReadOnlySpan<byte> currency, long fromUtcNanos, in InlineText32 fromTradeId, int count, bool historical)
    {
        var writer = new RequestWriter(buffer, id, "private/get_user_trades_by_currency"u8).Text("currency"u8, currency);
        writer = fromTradeId.IsEmpty
            ? writer.Number("start_timestamp"u8, Nanos.ToMillis(fromUtcNanos))
            : writer.Text("start_id"u8, fromTradeId.AsSpan());
        writer = writer.Number("count"u8, count).Text("sorting"u8, "asc"u8);
        return historical ? writer.Flag("historical"u8, true).End() : writer.End();
    }

    /// <summary>Oldest first, from a trade sequence on.</summary>
    public static int GetUserTradesByInstrument(Span<byte> buffer, long id, ReadOnlySpan<byte> instrument, long fromSequence, int count) =>
        new RequestWriter(buffer, id, "private/get_user_trades_by_instrument"u8)
            .Text("instrument_name"u8, instrument)
            .Number("start_seq"u8, fromSequence)
            .Number("count"u8, count)
            .Text("sorting"u8, "asc"u8)
            .End();

    public static int GetUserTradesByOrder(Span<byte> buffer, long id, in InlineText32 exchangeOrderId) =>
        new RequestWriter(buffer, id, "private/get_user_trades_by_order"u8)
            .Text("order_id"u8, exchangeOrderId.AsSpan())
            .Text("sorting"u8, "asc"u8)
            .End();

    /// <param name="buffer">Where to write.</param>
    /// <param name="id">The request's id.</param>
    /// <param name="currency">For example <c>BTC</c>, or <c>any</c>.</param>
    public static int GetPositions(Span<byte> buffer, long id, ReadOnlySpan<byte> currency) =>
        new RequestWriter(buffer, id, "private/get_positions"u8).Text("currency"u8, currency).End();

    /// <summary>Extended: with the rate limits.</summary>
    public static int GetAccountSummary(Span<byte> buffer, long id, ReadOnlySpan<byte> currency) =>
        new RequestWriter(buffer, id, "private/get_account_summary"u8)
            .Text("currency"u8, currency)
            .Flag("extended"u8, true)
            .End();

    internal static void Require(in NewOrder order) => Invariant.That(
        order.Price.IsPositive && order.Amount.IsPositive && order.ValidUntilUtcNanos > 0 && order.Side != Side.None,
        "an order needs a price, an amount, a side and an end of its validity");

    internal static ReadOnlySpan<byte> NameOf(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.ImmediateOrCancel => "immediate_or_cancel"u8,
        TimeInForce.FillOrKill => "fill_or_kill"u8,
        _ => "good_til_cancelled"u8,
    };
}
