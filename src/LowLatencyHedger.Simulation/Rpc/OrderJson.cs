using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>The venue's order and user-trade objects. Field names and forms: deribit protocol notes, sections 10.1 and 10.2.</summary>
public static class OrderJson
{
    /// <summary>An order.</summary>
    public static void WriteOrder(Utf8JsonWriter writer, Order order)
    {
        writer.WriteStartObject();
        writer.WriteString("label", order.Label);
        writer.WriteFloat("price", order.Price);
        writer.WriteNumber("user_id", order.Account.UserId);
        writer.WriteFloat("amount", order.Amount);
        writer.WriteString("direction", MarketJson.SideName(order.Direction));
        writer.WriteString("time_in_force", TimeInForceName(order.TimeInForce));
        writer.WriteString("instrument_name", order.Instrument.Name);
        writer.WriteBoolean("web", false);
        writer.WriteBoolean("api", true);
        writer.WriteString("order_id", order.OrderId);
        writer.WriteNumber("creation_timestamp", order.CreationMs);
        writer.WriteBoolean("replaced", order.Replaced);
        writer.WriteFloat("filled_amount", order.FilledAmount);
        writer.WriteNumber("last_update_timestamp", order.LastUpdateMs);
        writer.WriteBoolean("post_only", order.PostOnly);
        writer.WriteBoolean("reduce_only", order.ReduceOnly);
        if (order.CancelReason is not null)
        {
            writer.WriteString("cancel_reason", order.CancelReason);
        }

        writer.WriteFloat("average_price", order.AveragePrice);
        writer.WriteBoolean("mmp", order.Mmp);
        writer.WriteFloat("contracts", order.Contracts);
        writer.WriteBoolean("reject_post_only", order.RejectPostOnly);
        writer.WriteString("order_state", StateName(order.State));
        writer.WriteString("order_type", TypeName(order.Type));
        if (order.OriginalType is { } original)
        {
            writer.WriteString("original_order_type", TypeName(original));
        }

        writer.WriteBoolean("is_liquidation", false);
        writer.WriteBoolean("risk_reducing", false);
        writer.WriteEndObject();
    }

    /// <summary>Orders as an array.</summary>
    public static void WriteOrders(Utf8JsonWriter writer, IEnumerable<Order> orders)
    {
        writer.WriteStartArray();
        foreach (var order in orders)
        {
            WriteOrder(writer, order);
        }

        writer.WriteEndArray();
    }

    /// <summary>An account's side of a trade.</summary>
    public static void WriteUserTrade(Utf8JsonWriter writer, UserTrade trade)
    {
        writer.WriteStartObject();
        writer.WriteString("label", trade.Order.Label);
        MarketJson.WriteTradeFields(writer, trade.Trade);
        if (trade.Trade.Instrument.Spec.IsOption)
        {
            writer.WriteFloat("underlying_price", trade.UnderlyingPrice);
        }

        writer.WriteString("direction", MarketJson.SideName(trade.Direction));
        writer.WriteString("state", StateName(trade.Order.State));
        writer.WriteNumber("user_id", trade.Order.Account.UserId);
        writer.WriteBoolean("api", true);
        writer.WriteString("order_id", trade.Order.OrderId);
        writer.WriteString("order_type", TypeName(trade.Order.Type));
        writer.WriteNull("matching_id");
        writer.WriteFloat("profit_loss", trade.ProfitLoss);
        writer.WriteBoolean("post_only", trade.Order.PostOnly);
        writer.WriteBoolean("reduce_only", trade.Order.ReduceOnly);
        writer.WriteBoolean("self_trade", false);
        writer.WriteBoolean("mmp", trade.Order.Mmp);
        writer.WriteString("fee_currency", trade.FeeCurrency);
        writer.WriteFloat("fee", trade.Fee);
        writer.WriteBoolean("risk_reducing", false);
        writer.WriteString("liquidity", trade.IsMaker ? "M" : "T");
        writer.WriteEndObject();
    }

    /// <summary>User trades as an array.</summary>
    public static void WriteUserTrades(Utf8JsonWriter writer, IEnumerable<UserTrade> trades)
    {
        writer.WriteStartArray();
        foreach (var trade in trades)
        {
            WriteUserTrade(writer, trade);
        }

        writer.WriteEndArray();
    }

    /// <summary>The wire's word for an order state.</summary>
    public static string StateName(OrderState state) => state switch
    {
        OrderState.Open => "open",
        OrderState.Filled => "filled",
        OrderState.Rejected => "rejected",
        _ => "cancelled",
    };

    /// <summary>The wire's word for an order type.</summary>
    public static string TypeName(OrderType type) => type switch
    {
        OrderType.Limit => "limit",
        OrderType.Market => "market",
        _ => "market_limit",
    };

    private static string TimeInForceName(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.GoodTilDay => "good_til_day",
        TimeInForce.FillOrKill => "fill_or_kill",
        TimeInForce.ImmediateOrCancel => "immediate_or_cancel",
        _ => "good_til_cancelled",
    };
}
