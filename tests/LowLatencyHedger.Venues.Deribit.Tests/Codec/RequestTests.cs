using System.Text;
using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

public sealed class RequestTests
{
    private static readonly OrderRef s_ref = new(0x2a, 0x1ff);

    private delegate int Write(Span<byte> buffer);

    [Fact]
    public void Place_Hedge_EveryParameter()
    {
        using var request = Parse(buffer => OrderRequests.Place(buffer, 4, "BTC-PERPETUAL"u8, Hedge()));

        Assert.Equal("2.0", request.RootElement.GetProperty("jsonrpc").GetString());
        Assert.Equal(4, request.RootElement.GetProperty("id").GetInt64());
        Assert.Equal("private/sell", request.RootElement.GetProperty("method").GetString());
        Assert.Equal(
            """
            {"instrument_name":"BTC-PERPETUAL","amount":23020,"type":"limit","price":91060.5,"label":"hx1-0000002a-000001ff",
            "time_in_force":"immediate_or_cancel","post_only":false,"reduce_only":true,"valid_until":1768912252068}
            """.ReplaceLineEndings(""),
            request.RootElement.GetProperty("params").GetRawText());
    }

    [Fact]
    public void Place_PostOnly_RejectsInsteadOfRepricing()
    {
        var order = Hedge() with { Side = Side.Buy, PostOnly = true, TimeInForce = TimeInForce.GoodTilCancelled };
        using var request = Parse(buffer => OrderRequests.Place(buffer, 4, "BTC-27FEB26-100000-C"u8, order));

        var parameters = request.RootElement.GetProperty("params");
        Assert.Equal("private/buy", request.RootElement.GetProperty("method").GetString());
        Assert.True(parameters.GetProperty("post_only").GetBoolean());
        Assert.True(parameters.GetProperty("reject_post_only").GetBoolean());
        Assert.Equal("good_til_cancelled", parameters.GetProperty("time_in_force").GetString());
    }

    [Fact]
    public void Place_WithoutPriceAmountEndOrName_IsADefect()
    {
        var whole = Hedge();
        foreach (var order in (NewOrder[])
        [
            whole with { Price = Price.None }, whole with { Amount = Quantity.Zero }, whole with { ValidUntilUtcNanos = 0 },
            whole with { Side = Side.None }, whole with { Ref = OrderRef.None },
        ])
        {
            Assert.Throws<InvariantException>(() => OrderRequests.Place(new byte[1024], 1, "BTC-PERPETUAL"u8, order));
        }
    }

    [Fact]
    public void Place_AnyPriceAndAmount_PrintedExactly()
    {
        var random = new Random(Seeds.For(nameof(Place_AnyPriceAndAmount_PrintedExactly), 5));
        for (var i = 0; i < 2_000; i++)
        {
            var digits = random.Next(1, 63);
            var order = Hedge() with
            {
                Price = Price.FromRaw(1 + (random.NextInt64(1L << digits) % Decimal8.MaxMagnitude)),
                Amount = Quantity.FromRaw(1 + random.NextInt64(1_000_000) * (random.Next(2) == 0 ? 1 : Decimal8.Scale)),
            };
            using var request = Parse(buffer => OrderRequests.Place(buffer, i, "X"u8, order));

            var parameters = request.RootElement.GetProperty("params");
            Assert.Equal(order.Price.Raw / (decimal)Decimal8.Scale, parameters.GetProperty("price").GetDecimal());
            Assert.Equal(order.Amount.Raw / (decimal)Decimal8.Scale, parameters.GetProperty("amount").GetDecimal());
            Assert.DoesNotMatch("\\.[0-9]*0$", parameters.GetProperty("price").GetRawText());
        }
    }

