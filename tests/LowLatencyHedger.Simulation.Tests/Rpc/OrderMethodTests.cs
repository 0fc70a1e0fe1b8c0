using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

public sealed class OrderMethodTests
{
    private const string Perpetual = "BTC-PERPETUAL";

    [Fact]
    public void Buy_Resting_IsReadBackEditedAndCancelled()
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        var price = FarBid(client);
        var reply = client.Result("private/buy", new { instrument_name = Perpetual, amount = 100, price, label = "a", post_only = true });
        var order = reply.GetProperty("order");
        Assert.Equal(0, reply.GetProperty("trades").GetArrayLength());
        var id = order.GetProperty("order_id").GetString();
        Assert.Equal("open", order.GetProperty("order_state").GetString());
        Assert.Equal("100.0", order.GetProperty("amount").GetRawText());
        Assert.Equal("10.0", order.GetProperty("contracts").GetRawText());
        Assert.Equal(order.GetRawText(), client.Result("private/get_open_orders")[0].GetRawText());
        Assert.Equal(
            order.GetRawText(),
            client.Result("private/get_open_orders_by_label", new { currency = "BTC", label = "a" })[0].GetRawText());
        Assert.Equal(0, client.Result("private/get_open_orders", new { kind = "option" }).GetArrayLength());
        Assert.Equal(0, client.Result("private/get_open_orders", new { type = "stop_all" }).GetArrayLength());

        var edited = client.Result("private/edit", new { order_id = id, amount = 200, price = price - 10, post_only = true })
            .GetProperty("order");
        Assert.True(edited.GetProperty("replaced").GetBoolean());
        Assert.Equal(200, edited.GetProperty("amount").GetDouble());
        edited = client.Result("private/edit_by_label", new { label = "a", instrument_name = Perpetual, amount = 150 })
            .GetProperty("order");
        Assert.Equal((id, 150.0), (edited.GetProperty("order_id").GetString(), edited.GetProperty("amount").GetDouble()));

