using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

public sealed class AccountDecoderTests
{
    private const string Order = """
        {"label":"hx1-0000002a-000001ff","price":92100.0,"user_id":10580,"amount":10.0,"direction":"buy",
         "time_in_force":"immediate_or_cancel","instrument_name":"BTC-PERPETUAL","order_id":"74365704227",
         "creation_timestamp":1765505266840,"filled_amount":10.0,"last_update_timestamp":1765505266849,"post_only":false,
         "reduce_only":true,"average_price":92037.0,"order_state":"filled","order_type":"limit"}
        """;

    private const string Trade = """
        {"label":"hx1-0000002a-000001ff","timestamp":1765505266849,"state":"filled","price":92037.0,"amount":10.0,"direction":"buy",
         "index_price":92035.22,"instrument_name":"BTC-PERPETUAL","trade_seq":123024306,"mark_price":92035.41,"order_id":"74365704227",
         "matching_id":null,"profit_loss":-4e-07,"trade_id":"208465104","fee_currency":"BTC","fee":5e-08,"liquidity":"T"}
        """;

    private const string Position = """
        {"size":-10.0,"kind":"future","direction":"sell","index_price":92035.22,"instrument_name":"BTC-PERPETUAL","mark_price":92035.41,
         "delta":-0.000108,"average_price":91000.5,"floating_profit_loss":-3.97e-07}
        """;

    private readonly DecoderFixture _fixture = new("BTC-PERPETUAL");

    private delegate DecodeResult Decoder(ReadOnlySpan<byte> result, in DecodeContext context);