    [Fact]
    public void Requests_AreWhatTheVenueDocuments()
    {
        var id = InlineText32.From("ETH-SLIS-12");
        Check("private/edit",
            """
            {"order_id":"ETH-SLIS-12","amount":23020,"price":91060.5,"post_only":false,"reduce_only":true,"valid_until":1768912252068}
            """,
            buffer => OrderRequests.Edit(buffer, 7, id, Hedge()));
        Check("private/cancel", """{"order_id":"ETH-SLIS-12"}""", buffer => OrderRequests.Cancel(buffer, 7, id));
        Check("private/cancel_by_label", """{"label":"hx1-0000002a-000001ff","currency":"BTC"}""",
            buffer => OrderRequests.CancelByLabel(buffer, 7, s_ref, "BTC"u8));
        Check("private/cancel_all", """{"detailed":false}""", buffer => OrderRequests.CancelAll(buffer, 7));
        Check("private/cancel_all_by_currency", """{"currency":"BTC","detailed":false}""",
            buffer => OrderRequests.CancelAllByCurrency(buffer, 7, "BTC"u8));
        Check("private/cancel_all_by_instrument", """{"instrument_name":"BTC-PERPETUAL","detailed":false}""",
            buffer => OrderRequests.CancelAllByInstrument(buffer, 7, "BTC-PERPETUAL"u8));
        Check("private/get_order_state", """{"order_id":"ETH-SLIS-12"}""", buffer => OrderRequests.GetOrderState(buffer, 7, id));
        Check("private/get_order_state_by_label", """{"currency":"BTC","label":"hx1-0000002a-000001ff"}""",
            buffer => OrderRequests.GetOrderStateByLabel(buffer, 7, s_ref, "BTC"u8));
        Check("private/get_open_orders", "{}", buffer => OrderRequests.GetOpenOrders(buffer, 7));
        Check("private/get_open_orders_by_currency", """{"currency":"BTC"}""", buffer => OrderRequests.GetOpenOrdersByCurrency(buffer, 7,
            "BTC"u8));
        Check("private/get_user_trades_by_currency", """{"currency":"BTC","start_timestamp":1768912252068,"count":1000,"sorting":"asc"}""",
            buffer => OrderRequests.GetUserTradesByCurrency(buffer, 7, "BTC"u8, 1768912252068_999_999, default, 1000, historical: false));
        Check("private/get_user_trades_by_currency", """{"currency":"BTC","start_id":"ETH-15","count":1000,"sorting":"asc","historical":true}""",
            buffer => OrderRequests.GetUserTradesByCurrency(buffer, 7, "BTC"u8, 1, InlineText32.From("ETH-15"), 1000, historical: true));
        Check("private/get_user_trades_by_instrument", """{"instrument_name":"X","start_seq":17,"count":10,"sorting":"asc"}""",
            buffer => OrderRequests.GetUserTradesByInstrument(buffer, 7, "X"u8, 17, 10));
        Check("private/get_user_trades_by_order", """{"order_id":"ETH-SLIS-12","sorting":"asc"}""",
            buffer => OrderRequests.GetUserTradesByOrder(buffer, 7, id));
        Check("private/get_positions", """{"currency":"any"}""", buffer => OrderRequests.GetPositions(buffer, 7, "any"u8));
        Check("private/get_account_summary", """{"currency":"BTC","extended":true}""", buffer => OrderRequests.GetAccountSummary(buffer,
            7, "BTC"u8));
    }

    [Fact]
    public void End_BufferTooShort_IsZeroAtEveryLength()
    {
        var buffer = new byte[1024];
        var length = OrderRequests.Place(buffer, 4, "BTC-PERPETUAL"u8, Hedge());
        Assert.True(length > 0);
        for (var shorter = 0; shorter < length; shorter++)
        {
            Assert.Equal(0, OrderRequests.Place(buffer.AsSpan(0, shorter), 4, "BTC-PERPETUAL"u8, Hedge()));
        }

        Assert.Equal(length, OrderRequests.Place(buffer.AsSpan(0, length), 4, "BTC-PERPETUAL"u8, Hedge()));
    }

