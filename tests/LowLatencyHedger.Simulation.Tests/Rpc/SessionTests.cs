using System.Text.Json;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

public sealed class SessionTests
{
    [Fact]
    public void OnRequest_IdOfAnyType_IsEchoed()
    {
        using var harness = new RpcHarness();
        foreach (var id in (string[])["7", "\"abc\"", "1.5", "null", "[1,2]", "{\"a\":1}"])
        {
            var client = harness.Connect();
            client.SendRaw($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"public/test"}""");
            Assert.Equal(id, client.Messages.Single().GetProperty("id").GetRawText());
        }
    }

    [Fact]
    public void OnRequest_NoId_RepliesWithoutOne()
    {
        using var harness = new RpcHarness();
        var client = harness.Connect();
        client.SendRaw("""{"jsonrpc":"2.0","method":"public/get_time","params":{}}""");
        var reply = client.Messages.Single();
        Assert.False(reply.TryGetProperty("id", out _));
        Assert.Equal(RpcHarness.StartUtcNanos / 1_000_000, reply.GetProperty("result").GetInt64());
        Assert.Equal(reply.GetProperty("usOut").GetInt64() - reply.GetProperty("usIn").GetInt64(), reply.GetProperty("usDiff").GetInt64());
        Assert.True(reply.GetProperty("testnet").GetBoolean());
    }

    [Theory]
    [InlineData("{", -32700)]
    [InlineData("{} x", -32700)]
    [InlineData("\u0000", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("{\"id\":1}", -32600)]
    [InlineData("{\"id\":1,\"method\":\"public/nothing\"}", -32601)]
    [InlineData("{\"id\":1,\"method\":\"public/test\",\"params\":[1]}", -32000)]
    [InlineData("{\"id\":1,\"method\":\"public/ticker\"}", -32602)]
    [InlineData("{\"id\":1,\"method\":\"public/test\",\"params\":{\"expected_result\":\"exception\"}}", 10001)]
    public void OnRequest_Malformed_GivesTheVenuesError(string text, int code)
    {
        using var harness = new RpcHarness();
        var client = harness.Connect();
        client.SendRaw(text);
        Assert.Equal(code, client.Messages.Single().GetProperty("error").GetProperty("code").GetInt32());
        Assert.Null(client.Closed);
    }

    [Fact]
    public void OnRequest_Over32Kilobytes_IsRefused()
    {
        using var harness = new RpcHarness();
        var client = harness.Connect();
        client.SendRaw(new string(' ', 32_769));
        Assert.Equal("request entity too large", client.Messages.Single().GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public void OnRequest_MissingParam_NamesIt()
    {
        using var harness = new RpcHarness();
        var data = harness.Login().Call("private/get_account_summary").GetProperty("error").GetProperty("data");
        Assert.Equal("value required", data.GetProperty("reason").GetString());
        Assert.Equal("currency", data.GetProperty("param").GetString());
    }

    [Fact]
    public void OnRequest_CreditsUsedUp_Gives10028AndCloses()
    {
        using var harness = new RpcHarness(rpc: new RpcServerOptions());
        var client = harness.Connect();
        for (var i = 0; i < 100; i++)
        {
            client.Result("public/test");
        }

        Assert.Equal(10028, client.ErrorCode("public/test"));
        Assert.Equal("too_many_requests", client.Closed);

        harness.Advance(1);
        var next = harness.Connect();
        for (var i = 0; i < 20; i++)
        {
            next.Result("public/test");
        }

        Assert.Equal(10028, next.ErrorCode("public/test"));
    }

    [Fact]
    public void Auth_Signature_IsCheckedInTimeAndOnce()
    {
        using var harness = new RpcHarness();
        var millis = harness.Model.NowMs;
        object Signed(long timestamp, string nonce, string secret) => new
        {
            grant_type = "client_signature",
            client_id = "demo",
            timestamp,
            nonce,
            data = "",
            signature = RequestSignature.ForLogin(secret, timestamp, nonce, ""),
        };
        var client = harness.Connect();
        Assert.Equal("bearer", client.Result("public/auth", Signed(millis, "n1", "demo")).GetProperty("token_type").GetString());
        Assert.Equal(13004, client.ErrorCode("public/auth", Signed(millis, "n1", "demo")));
        Assert.Equal(13004, client.ErrorCode("public/auth", Signed(millis, "n2", "wrong")));
        Assert.Equal(13004, client.ErrorCode("public/auth", Signed(millis - 61_000, "n3", "demo")));
        Assert.Equal(0, client.Result("private/get_open_orders").GetArrayLength());
    }

    [Fact]
    public void Auth_ConnectionToken_IsOfNoUseElsewhereAndDiesWithIt()
    {
        using var harness = new RpcHarness();
        var first = harness.Login();
        var token = first.Messages[0].GetProperty("result").GetProperty("access_token").GetString();
        var second = harness.Connect();
        Assert.Equal(13009, second.ErrorCode("private/get_open_orders", new { access_token = token }));
        first.Result("private/get_open_orders", new { access_token = token });
        first.Connection.OnDisconnected();
        Assert.Equal(13009, second.ErrorCode("private/get_open_orders", new { access_token = token }));
    }

    [Fact]
    public void Auth_SessionToken_SurvivesAndIsRefreshedOnce()
    {
        using var harness = new RpcHarness();
        var first = harness.Login("session:hx1 trade:read expires:100");
        var grant = first.Messages[0].GetProperty("result");
        Assert.Equal(100, grant.GetProperty("expires_in").GetInt64());
        Assert.Equal(JsonValueKind.String, grant.GetProperty("sid").ValueKind);
        first.Connection.OnDisconnected();

        var second = harness.Connect();
        var refresh = grant.GetProperty("refresh_token").GetString();
        var renewed = second.Result("public/auth", new { grant_type = "refresh_token", refresh_token = refresh });
        Assert.Equal(grant.GetProperty("scope").GetString(), renewed.GetProperty("scope").GetString());
        second.Result("private/get_positions");
        Assert.Equal(13004, second.ErrorCode("public/auth", new { grant_type = "refresh_token", refresh_token = refresh }));

        harness.Advance(101);
        Assert.Equal(13009, second.ErrorCode("private/get_positions"));
    }

    [Fact]
    public void Scope_TooSmall_IsForbidden()
    {
        using var harness = new RpcHarness();
        var client = harness.Login("trade:read account:read");
        Assert.Equal(13021, client.ErrorCode("private/buy", new { instrument_name = "BTC-PERPETUAL", amount = 10, price = 1000 }));
        Assert.Equal(13021, client.ErrorCode("private/enable_cancel_on_disconnect"));
        client.Result("private/get_positions", new { currency = "BTC" });
        Assert.Equal(13009, harness.Connect().ErrorCode("private/get_positions"));
    }

    [Fact]
    public void Heartbeat_SilentClient_IsTestedThenDropped()
    {
        using var harness = new RpcHarness();
        var client = harness.Connect();
        Assert.Equal(-32602, client.ErrorCode("public/set_heartbeat", new { interval = 9 }));
        Assert.Equal("ok", client.Result("public/set_heartbeat", new { interval = 10 }).GetString());
        harness.Advance(10.2);
        Assert.Equal(["heartbeat", "test_request"], Heartbeats(client));
        client.Result("public/test");
        harness.Advance(9.9);
        Assert.Null(client.Closed);
        harness.Advance(20.3);
        Assert.Equal("heartbeat_timeout", client.Closed);
        Assert.Equal(2, Heartbeats(client).Count(type => type == "test_request"));
    }

    [Fact]
    public void Idle_TenMinutes_Closes()
    {
        using var harness = new RpcHarness();
        var client = harness.Connect();
        harness.Advance(599);
        Assert.Null(client.Closed);
        harness.Advance(1.2);
        Assert.NotNull(client.Closed);
    }

    [Theory]
    [InlineData("disconnect", false)]
    [InlineData("heartbeat", false)]
    [InlineData("logout", true)]
    [InlineData("disabled", true)]
    public void CancelOnDisconnect_Loss_CancelsOnlyTheConnectionsOrders(string ending, bool survives)
    {
        using var harness = new RpcHarness();
        var other = harness.Login();
        var kept = PlaceFarBid(other);
        other.Subscribe("user.orders.any.any.raw");

        var client = harness.Login();
        client.Result("private/enable_cancel_on_disconnect");
        Assert.True(client.Result("private/get_cancel_on_disconnect").GetProperty("enabled").GetBoolean());
        var lost = PlaceFarBid(client);
        switch (ending)
        {
            case "disconnect":
                client.Connection.OnDisconnected();
                break;
            case "heartbeat":
                client.Result("public/set_heartbeat", new { interval = 10 });
                harness.Advance(21);
                break;
            case "logout":
                client.Request("private/logout");
                Assert.Equal("logout", client.Closed);
                break;
            default:
                client.Result("private/disable_cancel_on_disconnect");
                client.Connection.OnDisconnected();
                break;
        }

        harness.Advance(0.1);
        Assert.Equal("open", other.Result("private/get_order_state", new { order_id = kept }).GetProperty("order_state").GetString());
        var order = other.Result("private/get_order_state", new { order_id = lost });
        Assert.Equal(survives ? "open" : "cancelled", order.GetProperty("order_state").GetString());
        if (!survives)
        {
            Assert.Equal("cancel_on_disconnect", order.GetProperty("cancel_reason").GetString());
            Assert.Contains(other.Data("user.orders.any.any.raw"), data => data.GetProperty("order_id").GetString() == lost
                && data.GetProperty("order_state").GetString() == "cancelled");
        }
    }

    [Fact]
    public void CancelOnDisconnect_AccountScope_IsTheDefaultOfLaterConnections()
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        client.Result("private/enable_cancel_on_disconnect", new { scope = "account" });
        Assert.False(client.Result("private/get_cancel_on_disconnect").GetProperty("enabled").GetBoolean());
        Assert.True(harness.Login().Result("private/get_cancel_on_disconnect").GetProperty("enabled").GetBoolean());
    }

    private static string[] Heartbeats(RpcClient client) =>
        [.. client.Messages
            .Where(message => message.TryGetProperty("method", out var method) && method.GetString() == "heartbeat")
            .Select(message => message.GetProperty("params").GetProperty("type").GetString()!)];

    private static string PlaceFarBid(RpcClient client)
    {
        var ticker = client.Result("public/ticker", new { instrument_name = "BTC-PERPETUAL" });
        var price = Math.Floor(ticker.GetProperty("best_bid_price").GetDouble() * 0.99);
        return client.Result("private/buy", new { instrument_name = "BTC-PERPETUAL", amount = 10, price, post_only = true })
            .GetProperty("order").GetProperty("order_id").GetString()!;
    }
}