        var cancelled = client.Result("private/cancel", new { order_id = id });
        Assert.Equal("cancelled", cancelled.GetProperty("order_state").GetString());
        Assert.Equal("user_request", cancelled.GetProperty("cancel_reason").GetString());
        Assert.NotEqual(0, client.ErrorCode("private/cancel", new { order_id = id }));
        Assert.Equal(10004, client.ErrorCode("private/get_order_state", new { order_id = "1" }));
        Assert.Equal(1, client.Result("private/get_order_state_by_label", new { currency = "BTC", label = "a" }).GetArrayLength());
    }

    [Fact]
    public void Sell_Market_FillsAndShowsInTradesPositionsAndHistory()
    {
        using var harness = new RpcHarness(new ExchangeOptions { OptionCount = 0, ClientTradesPerSecond = 0 });
        var client = harness.Login();
        var reply = client.Result("private/sell", new { instrument_name = Perpetual, amount = 5000, type = "market", label = "h" });
        var order = reply.GetProperty("order");
        Assert.Equal("filled", order.GetProperty("order_state").GetString());
        var sum = reply.GetProperty("trades").EnumerateArray().Sum(trade => trade.GetProperty("amount").GetDouble());
        Assert.Equal(5000, sum);

        var page = client.Result("private/get_user_trades_by_instrument", new { instrument_name = Perpetual, count = 100 });
        Assert.Equal(reply.GetProperty("trades").GetArrayLength(), page.GetProperty("trades").GetArrayLength());
        var byOrder = client.Result("private/get_user_trades_by_order", new { order_id = order.GetProperty("order_id").GetString() });
        Assert.Equal(page.GetProperty("trades").GetArrayLength(), byOrder.GetProperty("trades").GetArrayLength());
        Assert.Equal(1, client.Result("private/get_order_history_by_currency", new { currency = "BTC" }).GetArrayLength());
        var position = client.Result("private/get_position", new { instrument_name = Perpetual });
        Assert.Equal((-5000.0, "sell"), (position.GetProperty("size").GetDouble(), position.GetProperty("direction").GetString()));

        var closed = client.Result("private/close_position", new { instrument_name = Perpetual, type = "market" }).GetProperty("order");
        Assert.True(closed.GetProperty("reduce_only").GetBoolean());
        Assert.Equal(0, client.Result("private/get_positions", new { currency = "BTC", kind = "future" }).GetArrayLength());
        var log = client.Result("private/get_transaction_log", new
        {
            currency = "BTC",
            start_timestamp = harness.Model.NowMs - 1000,
            end_timestamp = harness.Model.NowMs + 1000,
        });
        Assert.True(log.GetProperty("logs").GetArrayLength() >= 2);
    }

    [Fact]
    public void CancelAll_EveryScope_CountsOrReports()
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        var price = FarBid(client);
        void Place(int count)
        {
            for (var i = 0; i < count; i++)
            {
                client.Result("private/buy", new { instrument_name = Perpetual, amount = 10, price = price - i, label = "c" });
            }
        }

        foreach (var (method, values) in ((string, object)[])[
            ("private/cancel_all", new { }),
            ("private/cancel_all_by_currency", new { currency = "BTC", kind = "future" }),
            ("private/cancel_all_by_currency_pair", new { currency_pair = "btc_usd" }),
            ("private/cancel_all_by_kind_or_type", new { currency = new[] { "BTC", "ETH" }, type = "limit" }),
            ("private/cancel_all_by_instrument", new { instrument_name = Perpetual }),
            ("private/cancel_by_label", new { label = "c", currency = "BTC" })])
        {
            Place(3);
            Assert.Equal(3, client.Result(method, values).GetInt32());
        }

        Place(2);
        Assert.Equal(0, client.Result("private/cancel_all_by_currency", new { currency = "ETH" }).GetInt32());
        Assert.Equal(0, client.Result("private/cancel_all", new { type = "trigger_all" }).GetInt32());
        var reports = client.Result("private/cancel_all_by_currency", new { currency = "BTC", detailed = true });
        Assert.Equal("BTC", reports[0].GetProperty("currency").GetString());
        Assert.Equal("limit", reports[0].GetProperty("type").GetString());
        Assert.Equal(2, reports[0].GetProperty("result").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"amount":10,"price":1000}""", -32602)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","price":1000}""", -32602)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","amount":10}""", -32602)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","amount":"10","price":1000}""", -32602)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","amount":10,"price":1000,"time_in_force":"soon"}""", -32602)]
    [InlineData("""{"instrument_name":"BTC-1JAN20","amount":10,"price":1000}""", 10020)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","amount":10,"price":1000.3}""", 10043)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","amount":1e10,"price":90000}""", 10009)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","amount":1e12,"price":1000}""", -32602)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","amount":10,"price":9000000}""", 10007)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","amount":10,"price":1000,"valid_until":1}""", 13888)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","amount":10,"price":1000,"type":"stop_limit"}""", 10033)]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","amount":10,"price":1000,"advanced":"usd"}""", 10033)]
    public void Buy_Wrong_GivesTheVenuesError(string values, int code)
    {
        using var harness = new RpcHarness();
        Assert.Equal(code, harness.Login().ErrorCode("private/buy", JsonSerializer.Deserialize<JsonElement>(values)));
    }

    [Fact]
    public void Buy_EngineDelay_RepliesWhenTheEngineRanIt()
    {
        using var harness = new RpcHarness(new ExchangeOptions
        {
            OptionCount = 0,
            EngineDelayNanos = 5_000_000,
            QueuedRequestsMax = 2,
        });
        var client = harness.Login();
        var values = new { instrument_name = Perpetual, amount = 10, price = FarBid(client) };
        var first = client.Request("private/buy", values);
        var second = client.Request("private/buy", values);
        var refused = client.ReplyTo(client.Request("private/buy", values));
        Assert.Equal(10047, refused.GetProperty("error").GetProperty("code").GetInt32());
        Assert.DoesNotContain(client.Messages, message => message.TryGetProperty("id", out var id) && id.GetInt32() == first);

        client.Result("public/test");
        harness.Advance(0.005);
        var reply = client.ReplyTo(first);
        Assert.Equal("open", reply.GetProperty("result").GetProperty("order").GetProperty("order_state").GetString());
        Assert.Equal(5_000, reply.GetProperty("usDiff").GetInt64());
        Assert.True(client.ReplyTo(second).TryGetProperty("result", out _));

        var overtaken = client.Request("private/buy", values);
        var all = client.Request("private/cancel_all");
        Assert.Equal(13666, client.ReplyTo(overtaken).GetProperty("error").GetProperty("code").GetInt32());
        harness.Advance(0.005);
        Assert.Equal(2, client.ReplyTo(all).GetProperty("result").GetInt32());
    }

    private static double FarBid(RpcClient client) => Math.Floor(
        client.Result("public/ticker", new { instrument_name = Perpetual }).GetProperty("best_bid_price").GetDouble() * 0.99);
}
