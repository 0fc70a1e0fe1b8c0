using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Methods;

/// <summary>Prices, books, public trades, candles, funding. Source: deribit protocol notes, section 8.</summary>
internal sealed class MarketDataMethods
{
    private const long HourMillis = 3_600_000;
    private const int CandlesMax = 5_000;

    private readonly ExchangeModel _model;
    private readonly long _startUtcMillis;

    public MarketDataMethods(ExchangeModel model)
    {
        _model = model;
        _startUtcMillis = model.NowMs;
    }

    public void AddTo(Dictionary<string, RpcMethod> methods)
    {
        methods.Add("public/ticker", new RpcMethod(GetTicker));
        methods.Add("public/get_order_book", new RpcMethod(GetOrderBook));
        methods.Add("public/get_book_summary_by_currency", new RpcMethod(GetBookSummaryByCurrency));
        methods.Add("public/get_book_summary_by_instrument", new RpcMethod(GetBookSummaryByInstrument));
        methods.Add("public/get_last_trades_by_instrument", new RpcMethod(GetLastTradesByInstrument));
        methods.Add("public/get_last_trades_by_instrument_and_time", new RpcMethod(GetLastTradesByInstrument));
        methods.Add("public/get_last_trades_by_currency", new RpcMethod(GetLastTradesByCurrency));
        methods.Add("public/get_last_trades_by_currency_and_time", new RpcMethod(GetLastTradesByCurrency));
        methods.Add("public/get_tradingview_chart_data", new RpcMethod(GetChart));
        methods.Add("public/get_funding_rate_value", new RpcMethod(GetFundingRateValue));
        methods.Add("public/get_funding_rate_history", new RpcMethod(GetFundingRateHistory));
    }

