using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

public sealed class ChannelDecoderTests
{
    private const string Call = "BTC-27FEB26-100000-C";
    private const string Perpetual = "BTC-PERPETUAL";

    private readonly DecoderFixture _fixture = new(Call, Perpetual);

    [Fact]
    public void Decode_Ticker_EveryField()
    {
        var result = _fixture.Decode("ticker.BTC-27FEB26-100000-C.raw", """
            {"timestamp":1768912242068,"state":"open","stats":{"high":0.023,"volume":null},
             "greeks":{"delta":0.25166,"gamma":3e-05,"vega":93.88235,"theta":-47.10058,"rho":22.20671},"index_price":91080.4,
             "instrument_name":"BTC-27FEB26-100000-C","last_price":null,"min_price":0.0024,"max_price":0.0465,"mark_price":0.0173,
             "best_ask_price":0.0175,"best_bid_price":0.0165,"mark_iv":37.94,"bid_iv":0.0,"ask_iv":38.13,
             "underlying_price":91467.89,"estimated_delivery_price":"expired","best_ask_amount":118.3,"best_bid_amount":100.2}
            """);

        Assert.Equal(DecodeResult.Ok, result);
        Assert.Equal(1, _fixture.Events.Length);
        ref readonly var published = ref _fixture.Events[0];
        Assert.Equal(InputKind.Ticker, published.Kind);
        Assert.Equal(DecoderFixture.ConnectionId, published.ConnectionId);
        Assert.Equal(DecoderFixture.ReceivedNanos, published.ReceivedNanos);
        Assert.Equal(1768912242068_000_000, published.ExchangeTimeUtcNanos);
        Assert.Equal(0, published.Instrument.Index);
        ref readonly var ticker = ref published.Ticker;
        Assert.Equal(TradingStatus.Open, ticker.Status);
        Assert.Equal(1_650_000, ticker.BestBid.Raw);
        Assert.Equal(10_020_000_000, ticker.BestBidAmount.Raw);
        Assert.Equal(1_750_000, ticker.BestAsk.Raw);
        Assert.Equal(11_830_000_000, ticker.BestAskAmount.Raw);
        Assert.Equal(240_000, ticker.MinPrice.Raw);
        Assert.Equal(4_650_000, ticker.MaxPrice.Raw);
        Assert.Equal(0.0173, ticker.MarkPrice);
        Assert.Equal(91080.4, ticker.IndexPrice);
        Assert.Equal(91467.89, ticker.UnderlyingPrice);
        Assert.Equal(37.94 / 100, ticker.MarkIv);
        Assert.True(double.IsNaN(ticker.BidIv));
        Assert.Equal(38.13 / 100, ticker.AskIv);
        Assert.Equal([0.25166, 3e-05, 93.88235, -47.10058, 22.20671], [ticker.Delta, ticker.Gamma, ticker.Vega, ticker.Theta, ticker.Rho]);
        Assert.True(double.IsNaN(ticker.Funding8h));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("0.0")]
    [InlineData("0")]
    [InlineData(null)]
    public void Decode_TickerEmptySide_IsNone(string? price)
    {
        var member = price is null ? "" : $"\"best_bid_price\":{price},";
        var result = _fixture.Decode("ticker.BTC-PERPETUAL.raw", $$"""
            {{{member}}"best_bid_amount":0.0,"best_ask_price":5.0,"best_ask_amount":3,"timestamp":1,"instrument_name":"BTC-PERPETUAL"}
            """);

        Assert.Equal(DecodeResult.Ok, result);
        ref readonly var ticker = ref _fixture.Events[0].Ticker;
        Assert.Equal(Price.None, ticker.BestBid);
        Assert.Equal(Quantity.None, ticker.BestBidAmount);
        Assert.Equal(5_00000000, ticker.BestAsk.Raw);
        Assert.Equal(TradingStatus.Unknown, ticker.Status);
    }