    [Theory]
    [InlineData("", false)]
    [InlineData(",\"liquidation\":\"M\"", false)]
    [InlineData(",\"liquidation\":\"T\"", true)]
    [InlineData(",\"liquidation\":\"MT\"", true)]
    [InlineData(",\"liquidation\":null", false)]
    public void Decode_TradeOfALiquidation_IsOneWhenItIsOurs(string member, bool isOurs)
    {
        Assert.Equal(DecodeResult.Ok, _fixture.Decode("user.trades.any.any.raw", $"[{Trade.Replace("}", member + "}", StringComparison.Ordinal)}]"));

        Assert.Equal(isOurs, _fixture.Events[0].Fill.IsLiquidation);
    }

    [Theory]
    [InlineData("""{"instrument_name":"BTC-PERPETUAL","trades":[T],"positions":[P],"orders":[O]}""")]
    [InlineData("""{"positions":[P],"orders":[O],"instrument_name":"BTC-PERPETUAL","trades":[T]}""")]
    public void Decode_UserChanges_FillsThenOrdersThenPositions(string shape)
    {
        var data = shape.Replace("[T]", $"[{Trade}]").Replace("[P]", $"[{Position}]").Replace("[O]", $"[{Order}]");

        Assert.Equal(DecodeResult.Ok, _fixture.Decode("user.changes.any.any.raw", data));

        Assert.Equal([InputKind.Fill, InputKind.OrderUpdate, InputKind.Position], Kinds());
        CheckFill(_fixture.Events[0]);
        CheckOrder(_fixture.Events[1]);
        ref readonly var position = ref _fixture.Events[2].Position;
        Assert.Equal(-10_00000000, position.Size.Raw);
        Assert.Equal((91000.5, -0.000108, 92035.41), (position.AveragePrice, position.Delta, position.MarkPrice));
        Assert.Equal(-3.97e-07, position.FloatingProfitLoss);
        Assert.Equal(InputFlags.None, _fixture.Events[2].Flags);
    }

    [Theory]
    [InlineData("\"amount\":10.0", "\"amount\":-10.0")]
    [InlineData("\"amount\":10.0", "\"amount\":null")]
    [InlineData("\"trade_id\":\"208465104\"", "\"trade_id\":\"012345678901234567890123456789012\"")]
    [InlineData("\"trade_id\":\"208465104\"", "\"trade_id\":208465104")]
    [InlineData("\"size\":-10.0", "\"size\":\"-10.0\"")]
    [InlineData("\"order_state\":\"filled\"", "\"order_state\":1")]
    public void Decode_UserChangesWithOneBrokenField_PublishesNothing(string good, string bad)
    {
        var data = $$"""{"trades":[{{Trade}}],"positions":[{{Position}}],"orders":[{{Order}}]}""".Replace(good, bad);

        Assert.Equal(DecodeResult.Malformed, _fixture.Decode("user.changes.any.any.raw", data));
        Assert.Equal(0, _fixture.Events.Length);
        Assert.Equal(1, _fixture.Counters.Malformed);
    }

    [Fact]
    public void Decode_UserOrders_ObjectAndArrayAreTheSame()
    {
        Assert.Equal(DecodeResult.Ok, _fixture.Decode("user.orders.any.any.raw", Order));
        CheckOrder(_fixture.Events[0]);

        Assert.Equal(DecodeResult.Ok, _fixture.Decode("user.orders.any.any.100ms", $"[{Order},{Order}]"));
        Assert.Equal(2, _fixture.Events.Length);
        CheckOrder(_fixture.Events[1]);
    }

    [Fact]
    public void Decode_TriggerOrder_HasNoPriceAndNoLabelOfOurs()
    {
        Assert.Equal(DecodeResult.Ok, _fixture.Decode("user.orders.any.any.raw", """
            {"label":"O-19700101-000000-001-001-3","price":"market_price","amount":0.01,"direction":"sell",
             "instrument_name":"BTC-PERPETUAL",
             "order_id":"USDC-SLMB-19641","last_update_timestamp":1777923420773,"order_state":"untriggered"}
            """));

        ref readonly var order = ref _fixture.Events[0].Order;
        Assert.Equal(Price.None, order.Price);
        Assert.Equal(OrderRef.None, order.Ref);
        Assert.Equal(OrderState.Untriggered, order.State);
        Assert.Equal(Quantity.Zero, order.FilledAmount);
        Assert.Equal(0, order.AveragePrice);
    }

    [Fact]
    public void Decode_FillOfUnknownInstrument_SaysSoAndPublishesTheOthers()
    {
        var data = $"[{Trade.Replace("BTC-PERPETUAL", "BTC-NEW")},{Trade}]";

        Assert.Equal(DecodeResult.UnknownInstrument, _fixture.Decode("user.trades.any.any.raw", data));

        Assert.Equal(1, _fixture.Events.Length);
        CheckFill(_fixture.Events[0]);
    }

    [Fact]
    public void DecodeOrderResult_AllShapes()
    {
        Assert.Equal(DecodeResult.Ok, Run(AccountDecoder.DecodeOrderResult, $$"""{"order":{{Order}},"trades":[{{Trade}}]}"""));
        Assert.Equal([InputKind.Fill, InputKind.OrderUpdate], Kinds());
        Assert.Equal(InputFlags.FromQuery, _fixture.Events[0].Flags);

        Assert.Equal(DecodeResult.Ok, Run(AccountDecoder.DecodeOrderResult, $$"""{"order":{{Order}},"trades":[]}"""));
        Assert.Equal([InputKind.OrderUpdate], Kinds());

        Assert.Equal(DecodeResult.Ok, Run(AccountDecoder.DecodeOrderResult, Order));
        Assert.Equal([InputKind.OrderUpdate], Kinds());

        Assert.Equal(DecodeResult.Malformed, Run(AccountDecoder.DecodeOrderResult, "{}"));
        Assert.Equal(DecodeResult.Malformed, Run(AccountDecoder.DecodeOrderResult, "4"));
        Assert.Empty(Kinds());
    }

    [Fact]
    public void DecodeOrders_EmptyArray_IsOk()
    {
        Assert.Equal(DecodeResult.Ok, Run(AccountDecoder.DecodeOrders, "[]"));
        Assert.Empty(Kinds());
    }

    [Fact]
    public void DecodeUserTrades_ObjectAndArray()
    {
        var context = _fixture.Context();
        var text = Encoding.UTF8.GetBytes($$"""{"trades":[{{Trade}},{{Trade}}],"has_more":true}""");
        Assert.Equal(DecodeResult.Ok, AccountDecoder.DecodeUserTrades(text, in context, out var hasMore));
        Assert.True(hasMore);
        Assert.Equal(2, _fixture.Events.Length);

        Assert.Equal(DecodeResult.Ok, AccountDecoder.DecodeUserTrades(Encoding.UTF8.GetBytes($"[{Trade}]"), in context, out hasMore));
        Assert.False(hasMore);
        Assert.Equal(DecodeResult.Malformed, AccountDecoder.DecodeUserTrades("{}"u8, in context, out _));
    }

    [Fact]
    public void DecodePositions_PictureHasStartAndEnd()
    {
        Assert.Equal(DecodeResult.UnknownInstrument, Run(AccountDecoder.DecodePositions,
            $"[{Position},{Position.Replace("BTC-PERPETUAL", "X")},{Position},{Position}]"));

        Assert.Equal(3, _fixture.Events.Length);
        Assert.Equal(InputFlags.FromQuery | InputFlags.SnapshotStart, _fixture.Events[0].Flags);
        Assert.Equal(InputFlags.FromQuery, _fixture.Events[1].Flags);
        Assert.Equal(InputFlags.FromQuery | InputFlags.Last, _fixture.Events[2].Flags);

        Run(AccountDecoder.DecodePositions, $"[{Position}]");
        Assert.Equal(InputFlags.FromQuery | InputFlags.SnapshotStart | InputFlags.Last, _fixture.Events[0].Flags);

        Run(AccountDecoder.DecodePositions, "[]");
        Assert.Equal(1, _fixture.Events.Length);
        Assert.Equal(InputKind.Position, _fixture.Events[0].Kind);
        Assert.Equal(InstrumentId.None, _fixture.Events[0].Instrument);
        Assert.Equal(InputFlags.FromQuery | InputFlags.SnapshotStart | InputFlags.Last | InputFlags.Empty, _fixture.Events[0].Flags);
    }

    [Theory]
    [InlineData("""
        {"matching_engine":{"cancel_all":{"rate":5,"burst":20},"spot":{"rate":1,"burst":2},"trading":{"total":{"rate":6,"burst":30}}},
        "limits_per_currency":false,"non_matching_engine":{"rate":20,"burst":100}}
        """, 6, 30, 5, 20, 100)]
    [InlineData("""
        {"non_matching_engine_burst":300,"non_matching_engine":200,"matching_engine_burst":20,"matching_engine":2}
        """, 2, 20, 0, 200, 300)]
    public void DecodeSummary_PortfolioAndLimits(string limits, double rate, double burst, double cancelRate, double otherRate,
        double otherBurst)
    {
        var text = Encoding.UTF8.GetBytes($$"""
            {"currency":"BTC","equity":10.00295059,"limits":{{limits}},"delta_total":-1.5,"options_value":null}
            """);
        var context = _fixture.Context();

        Assert.Equal(DecodeResult.Ok, AccountDecoder.DecodeSummary(text, in context, out var found));

        Assert.Equal((rate, burst, cancelRate, otherRate, otherBurst),
            (found.TradingRate, found.TradingBurst, found.CancelAllRate, found.OtherRate, found.OtherBurst));
        ref readonly var portfolio = ref _fixture.Events[0].Portfolio;
        Assert.Equal("BTC", portfolio.Currency.ToString());
        Assert.Equal((10.00295059, -1.5), (portfolio.Equity, portfolio.DeltaTotal));
        Assert.True(double.IsNaN(portfolio.OptionsValue));
        Assert.True(double.IsNaN(portfolio.Balance));
    }

    [Theory]
    [InlineData("hx1-0000002a-000001ff", 0x2au, 0x1ffu)]
    [InlineData("hx1-ffffffff-00000000", 0xffffffffu, 0u)]
    public void OrderLabel_RoundTrips(string text, uint epoch, uint number)
    {
        Assert.True(OrderLabel.TryParse(Encoding.UTF8.GetBytes(text), out var order));
        Assert.Equal(new OrderRef(epoch, number), order);

        Span<byte> written = stackalloc byte[OrderLabel.Length];
        Assert.True(OrderLabel.TryWrite(order, written));
        Assert.Equal(text, Encoding.UTF8.GetString(written));
        Assert.False(OrderLabel.TryWrite(order, written[1..]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hx1-0000002a-000001f")]
    [InlineData("hx1-0000002a-000001fff")]
    [InlineData("hx2-0000002a-000001ff")]
    [InlineData("hx1-0000002A-000001ff")]
    [InlineData("hx1-0000002a_000001ff")]
    [InlineData("hx1-0000002g-000001ff")]
    [InlineData("hx1-00000000-000001ff")]
    public void OrderLabel_Foreign_IsNone(string text)
    {
        Assert.False(OrderLabel.TryParse(Encoding.UTF8.GetBytes(text), out var order));
        Assert.Equal(OrderRef.None, order);
    }

    private static void CheckOrder(in InputEvent published)
    {
        Assert.Equal(InputKind.OrderUpdate, published.Kind);
        ref readonly var order = ref published.Order;
        Assert.Equal(new OrderRef(0x2a, 0x1ff), order.Ref);
        Assert.Equal("74365704227", order.ExchangeOrderId.ToString());
        Assert.Equal((9_210_000_000_000, 10_00000000, 10_00000000), (order.Price.Raw, order.Amount.Raw, order.FilledAmount.Raw));
        Assert.Equal((92037.0, Side.Buy, OrderState.Filled), (order.AveragePrice, order.Side, order.State));
        Assert.True(order.ReduceOnly);
        Assert.False(order.PostOnly);
        Assert.Equal(1765505266849_000_000, order.LastUpdateUtcNanos);
        Assert.Equal(1765505266849_000_000, published.ExchangeTimeUtcNanos);
    }

    private static void CheckFill(in InputEvent published)
    {
        Assert.Equal(InputKind.Fill, published.Kind);
        ref readonly var fill = ref published.Fill;
        Assert.Equal(new OrderRef(0x2a, 0x1ff), fill.Ref);
        Assert.Equal(("208465104", "74365704227"), (fill.TradeId.ToString(), fill.ExchangeOrderId.ToString()));
        Assert.Equal((9_203_700_000_000, 10_00000000), (fill.Price.Raw, fill.Amount.Raw));
        Assert.Equal((5e-08, 92035.41, 92035.22), (fill.Fee, fill.MarkPrice, fill.IndexPrice));
        Assert.Equal((123024306, Side.Buy, Liquidity.Taker), (fill.TradeSequence, fill.Side, fill.Liquidity));
        Assert.Equal(1765505266849_000_000, published.ExchangeTimeUtcNanos);
    }

    private InputKind[] Kinds()
    {
        var kinds = new InputKind[_fixture.Events.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            kinds[i] = _fixture.Events[i].Kind;
        }

        return kinds;
    }

    private DecodeResult Run(Decoder decoder, string result)
    {
        _fixture.Publisher.Clear();
        return decoder(Encoding.UTF8.GetBytes(result), _fixture.Context(InputFlags.FromQuery));
    }
}
