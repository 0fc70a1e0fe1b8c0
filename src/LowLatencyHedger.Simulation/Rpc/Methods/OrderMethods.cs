using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Methods;

/// <summary>
/// Placing, editing and closing. Each request waits its turn in the matching engine and its reply is sent when the engine has
/// run it. Trigger and advanced orders are refused with 10033. Source: deribit protocol notes, sections 11.1 and 11.2.
/// </summary>
internal sealed class OrderMethods
{
    private const int LabelLengthMax = 64;

    private static readonly RpcError s_notImplemented = new(10033, "not_implemented");

    private readonly ExchangeModel _model;
    private readonly EngineCalls _engine;

    public OrderMethods(ExchangeModel model, EngineCalls engine)
    {
        _model = model;
        _engine = engine;
    }

    public void AddTo(Dictionary<string, RpcMethod> methods)
    {
        methods.Add("private/buy", Trading(call => Place(call, Side.Buy)));
        methods.Add("private/sell", Trading(call => Place(call, Side.Sell)));
        methods.Add("private/edit", Trading(Edit));
        methods.Add("private/edit_by_label", Trading(EditByLabel));
        methods.Add("private/close_position", Trading(ClosePosition));
        methods.Add("private/cancel", Trading(Cancel));
    }

    private static RpcMethod Trading(Func<RpcCall, RpcError> run) =>
        new(run, RequestClass.Matching, AccessArea.Trade, AccessLevel.ReadWrite);

    private RpcError Place(RpcCall call, Side direction)
    {
        var values = call.Params;
        var type = values.String("type", "limit");
        var request = new OrderRequest
        {
            InstrumentName = values.String("instrument_name"),
            Direction = direction,
            Amount = Amount(values),
            Contracts = values.Number("contracts"),
            Type = TypeOf(type),
            Price = Price(values),
            Label = Label(values),
            TimeInForce = TimeInForceOf(values),
            PostOnly = values.Flag("post_only"),
            RejectPostOnly = values.Flag("reject_post_only"),
            ReduceOnly = values.Flag("reduce_only"),
            Mmp = values.Flag("mmp"),
            ValidUntilMs = values.Integer("valid_until"),
            ConnectionId = call.Connection.Id,
        };
        if (!request.Amount.HasValue && request.Contracts is null)
        {
            values.Fail("amount", "value required");
        }

        if (request.Type == OrderType.Limit && type == "limit" && !request.Price.HasValue)
        {
            values.Fail("price", "value required");
        }

        if (values.Error is { IsError: true } error)
        {
            return error;
        }

        return values.Has("advanced") || values.Has("trigger") || type is not ("limit" or "market" or "market_limit")
            ? s_notImplemented
            : _engine.Enqueue(call, () => WriteResult(call, _model.Place(call.Account, request)));
    }

    private RpcError Edit(RpcCall call)
    {
        var request = EditRequestOf(call.Params, call.Params.String("order_id"));
        return call.Params.Error is { IsError: true } error
            ? error
            : _engine.Enqueue(call, () => WriteResult(call, _model.Edit(call.Account, request)));
    }

    private RpcError EditByLabel(RpcCall call)
    {
        var label = call.Params.String("label");
        var instrumentName = call.Params.String("instrument_name");
        var request = EditRequestOf(call.Params, "");
        return call.Params.Error is { IsError: true } error
            ? error
            : _engine.Enqueue(call, () => WriteResult(call, _model.EditByLabel(call.Account, instrumentName, label, request)));
    }

    private RpcError ClosePosition(RpcCall call)
    {
        var values = call.Params;
        var instrumentName = values.String("instrument_name");
        if (!values.Has("type"))
        {
            values.Fail("type", "value required");
        }

        var type = values.OneOf("type", "limit", "limit", "market");
        var price = Price(values);
        if (type == "limit" && !price.HasValue)
        {
            values.Fail("price", "value required");
        }

        return values.Error is { IsError: true } error
            ? error
            : _engine.Enqueue(call, () => WriteResult(
                call, _model.ClosePosition(call.Account, instrumentName, TypeOf(type), price, call.Connection.Id)));
    }

    private RpcError Cancel(RpcCall call)
    {
        var orderId = call.Params.String("order_id");
        return call.Params.Error is { IsError: true } error
            ? error
            : _engine.Enqueue(call, () =>
            {
                var result = _model.Cancel(call.Account, orderId);
                if (result.IsOk)
                {
                    OrderJson.WriteOrder(call.Writer, result.Order!);
                }

                return EngineCalls.ErrorOf(result.Error);
            });
    }

    private static RpcError WriteResult(RpcCall call, OrderResult result)
    {
        if (result.IsOk)
        {
            call.Writer.WriteStartObject();
            call.Writer.WritePropertyName("order");
            OrderJson.WriteOrder(call.Writer, result.Order!);
            call.Writer.WritePropertyName("trades");
            OrderJson.WriteUserTrades(call.Writer, result.Trades);
            call.Writer.WriteEndObject();
        }

        return EngineCalls.ErrorOf(result.Error);
    }

    private static EditRequest EditRequestOf(RpcParams values, string orderId)
    {
        var request = new EditRequest
        {
            OrderId = orderId,
            Amount = Amount(values),
            Contracts = values.Number("contracts"),
            Price = Price(values),
            PostOnly = OptionalFlag(values, "post_only"),
            RejectPostOnly = OptionalFlag(values, "reject_post_only"),
            ReduceOnly = OptionalFlag(values, "reduce_only"),
            Mmp = OptionalFlag(values, "mmp"),
            ValidUntilMs = values.Integer("valid_until"),
        };
        if (!request.Amount.HasValue && request.Contracts is null && !request.Price.HasValue)
        {
            values.Fail("amount", "value required");
        }

        return request;
    }

    private static Quantity Amount(RpcParams values) => Quantity.FromRaw(Decimal(values, "amount"));

    private static Price Price(RpcParams values) => Primitives.Price.FromRaw(Decimal(values, "price"));

    private static long Decimal(RpcParams values, string name)
    {
        if (values.Number(name) is not { } number)
        {
            return Decimal8.None;
        }

        var raw = Decimal8.FromDouble(number);
        if (raw == Decimal8.None)
        {
            values.Fail(name, "out of range");
        }

        return raw;
    }

    private static bool? OptionalFlag(RpcParams values, string name) => values.Has(name) ? values.Flag(name) : null;

    private static string Label(RpcParams values)
    {
        var label = values.String("label", "");
        if (label.Length > LabelLengthMax)
        {
            values.Fail("label", $"at most {LabelLengthMax} characters");
        }

        return label;
    }

    private static OrderType TypeOf(string type) => type switch
    {
        "market" => OrderType.Market,
        "market_limit" => OrderType.MarketLimit,
        _ => OrderType.Limit,
    };

    private static TimeInForce TimeInForceOf(RpcParams values) => values.OneOf(
        "time_in_force", "good_til_cancelled", "good_til_cancelled", "good_til_day", "fill_or_kill", "immediate_or_cancel") switch
    {
        "good_til_day" => TimeInForce.GoodTilDay,
        "fill_or_kill" => TimeInForce.FillOrKill,
        "immediate_or_cancel" => TimeInForce.ImmediateOrCancel,
        _ => TimeInForce.GoodTilCancelled,
    };
}