    [Fact]
    public void Decode_Book_ChunksOfSevenWithFlagsOnTheEnds()
    {
        var bids = string.Join(',', Enumerable.Range(1, 9).Select(i => $"[\"new\",{100 - i}.5,{i}]"));
        var asks = string.Join(',', Enumerable.Range(1, 6).Select(i => $"[\"change\",{100 + i}.5,{i}]"));

        var result = _fixture.Decode("book.BTC-PERPETUAL.raw",
            $$"""{"asks":[{{asks}}],"bids":[{{bids}}],"change_id":9,"timestamp":5,"type":"snapshot","instrument_name":"BTC-PERPETUAL"}""");

        Assert.Equal(DecodeResult.Ok, result);
        Assert.Equal(3, _fixture.Events.Length);
        Assert.Equal(InputFlags.SnapshotStart, _fixture.Events[0].Flags);
        Assert.Equal(InputFlags.None, _fixture.Events[1].Flags);
        Assert.Equal(InputFlags.Last, _fixture.Events[2].Flags);
        Assert.Equal((7, 0), (_fixture.Events[0].Book.BidCount, _fixture.Events[0].Book.AskCount));
        Assert.Equal((2, 5), (_fixture.Events[1].Book.BidCount, _fixture.Events[1].Book.AskCount));
        Assert.Equal((0, 1), (_fixture.Events[2].Book.BidCount, _fixture.Events[2].Book.AskCount));
        Assert.Equal(99_50000000, _fixture.Events[0].Book.Levels[0].Price.Raw);
        Assert.Equal(91_50000000, _fixture.Events[1].Book.Levels[1].Price.Raw);
        Assert.Equal(101_50000000, _fixture.Events[1].Book.Levels[2].Price.Raw);
        Assert.Equal(6_00000000, _fixture.Events[2].Book.Levels[0].Amount.Raw);
        foreach (ref readonly var published in _fixture.Events)
        {
            Assert.Equal(InputKind.BookChunk, published.Kind);
            Assert.Equal(9, published.Book.ChangeId);
            Assert.Equal(0, published.Book.PrevChangeId);
            Assert.Equal(5_000_000, published.ExchangeTimeUtcNanos);
        }
    }

    [Theory]
    [InlineData("""{"type":"change","prev_change_id":4,"change_id":9,"bids":[["delete",5.5,7.0]],"asks":[],""", false, 4, 1)]
    [InlineData("""{"type":"change","prev_change_id":0,"change_id":9,"bids":[["new",5.5,7.0]],"asks":[["new",6,1]],""", false, 0, 2)]
    [InlineData("""{"type":"snapshot","prev_change_id":20,"change_id":9,"bids":[],"asks":[],""", true, 20, 0)]
    [InlineData("""{"prev_change_id":null,"change_id":9,"bids":[],"asks":[["new",6,1]],""", true, 0, 1)]
    [InlineData("""{"prev_change_id":3,"change_id":9,"bids":[],"asks":[["new",6,1]],""", false, 3, 1)]
    [InlineData("""{"change_id":9,"bids":[[89532.5,254900.0]],"asks":[[89533.0,91570.0]],""", true, 0, 2)]
    public void Decode_Book_TypeAndPredecessorRules(string start, bool isSnapshot, long prevChangeId, int levels)
    {
        Assert.Equal(DecodeResult.Ok, _fixture.Decode("book.BTC-PERPETUAL.raw",
            start + "\"timestamp\":5,\"instrument_name\":\"BTC-PERPETUAL\"}"));

        ref readonly var published = ref _fixture.Events[0];
        Assert.Equal(1, _fixture.Events.Length);
        Assert.Equal(isSnapshot ? InputFlags.SnapshotStart | InputFlags.Last : InputFlags.Last, published.Flags);
        Assert.Equal(prevChangeId, published.Book.PrevChangeId);
        Assert.Equal(levels, published.Book.BidCount + published.Book.AskCount);
    }

