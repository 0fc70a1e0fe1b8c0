using System.Text.Json;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

/// <summary>Every method once with good parameters; the table is checked to name every method that the front has.</summary>
public sealed class MethodTableTests
{
    private const string Period = "\"start_timestamp\":1768910000000,\"end_timestamp\":1768920000000";

    public static TheoryData<string, string, string> Rows => new()
    {
        {
            "public/auth", """{"grant_type":"client_credentials","client_id":"demo","client_secret":"demo"}""",
            "access_token,refresh_token,expires_in,scope,token_type,enabled_features"
        },
        { "public/disable_heartbeat", "{}", "" },
        {
            "public/get_book_summary_by_currency", """{"currency":"BTC","kind":"option"}""",
            "[instrument_name,mark_price,bid_price,ask_price,mid_price,underlying_price,open_interest"
        },
        {
            "public/get_book_summary_by_instrument", """{"instrument_name":"BTC-PERPETUAL"}""",
            "[instrument_name,funding_8h,current_funding,last,volume_usd"
        },
        { "public/get_contract_size", """{"instrument_name":"BTC-PERPETUAL"}""", "contract_size" },
        { "public/get_currencies", "{}", "[currency,currency_long,coin_type,min_confirmations" },
        { "public/get_delivery_prices", """{"index_name":"btc_usd"}""", "data,records_total" },
        { "public/get_expirations", """{"currency":"BTC","kind":"any"}""", "option,future" },
        { "public/get_funding_rate_history", """{"instrument_name":"BTC-PERPETUAL",@TIMES}""", "" },
        { "public/get_funding_rate_value", """{"instrument_name":"BTC-PERPETUAL",@TIMES}""", "" },
        { "public/get_index_price", """{"index_name":"btc_usd"}""", "index_price,estimated_delivery_price" },
        { "public/get_index_price_names", "{}", "" },
        {
            "public/get_instrument", """{"instrument_name":"BTC-PERPETUAL"}""",
            "instrument_name,tick_size,contract_size,min_trade_amount,max_leverage"
        },
        {
            "public/get_instruments", """{"currency":"any","kind":"option"}""",
            "[strike,option_type,tick_size_steps,price_index,expiration_timestamp,state"
        },
        { "public/get_last_trades_by_currency", """{"currency":"BTC","count":5}""", "trades,has_more" },
        { "public/get_last_trades_by_currency_and_time", """{"currency":"BTC",@TIMES}""", "trades,has_more" },
        { "public/get_last_trades_by_instrument", """{"instrument_name":"BTC-PERPETUAL","count":1000}""", "trades,has_more" },
        { "public/get_last_trades_by_instrument_and_time", """{"instrument_name":"BTC-PERPETUAL",@TIMES}""", "trades,has_more" },
        {
            "public/get_order_book", """{"instrument_name":"BTC-PERPETUAL","depth":3}""",
            "bids,asks,change_id,timestamp,stats,mark_price,index_price"
        },
        { "public/get_time", "{}", "" },
        {
            "public/get_tradingview_chart_data", """{"instrument_name":"BTC-PERPETUAL","resolution":"1",@TIMES}""",
            "status,ticks,open,high,low,close,volume,cost"
        },
        { "public/hello", """{"client_name":"t","client_version":"1"}""", "version" },
        { "public/set_heartbeat", """{"interval":30}""", "" },
        { "public/status", "{}", "locked,locked_indices" },
        { "public/subscribe", """{"channels":["quote.BTC-PERPETUAL"]}""", "" },
        { "public/test", "{}", "version" },
        {
            "public/ticker", """{"instrument_name":"BTC-PERPETUAL"}""",
            "best_bid_price,best_ask_price,mark_price,index_price,stats,funding_8h,current_funding"
        },
        { "public/unsubscribe", """{"channels":["quote.BTC-PERPETUAL"]}""", "" },
        { "public/unsubscribe_all", "{}", "" },
        { "private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"}""", "order,trades" },
        { "private/cancel", """{"order_id":"@ORDER"}""", "order_id,order_state,cancel_reason" },
        { "private/cancel_all", "{}", "" },
        { "private/cancel_all_by_currency", """{"currency":"BTC"}""", "" },
        { "private/cancel_all_by_currency_pair", """{"currency_pair":"btc_usd"}""", "" },
        { "private/cancel_all_by_instrument", """{"instrument_name":"BTC-PERPETUAL","detailed":true}""", "" },
        { "private/cancel_all_by_kind_or_type", """{"currency":"any","type":"limit"}""", "" },
        { "private/cancel_by_label", """{"label":"x"}""", "" },
        { "private/close_position", """{"instrument_name":"BTC-PERPETUAL","type":"market"}""", "order,trades" },
        { "private/disable_cancel_on_disconnect", "{}", "" },
        { "private/edit", """{"order_id":"@ORDER","amount":20}""", "order,trades" },
        { "private/edit_by_label", """{"label":"table","instrument_name":"BTC-PERPETUAL","amount":20}""", "order,trades" },
        { "private/enable_cancel_on_disconnect", """{"scope":"connection"}""", "" },
        { "private/get_account_summaries", """{"extended":true}""", "summaries,id,username" },
        {
            "private/get_account_summary", """{"currency":"BTC","extended":true}""",
            "equity,balance,delta_total,options_delta,limits,id,margin_model"
        },
        { "private/get_cancel_on_disconnect", "{}", "scope,enabled" },
        { "private/get_margins", """{"instrument_name":"BTC-PERPETUAL","amount":100,"price":90000}""", "buy,sell,min_price,max_price" },
        { "private/get_open_orders", "{}", "[order_id,order_state" },
        { "private/get_open_orders_by_currency", """{"currency":"BTC","kind":"future"}""", "[order_id" },
        { "private/get_open_orders_by_instrument", """{"instrument_name":"BTC-PERPETUAL"}""", "[order_id" },
        { "private/get_open_orders_by_label", """{"currency":"BTC","label":"table"}""", "[order_id" },
        { "private/get_order_history_by_currency", """{"currency":"BTC","count":5,"include_unfilled":true}""", "" },
        {
            "private/get_order_history_by_instrument", """{"instrument_name":"BTC-PERPETUAL","with_continuation":true}""",
            "orders,continuation"
        },
        { "private/get_order_state", """{"order_id":"@ORDER"}""", "order_id,order_state" },
        { "private/get_order_state_by_label", """{"currency":"BTC","label":"table"}""", "[order_id" },
        { "private/get_position", """{"instrument_name":"BTC-PERPETUAL"}""", "size,direction,average_price,size_currency,leverage" },
        { "private/get_positions", """{"currency":"any","kind":"any"}""", "[size,direction,delta" },
        { "private/get_settlement_history_by_currency", """{"currency":"BTC"}""", "settlements,continuation" },
        { "private/get_settlement_history_by_instrument", """{"instrument_name":"BTC-PERPETUAL"}""", "settlements,continuation" },
        { "private/get_subaccounts", "{}", "[id,username,type" },
        { "private/get_transaction_log", """{"currency":"BTC",@TIMES}""", "logs,continuation" },
        { "private/get_user_trades_by_currency", """{"currency":"BTC","kind":"future","sorting":"asc"}""", "trades,has_more" },
        { "private/get_user_trades_by_currency_and_time", """{"currency":"BTC",@TIMES}""", "trades,has_more" },
        { "private/get_user_trades_by_instrument", """{"instrument_name":"BTC-PERPETUAL","start_seq":1}""", "trades,has_more" },
        { "private/get_user_trades_by_instrument_and_time", """{"instrument_name":"BTC-PERPETUAL",@TIMES}""", "trades,has_more" },
        { "private/get_user_trades_by_order", """{"order_id":"@ORDER"}""", "trades,has_more" },
        { "private/sell", """{"instrument_name":"BTC-PERPETUAL","contracts":1,"type":"market"}""", "order,trades" },
        { "private/subscribe", """{"channels":["user.changes.any.any.raw"]}""", "" },
        { "private/unsubscribe", """{"channels":["user.changes.any.any.raw"]}""", "" },
        { "private/unsubscribe_all", "{}", "" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Call_GoodParameters_GivesTheFields(string method, string values, string fields)
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        client.Result("private/buy", new { instrument_name = "BTC-PERPETUAL", amount = 10, type = "market" });
        var price = Math.Floor(harness.Model.FindInstrument("BTC-PERPETUAL")!.Ticker.BestBidPrice * 0.99);
        var order = client.Result("private/buy", new { instrument_name = "BTC-PERPETUAL", amount = 10, price, label = "table" });
        var text = values
            .Replace("@TIMES", Period, StringComparison.Ordinal)
            .Replace("@ORDER", order.GetProperty("order").GetProperty("order_id").GetString(), StringComparison.Ordinal);
        var result = client.Result(method, JsonSerializer.Deserialize<JsonElement>(text));
        var item = fields.StartsWith('[') ? result[0] : result;
        foreach (var field in fields.TrimStart('[').Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(item.TryGetProperty(field, out _), $"{method} lacks {field}: {item}");
        }
    }

    [Fact]
    public void Rows_Methods_AreAllThatTheFrontHas()
    {
        using var harness = new RpcHarness();
        var tested = Rows.Select(row => row.Data.Item1).Append("private/logout").Order(StringComparer.Ordinal);
        Assert.Equal(harness.Server.MethodNames, tested);
    }
}