    [Fact]
    public void Writer_ArraysFlagsAndTextsThatNeedEscapes()
    {
        using var request = Parse(buffer => new RequestWriter(buffer, -1, "private/subscribe"u8)
            .BeginArray("channels"u8)
            .Element("book."u8, "BTC-PERPETUAL"u8, ".raw"u8)
            .Element("platform_state"u8)
            .EndArray()
            .Text("label"u8, "a\"b\\c\n\u0001é"u8)
            .Flag("flag"u8, false)
            .Decimal("price"u8, Price.FromRaw(-1))
            .End());

        Assert.Equal(-1, request.RootElement.GetProperty("id").GetInt64());
        var parameters = request.RootElement.GetProperty("params");
        Assert.Equal(["book.BTC-PERPETUAL.raw", "platform_state"], parameters.GetProperty("channels").EnumerateArray().Select(c =>
            c.GetString()));
        Assert.Equal("a\"b\\c\n\u0001é", parameters.GetProperty("label").GetString());
        Assert.False(parameters.GetProperty("flag").GetBoolean());
        Assert.Equal(-0.00000001m, parameters.GetProperty("price").GetDecimal());
    }

    [Theory]
    [InlineData(10009, ErrorClass.RiskOrAccount, RejectClass.Definite)]
    [InlineData(10028, ErrorClass.RetryAfterWait, RejectClass.Definite)]
    [InlineData(10041, ErrorClass.RetryAfterWait, RejectClass.Definite)]
    [InlineData(13888, ErrorClass.Refused, RejectClass.Definite)]
    [InlineData(11054, ErrorClass.Refused, RejectClass.Definite)]
    [InlineData(13020, ErrorClass.Refused, RejectClass.Definite)]
    [InlineData(10043, ErrorClass.OwnDefect, RejectClass.Definite)]
    [InlineData(-32602, ErrorClass.OwnDefect, RejectClass.Definite)]
    [InlineData(13009, ErrorClass.Reauthenticate, RejectClass.Definite)]
    [InlineData(10004, ErrorClass.OrderGone, RejectClass.Definite)]
    [InlineData(13028, ErrorClass.RetryAfterWait, RejectClass.Ambiguous)]
    [InlineData(11094, ErrorClass.RetryAfterWait, RejectClass.Ambiguous)]
    [InlineData(10040, ErrorClass.RetryAfterWait, RejectClass.Ambiguous)]
    [InlineData(10047, ErrorClass.RetryAfterWait, RejectClass.Ambiguous)]
    [InlineData(11051, ErrorClass.RetryAfterWait, RejectClass.Ambiguous)]
    [InlineData(10001, ErrorClass.Unknown, RejectClass.Ambiguous)]
    [InlineData(0, ErrorClass.Unknown, RejectClass.Ambiguous)]
    [InlineData(424242, ErrorClass.Unknown, RejectClass.Ambiguous)]
    public void Classify_Code(int code, ErrorClass expectedClass, RejectClass expectedReject) =>
        Assert.Equal(new ErrorVerdict(expectedClass, expectedReject), ErrorTable.Classify(code));

    private static NewOrder Hedge() => new()
    {
        Ref = s_ref,
        Side = Side.Sell,
        Price = Price.FromRaw(9_106_050_000_000),
        Amount = Quantity.FromRaw(23020 * Decimal8.Scale),
        TimeInForce = TimeInForce.ImmediateOrCancel,
        ReduceOnly = true,
        ValidUntilUtcNanos = 1768912252068_999_999,
    };

    private static void Check(string method, string parameters, Write write)
    {
        using var request = Parse(write);
        Assert.Equal(method, request.RootElement.GetProperty("method").GetString());
        Assert.Equal(7, request.RootElement.GetProperty("id").GetInt64());
        Assert.Equal(parameters, request.RootElement.GetProperty("params").GetRawText());
    }

    private static JsonDocument Parse(Write write)
    {
        var buffer = new byte[1024];
        var length = write(buffer);
        Assert.True(length > 0, "the request did not fit");
        Assert.DoesNotContain("\0", Encoding.UTF8.GetString(buffer, 0, length));
        return JsonDocument.Parse(buffer.AsMemory(0, length));
    }
}