    [Fact]
    public void Decode_DeletedLevel_HasNoAmountWhateverWasPrinted()
    {
        _fixture.Decode("book.BTC-PERPETUAL.raw",
            """
                {"type":"change","prev_change_id":4,"change_id":9,"bids":[["delete",5.5,7.0]],"asks":[],"timestamp":5,
                "instrument_name":"BTC-PERPETUAL"}
                """);

        Assert.Equal(Quantity.Zero, _fixture.Events[0].Book.Levels[0].Amount);
    }

    [Theory]
    [InlineData("""["new",5.5]""")]
    [InlineData("""["new",5.5,-1]""")]
    [InlineData("""["new","5.5",1]""")]
    [InlineData("""["new",5.5,null]""")]
    [InlineData("""["new",5.5,1,2]""")]
    [InlineData("""["new",5.5,1e30]""")]
    [InlineData("""["move",5.5,1]""")]
    [InlineData("""{"price":5}""")]
    [InlineData("5")]
    public void Decode_BadLevelBehindManyGoodOnes_PublishesNothing(string bad)
    {
        var good = string.Concat(Enumerable.Range(1, 20).Select(i => $"[\"new\",{i},1],"));

        var result = _fixture.Decode("book.BTC-PERPETUAL.raw",
            $$"""{"type":"snapshot","change_id":9,"bids":[],"asks":[{{good}}{{bad}}],"timestamp":5,"instrument_name":"BTC-PERPETUAL"}""");

        Assert.Equal(DecodeResult.Malformed, result);
        Assert.Equal(0, _fixture.Events.Length);
        Assert.Equal(1, _fixture.Counters.Malformed);
    }

    [Fact]
    public void Decode_MarkPrices_OneEventEachFractionsAndUnknownLeftOut()
    {
        var result = _fixture.Decode("markprice.options.btc_usd", """
            [{"timestamp":7,"mark_price":0.0333,"iv":0.9,"instrument_name":"BTC-27FEB26-100000-C"},
             {"timestamp":7,"mark_price":0.1,"iv":0.8,"instrument_name":"BTC-UNKNOWN-1-C"},
             {"timestamp":8,"mark_price":0.2,"iv":0.7,"instrument_name":"BTC-PERPETUAL"}]
            """);

        Assert.Equal(DecodeResult.UnknownInstrument, result);
        Assert.Equal(2, _fixture.Events.Length);
        Assert.Equal(0.9, _fixture.Events[0].MarkVol.MarkIv);
        Assert.Equal(0.0333, _fixture.Events[0].MarkVol.MarkPrice);
        Assert.Equal(1, _fixture.Events[1].Instrument.Index);
        Assert.Equal(8_000_000, _fixture.Events[1].ExchangeTimeUtcNanos);
        Assert.Equal(1, _fixture.Counters.UnknownInstruments);
    }

    [Fact]
    public void Decode_Trades_SideIsTheTakers()
    {
        var result = _fixture.Decode("trades.BTC-PERPETUAL.100ms", """
            [{"timestamp":1765531356452,"price":92294.5,"amount":10.0,"direction":"sell","instrument_name":"BTC-PERPETUAL",
             "trade_seq":271252854},
             {"timestamp":1765531356452,"price":92288.5,"amount":750.0,"direction":"buy","instrument_name":"BTC-PERPETUAL",
              "trade_seq":271252855,
              "legs":[{"instrument_name":"X","price":"no"}]}]
            """);

        Assert.Equal(DecodeResult.Ok, result);
        Assert.Equal(2, _fixture.Events.Length);
        Assert.Equal(Side.Sell, _fixture.Events[0].Trade.TakerSide);
        Assert.Equal(9_228_850_000_000, _fixture.Events[1].Trade.Price.Raw);
        Assert.Equal(Side.Buy, _fixture.Events[1].Trade.TakerSide);
        Assert.Equal(271252855, _fixture.Events[1].Trade.TradeSequence);
    }

