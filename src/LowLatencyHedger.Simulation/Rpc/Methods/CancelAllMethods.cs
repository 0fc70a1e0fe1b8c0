using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Methods;

/// <summary>
/// Mass cancels. There are no trigger orders, so types that mean only those cancel nothing.
/// Source: deribit protocol notes, section 11.3.
/// </summary>
internal sealed class CancelAllMethods
{
    private static readonly string[] s_currencies = ["BTC", "ETH", "USDC"];

    private readonly ExchangeModel _model;
    private readonly EngineCalls _engine;

    public CancelAllMethods(ExchangeModel model, EngineCalls engine)
    {
        _model = model;
        _engine = engine;
    }

    public void AddTo(Dictionary<string, RpcMethod> methods)
    {
        methods.Add("private/cancel_all", MassCancel(call => Cancel(call, [OrderFilter.All])));
        methods.Add("private/cancel_all_by_currency", MassCancel(ByCurrency));
        methods.Add("private/cancel_all_by_currency_pair", MassCancel(ByCurrencyPair));
        methods.Add("private/cancel_all_by_kind_or_type", MassCancel(ByCurrency));
        methods.Add("private/cancel_all_by_instrument", MassCancel(ByInstrument));
        methods.Add("private/cancel_by_label", new RpcMethod(
            ByLabel, RequestClass.Matching, AccessArea.Trade, AccessLevel.ReadWrite));
    }

    private static RpcMethod MassCancel(Func<RpcCall, RpcError> run) =>
        new(run, RequestClass.CancelAll, AccessArea.Trade, AccessLevel.ReadWrite);

    private RpcError ByCurrency(RpcCall call)
    {
        var currencies = ParamReader.CurrencyList(call.Params);
        var kind = ParamReader.Kind(call.Params);
        return Cancel(call, [.. currencies.Select(currency => new OrderFilter
        {
            Currency = currency == "any" ? null : currency,
            KindName = kind == "any" ? null : kind,
        })]);
    }

    private RpcError ByCurrencyPair(RpcCall call)
    {
        var pair = call.Params.String("currency_pair");
        var instruments = _model.Instruments.Where(instrument => instrument.Spec.PriceIndex == pair);
        return Cancel(call, [.. instruments.Select(instrument => new OrderFilter { InstrumentName = instrument.Name })]);
    }

    private RpcError ByInstrument(RpcCall call) =>
        ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error
            ? error
            : Cancel(call, [new OrderFilter { InstrumentName = instrument.Name }]);

    private RpcError ByLabel(RpcCall call)
    {
        var label = call.Params.String("label");
        var currency = ParamReader.Currency(call.Params, absent: "any");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        var filter = new OrderFilter { Label = label, Currency = currency == "any" ? null : currency };
        return _engine.Enqueue(call, () =>
        {
            call.Writer.WriteNumberValue(_model.CancelAll(call.Account, filter).Count);
            return RpcError.None;
        });
    }

    private RpcError Cancel(RpcCall call, OrderFilter[] filters)
    {
        var type = call.Params.OneOf("type", "all", "all", "limit", "trigger_all", "stop", "take", "trailing_stop");
        var detailed = call.Params.Flag("detailed");
        call.Params.Flag("freeze_quotes");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        var hits = type is "all" or "limit" ? filters : [];
        return _engine.EnqueueFirst(call, () =>
        {
            var cancelled = hits.SelectMany(filter => _model.CancelAll(call.Account, filter)).ToArray();
            if (detailed)
            {
                WriteReports(call, cancelled, filters);
            }
            else
            {
                call.Writer.WriteNumberValue(cancelled.Length);
            }

            return RpcError.None;
        });
    }

    private static void WriteReports(RpcCall call, Order[] cancelled, OrderFilter[] filters)
    {
        var writer = call.Writer;
        var asked = filters.Where(filter => filter.Currency is not null).Select(filter => filter.Currency!).ToArray();
        var instrumentName = filters is [{ InstrumentName: { } name }] ? name : null;
        var bySettlement = cancelled.ToLookup(order => order.Instrument.Spec.SettlementCurrency);
        writer.WriteStartArray();
        foreach (var currency in asked.Length > 0 ? asked : s_currencies)
        {
            if (instrumentName is not null && !bySettlement.Contains(currency) && cancelled.Length > 0)
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("currency", currency);
            writer.WriteString("type", "limit");
            if (instrumentName is not null)
            {
                writer.WriteString("instrument_name", instrumentName);
            }

            writer.WritePropertyName("result");
            OrderJson.WriteOrders(writer, bySettlement[currency]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