    private RpcError GetTicker(RpcCall call)
    {
        if (ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartObject();
        MarketJson.WriteTickerFields(call.Writer, instrument);
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private RpcError GetOrderBook(RpcCall call)
    {
        var depth = call.Params.Count("depth", 5, 1, 10_000);
        if (ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartObject();
        MarketJson.WriteTickerFields(call.Writer, instrument);
        call.Writer.WriteNumber("change_id", instrument.Book.ChangeId);
        MarketJson.WriteLevels(call.Writer, "bids", instrument.Book.Levels(Primitives.Side.Buy, depth));
        MarketJson.WriteLevels(call.Writer, "asks", instrument.Book.Levels(Primitives.Side.Sell, depth));
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private RpcError GetBookSummaryByCurrency(RpcCall call)
    {
        var currency = ParamReader.Currency(call.Params);
        var kind = ParamReader.Kind(call.Params);
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        WriteSummaries(call, _model.Instruments.Where(
            instrument => instrument.IsOpen && ParamReader.Matches(instrument, currency, kind)));
        return RpcError.None;
    }

    private RpcError GetBookSummaryByInstrument(RpcCall call)
    {
        if (ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error)
        {
            return error;
        }

        WriteSummaries(call, [instrument]);
        return RpcError.None;
    }

    private static void WriteSummaries(RpcCall call, IEnumerable<Instrument> instruments)
    {
        call.Writer.WriteStartArray();
        foreach (var instrument in instruments)
        {
            MarketJson.WriteSummary(call.Writer, instrument, call.NowUtcMicros / 1000);
        }

        call.Writer.WriteEndArray();
    }

    private RpcError GetLastTradesByInstrument(RpcCall call)
    {
        if (ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error)
        {
            return error;
        }

        return WriteTrades(call, ParamReader.Trades(call.Params, "any", "any", instrument.Name));
    }

    private RpcError GetLastTradesByCurrency(RpcCall call) => WriteTrades(
        call, ParamReader.Trades(call.Params, ParamReader.Currency(call.Params), ParamReader.Kind(call.Params), null));

    private RpcError WriteTrades(RpcCall call, TradeQuery query)
    {
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        var page = _model.PublicTrades(query);
        call.Writer.WriteStartObject();
        call.Writer.WriteBoolean("has_more", page.HasMore);
        call.Writer.WriteStartArray("trades");
        foreach (var trade in page.Trades)
        {
            MarketJson.WriteTrade(call.Writer, trade);
        }

        call.Writer.WriteEndArray();
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private RpcError GetChart(RpcCall call)
    {
        var values = call.Params;
        var start = values.Integer("start_timestamp");
        var end = values.Integer("end_timestamp");
        if (!ChartResolution.TryParse(values.String("resolution"), out var minutes))
        {
            values.Fail("resolution", "wrong format");
        }

        if (start is null || end is null)
        {
            values.Fail(start is null ? "start_timestamp" : "end_timestamp", "value required");
        }

        if (ParamReader.Instrument(values, _model, out var instrument) is { IsError: true } error)
        {
            return error;
        }

        var candles = Candle.FromTrades(AllTrades(instrument, start!.Value, end!.Value), minutes).TakeLast(CandlesMax).ToArray();
        Candle.WriteColumns(call.Writer, candles);
        return RpcError.None;
    }

    private IReadOnlyList<PublicTrade> AllTrades(Instrument instrument, long startMillis, long endMillis)
    {
        var query = new TradeQuery
        {
            InstrumentName = instrument.Name,
            StartTimestampMs = startMillis,
            EndTimestampMs = endMillis,
            Count = TradeQuery.CountMax,
            Ascending = true,
        };
        var trades = new List<PublicTrade>();
        var page = _model.PublicTrades(query);
        trades.AddRange(page.Trades);
        while (page.HasMore)
        {
            query = query with { StartSeq = trades[^1].TradeSeq + 1 };
            page = _model.PublicTrades(query);
            trades.AddRange(page.Trades);
        }

        return trades;
    }

    private RpcError GetFundingRateValue(RpcCall call)
    {
        if (PerpetualAndPeriod(call, out var instrument, out var start, out var end) is { IsError: true } error)
        {
            return error;
        }

        var eightHourPeriods = (end - start) / (8.0 * HourMillis);
        call.Writer.WriteFloatValue(instrument.Ticker.Funding8h * eightHourPeriods, 15);
        return RpcError.None;
    }

    private RpcError GetFundingRateHistory(RpcCall call)
    {
        if (PerpetualAndPeriod(call, out var instrument, out var start, out var end) is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartArray();
        var now = call.NowUtcMicros / 1000;
        var first = (start + HourMillis - 1) / HourMillis * HourMillis;
        for (var hour = Math.Max(first, _startUtcMillis); hour <= Math.Min(end, now); hour += HourMillis)
        {
            call.Writer.WriteStartObject();
            call.Writer.WriteNumber("timestamp", hour);
            call.Writer.WriteFloat("index_price", instrument.Ticker.IndexPrice);
            call.Writer.WriteFloat("prev_index_price", instrument.Ticker.IndexPrice);
            call.Writer.WriteFloat("interest_8h", instrument.Ticker.Funding8h, 15);
            call.Writer.WriteFloat("interest_1h", instrument.Ticker.Funding8h / 8, 15);
            call.Writer.WriteEndObject();
        }

        call.Writer.WriteEndArray();
        return RpcError.None;
    }

    private RpcError PerpetualAndPeriod(RpcCall call, out Instrument instrument, out long start, out long end)
    {
        var startOrNull = call.Params.Integer("start_timestamp");
        var endOrNull = call.Params.Integer("end_timestamp");
        if (startOrNull is null || endOrNull is null)
        {
            call.Params.Fail(startOrNull is null ? "start_timestamp" : "end_timestamp", "value required");
        }

        start = startOrNull ?? 0;
        end = endOrNull ?? 0;
        var error = ParamReader.Instrument(call.Params, _model, out instrument);
        if (!error.IsError && instrument.Spec.Kind != InstrumentKind.Perpetual)
        {
            return RpcError.InvalidParam("instrument_name", "not a perpetual");
        }

        return error;
    }
}
