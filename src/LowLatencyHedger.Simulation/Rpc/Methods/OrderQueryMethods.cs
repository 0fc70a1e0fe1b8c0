using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Methods;

/// <summary>Reading orders and own trades. Source: deribit protocol notes, section 11.4.</summary>
internal sealed class OrderQueryMethods
{
    private const int HistoryCountMax = 1000;

    private readonly ExchangeModel _model;
    private readonly TradeTexts _texts = new();

    public OrderQueryMethods(ExchangeModel model) => _model = model;

    public void AddTo(Dictionary<string, RpcMethod> methods)
    {
        methods.Add("private/get_open_orders", Reading(call => OpenOrders(call, "any", null, null)));
        methods.Add("private/get_open_orders_by_currency", Reading(
            call => OpenOrders(call, ParamReader.Currency(call.Params), null, null)));
        methods.Add("private/get_open_orders_by_instrument", Reading(OpenOrdersByInstrument));
        methods.Add("private/get_open_orders_by_label", Reading(
            call => OpenOrders(call, ParamReader.Currency(call.Params), null, call.Params.String("label"))));
        methods.Add("private/get_order_state", Reading(OrderState));
        methods.Add("private/get_order_state_by_label", Reading(OrderStateByLabel));
        methods.Add("private/get_order_history_by_currency", Reading(
            call => History(call, ParamReader.Currency(call.Params), null)));
        methods.Add("private/get_order_history_by_instrument", Reading(HistoryByInstrument));
        methods.Add("private/get_user_trades_by_instrument", Reading(TradesByInstrument));
        methods.Add("private/get_user_trades_by_instrument_and_time", Reading(TradesByInstrument));
        methods.Add("private/get_user_trades_by_currency", Reading(TradesByCurrency));
        methods.Add("private/get_user_trades_by_currency_and_time", Reading(TradesByCurrency));
        methods.Add("private/get_user_trades_by_order", Reading(TradesByOrder));
    }

    private static RpcMethod Reading(Func<RpcCall, RpcError> run) => new(run, Area: AccessArea.Trade, Level: AccessLevel.Read);

    private RpcError OpenOrdersByInstrument(RpcCall call) =>
        ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error
            ? error
            : OpenOrders(call, "any", instrument.Name, null);

    private RpcError OpenOrders(RpcCall call, string currency, string? instrumentName, string? label)
    {
        var kind = ParamReader.Kind(call.Params);
        var type = call.Params.String("type", "all");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        var filter = Filter(currency, kind, instrumentName) with { Label = label };
        OrderJson.WriteOrders(call.Writer, type is "all" or "limit" ? _model.OpenOrders(call.Account, filter) : []);
        return RpcError.None;
    }

    private RpcError OrderState(RpcCall call)
    {
        var orderId = call.Params.String("order_id");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        if (_model.FindOrder(call.Account, orderId) is not { } order)
        {
            return RpcError.OrderNotFound;
        }

        OrderJson.WriteOrder(call.Writer, order);
        return RpcError.None;
    }

    private RpcError OrderStateByLabel(RpcCall call)
    {
        var currency = ParamReader.Currency(call.Params);
        var label = call.Params.String("label");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        OrderJson.WriteOrders(call.Writer, _model.OrdersByLabel(call.Account, currency, label));
        return RpcError.None;
    }

    private RpcError HistoryByInstrument(RpcCall call) =>
        ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error
            ? error
            : History(call, "any", instrument.Name);

    private RpcError History(RpcCall call, string currency, string? instrumentName)
    {
        var kind = ParamReader.Kind(call.Params);
        var count = call.Params.Count("count", 20, 1, HistoryCountMax);
        var offset = call.Params.Count("offset", 0, 0, int.MaxValue);
        var includeUnfilled = call.Params.Flag("include_unfilled");
        var withContinuation = call.Params.Flag("with_continuation");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        var orders = _model.OrderHistory(
            call.Account, Filter(currency, kind, instrumentName), count, offset, includeUnfilled);
        if (!withContinuation)
        {
            OrderJson.WriteOrders(call.Writer, orders);
            return RpcError.None;
        }

        call.Writer.WriteStartObject();
        call.Writer.WritePropertyName("orders");
        OrderJson.WriteOrders(call.Writer, orders);
        call.Writer.WriteNull("continuation");
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private RpcError TradesByInstrument(RpcCall call) =>
        ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error
            ? error
            : Trades(call, ParamReader.Trades(call.Params, "any", "any", instrument.Name));

    private RpcError TradesByCurrency(RpcCall call) => Trades(
        call, ParamReader.Trades(call.Params, ParamReader.Currency(call.Params), ParamReader.Kind(call.Params), null));

    private RpcError TradesByOrder(RpcCall call)
    {
        var orderId = call.Params.String("order_id");
        return Trades(call, ParamReader.Trades(call.Params, "any", "any", null) with
        {
            OrderId = orderId,
            Count = TradeQuery.CountMax,
        });
    }

    private RpcError Trades(RpcCall call, TradeQuery query)
    {
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        var page = _model.UserTrades(call.Account, query);
        call.Writer.WriteStartObject();
        call.Writer.WritePropertyName("trades");
        call.Writer.WriteStartArray();
        foreach (var trade in page.Trades)
        {
            call.Writer.WriteRawValue(_texts.Of(trade), skipInputValidation: true);
        }

        call.Writer.WriteEndArray();
        call.Writer.WriteBoolean("has_more", page.HasMore);
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private static OrderFilter Filter(string currency, string kind, string? instrumentName) => new()
    {
        Currency = currency == "any" ? null : currency,
        KindName = kind == "any" ? null : kind,
        InstrumentName = instrumentName,
    };
}