    [Fact]
    public void Decode_LastTradeBroken_PublishesNothing()
    {
        var result = _fixture.Decode("trades.BTC-PERPETUAL.raw", """
            [{"timestamp":1,"price":5,"amount":10.0,"direction":"sell","instrument_name":"BTC-PERPETUAL","trade_seq":1},
             {"timestamp":1,"price":5,"amount":10.0,"direction":"up","instrument_name":"BTC-PERPETUAL","trade_seq":2}]
            """);

        Assert.Equal(DecodeResult.Malformed, result);
        Assert.Equal(0, _fixture.Events.Length);
    }

    [Fact]
    public void Decode_Index_FindsTheUnderlying()
    {
        Assert.Equal(DecodeResult.Ok, _fixture.Decode("deribit_price_index.eth_usd",
            """{"timestamp":3,"price":2011.17,"index_name":"eth_usd"}"""));

        Assert.Equal(1, _fixture.Events[0].Index.Underlying.Index);
        Assert.Equal(2011.17, _fixture.Events[0].Index.Price);
        Assert.Equal(InstrumentId.None, _fixture.Events[0].Instrument);
    }

    [Theory]
    [InlineData("""{"timestamp":3,"price":2011.17,"index_name":"doge_usd"}""", DecodeResult.UnknownInstrument)]
    [InlineData("""{"timestamp":3,"price":null,"index_name":"eth_usd"}""", DecodeResult.Malformed)]
    [InlineData("""{"timestamp":3,"price":-1,"index_name":"eth_usd"}""", DecodeResult.Malformed)]
    [InlineData("""{"timestamp":3,"price":1e999,"index_name":"eth_usd"}""", DecodeResult.Malformed)]
    [InlineData("""{"price":5,"index_name":"eth_usd"}""", DecodeResult.Malformed)]
    [InlineData("""{"timestamp":9223372036855,"price":5,"index_name":"eth_usd"}""", DecodeResult.Malformed)]
    public void Decode_IndexThatCannotBeUsed_PublishesNothing(string data, DecodeResult expected)
    {
        Assert.Equal(expected, _fixture.Decode("deribit_price_index.eth_usd", data));
        Assert.Equal(0, _fixture.Events.Length);
    }

    [Theory]
    [InlineData("""{"locked":true,"price_index":"eth_usd"}""", DecodeResult.Ok, 1, true, false)]
    [InlineData("""{"maintenance":true}""", DecodeResult.Ok, -1, false, true)]
    public void Decode_PlatformState_LockOrMaintenance(string data, DecodeResult expected, int underlying, bool locked, bool maintenance)
    {
        Assert.Equal(expected, _fixture.Decode("platform_state", data));

        ref readonly var state = ref _fixture.Events[0].PlatformState;
        Assert.Equal((underlying, locked, maintenance), (state.Underlying.Index, state.Locked, state.Maintenance));
    }

    [Theory]
    [InlineData("""{"locked":true}""", DecodeResult.Malformed)]
    [InlineData("""{"locked":true,"price_index":"sol_usdc"}""", DecodeResult.UnknownInstrument)]
    [InlineData("""{"something":1}""", DecodeResult.Ignored)]
    public void Decode_PlatformStateOfNobody_PublishesNothing(string data, DecodeResult expected)
    {
        Assert.Equal(expected, _fixture.Decode("platform_state", data));
        Assert.Equal(0, _fixture.Events.Length);
    }

    [Theory]
    [InlineData("open", TradingStatus.Open)]
    [InlineData("settlement", TradingStatus.Settlement)]
    [InlineData("archivized", TradingStatus.Archived)]
    [InlineData("created", TradingStatus.Created)]
    [InlineData("levitating", TradingStatus.Unknown)]
    public void Decode_InstrumentState_BothSetsOfNames(string state, TradingStatus expected)
    {
        var data = $$"""{"timestamp":1768982400087,"state":"{{state}}","instrument_name":"{{Call}}"}""";
        Assert.Equal(DecodeResult.Ok, _fixture.Decode("instrument.state.option.BTC", data));
        Assert.Equal(expected, _fixture.Events[0].InstrumentState.Status);
    }
}
